"""Tools whose credential does not open the system."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.access import uses
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import place_key
from blastradius.lint.wording import listed, quoted
from blastradius.model import places

_SYSTEM = """
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: other-key
    type: api-key
    owner: unknown
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - name: look_up_refund
        operation: stripe/get_refund
        credential: stripe-key{here}
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations:
      - {{id: get_refund, effect: read}}
    credentials:
      - {{credential: {granted}, access: read}}
    """


@rule(
    severity=Severity.ERROR,
    passes=_SYSTEM.format(here="", granted="stripe-key"),
    fails=_SYSTEM.format(here="  # here", granted="other-key"),
)
def tool_without_grant(subject: Subject) -> Iterator[Problem]:
    """The credential of a tool has a grant on the system that the tool touches.

    Why: the tool works, so the grant exists. As long as it is not written, `reach` of that credential leaves the system
    out, and whoever revokes the credential does not know that it opens this one too.
    Fix: add it to the system's `credentials`: `{credential: ID, access: read, scopes: […]}`; or correct the tool's
    credential.
    """
    known = subject.catalog.credential
    seen = set()
    for use in uses(subject):
        place = places.credential(use.tool, use.bound)
        key = (place_key(place), use.system.id)
        if use.grants or key in seen or any(grant.credential not in known for grant in use.system.grants):
            continue  # a grant of a credential that nobody wrote may be the one
        seen.add(key)
        holders = sorted({grant.credential for grant in use.system.grants})
        yield Problem(
            at=place,
            message=f"{quoted(use.credential)} has no grant on {quoted(use.system.id)}, which "
            f"{quoted(use.tool.name)} touches with it",
            help=f"add it to `credentials` of {quoted(use.system.id)} ({use.system.source / 'credentials'})"
            + (f", or use {listed(holders)}, which it names" if holders else ""),
        )
