"""Who answers for what, where nobody is known to be on call."""

from blastradius.model.catalog import Catalog
from blastradius.model.cells import Contact, OnCall


def contact_of(catalog: Catalog, owner: str | None, on_call: OnCall | None) -> Contact | None:
    """How the owner is reached otherwise; `None` where somebody on call can be paged, or nothing else is written."""
    team = catalog.team.get(owner or "")
    if team is None or (on_call and (on_call.phone or on_call.channel or on_call.rotation)):
        return None
    ways = dict(team.contact)
    if not ways and team.lead is None:
        return None
    return Contact(email=ways.get("email"), channel=ways.get("channel"), phone=ways.get("phone"), lead=team.lead)
