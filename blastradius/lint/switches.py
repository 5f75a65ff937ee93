"""What stops an agent, shuts it out of a system, or takes a credential back."""

from blastradius.model.cells import KillSwitch, Revoke
from blastradius.model.entities import Agent, Credential, System


def switch_of(each: Agent | System | Credential) -> KillSwitch | Revoke | None:
    """The kill switch, or the revocation."""
    return each.revoke if isinstance(each, Credential) else each.kill_switch
