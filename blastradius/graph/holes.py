"""What nobody wrote down about who gets where: the places at which a grant, a way or a flow may be missing."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from blastradius.graph.index import Index
from blastradius.graph.order import grant_key
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Credential, System
from blastradius.model.node import UNKNOWN, is_open
from blastradius.model.read_cells import LEVELS
from blastradius.source.document import Ref

ANY = "*"
"""In the place of an id: it may be any."""


class Hole(Struct, frozen=True, kw_only=True):
    """Somebody may get into `system`, up to `access`, or hold of `credential`; or data of `flow` may go anywhere.

    `holding`: only whoever has this credential; `steered`: only by this agent, once it does what others want. `what` is
    not known; `where` it should stand, `None` where an entry is missing.
    """

    what: str
    where: Ref | None
    system: str | None = None
    access: Level = Level.ADMIN
    credential: str | None = None
    flow: str | None = None
    holding: str | None = None
    steered: str | None = None

    @property
    def says(self) -> str:
        """A sentence."""
        text = self.what if self.what.startswith("there is") else f"it is not known {self.what}"
        return f"{text[0].upper()}{text[1:]}."


def openers(catalog: Catalog, system: str) -> Iterator[Hole]:
    """Which credentials open a system, as far as that is not known."""
    if catalog.without_note(System, system, "openers"):
        return
    records = catalog.records(System, system)
    if not records:
        what = f"there is no entry for system {system}: which credentials open it is not known"
        yield Hole(what=what, where=None, system=system)
    for each in records:
        at = each.source / "credentials"
        if not isinstance(at.value, list):
            yield Hole(what=f"which credentials open system {system}", where=at, system=system)
            continue
        for position, grant in enumerate(at.value):
            cells = grant if isinstance(grant, dict) else {}
            if grant == UNKNOWN or is_open(cells.get("credential")):
                limited = all(_limits(cells[cell]) for cell in ("scopes", "resources") if cell in cells)
                access = LEVELS.get(str(cells.get("access")), Level.ADMIN) if limited else Level.ADMIN
                what = f"which credential opens system {system} with {access.word} access"
                yield Hole(what=what, where=at / position, system=system, access=access)


def _limits(cell: object) -> bool:
    """Whether a cell of a grant limits it: one that is empty or not known lets everything through."""
    return isinstance(cell, list) and bool(cell) and UNKNOWN not in cell


def places(index: Index, credential: str) -> Iterator[Hole]:
    """From where a credential can be had, as far as that is not known."""
    if index.catalog.without_note(Credential, credential, "elsewhere"):
        return
    records = index.catalog.records(Credential, credential)
    if not records:
        what = f"there is no entry for credential {credential}: from where it can be had is not known"
        at = next((grant.source for grant in sorted(index.all_grants_of(credential), key=grant_key)), None)
        yield Hole(what=what, where=at, credential=credential)
    for each in records:
        for at in unnamed_places(each):
            yield Hole(what=f"from where credential {credential} can be had", where=at, credential=credential)


def unnamed_places(credential: Credential) -> Iterator[Ref]:
    """Where it says that the credential can be had from somewhere, and not from where."""
    ways = credential.source / "obtainable_from"
    if ways.value == UNKNOWN:
        yield ways
    for index in range(len(ways.value) if isinstance(ways.value, list) else 0):
        together = ways / index / "all_of"
        several = isinstance(together.value, list)
        asked = [together / each for each in range(len(together.value))] if several else [together, ways / index]
        for place in asked:
            if place.value == UNKNOWN:
                yield place
            elif is_open((place / "system").value):
                yield place / "system"


def implied(index: Index, system: str) -> Iterator[Hole]:
    """Which scopes somebody has who has others, as far as that is not known."""
    if index.catalog.without_note(System, system, "implied"):
        return
    for each in index.catalog.records(System, system):
        given = each.source / "scope_implies"
        for scope, listed in given.value.items() if isinstance(given.value, dict) else ():
            if UNKNOWN in (listed if isinstance(listed, list) else [listed]):
                for grant in index.grants_on[system]:
                    if index.valid(grant.until) and index.scope_rules(system).carries(grant, scope):
                        what = f"which scopes {scope} gives on system {system}, and {grant.credential} has it"
                        yield Hole(
                            what=what,
                            where=given / scope,
                            system=system,
                            access=grant.access,
                            holding=grant.credential,
                        )


def flows(index: Index, system: str) -> Iterator[Hole]:
    """Where data of a system flows on, as far as that is not known."""
    records = index.catalog.records(System, system)
    if not records:
        what = f"there is no entry for system {system}: where its data flows on is not known"
        yield Hole(what=what, where=None, flow=system)
    for each in records:
        at = each.source / "feeds"
        for position, feed in enumerate(at.value if isinstance(at.value, list) else ()):
            if isinstance(feed, dict) and is_open(feed.get("system")):
                what = f"where data of system {system} flows on"
                yield Hole(what=what, where=at / position / "system", flow=system)


def flowing(index: Index, system: str) -> set[str]:
    """A system, those that its data flows into, those that it gets data from, and all that may be one of these."""
    down = _along(system, lambda name: [feed.system for feed in index.feeds_from[name]])
    up = _along(system, lambda name: [origin for origin, _ in index.feeds_into[name]])
    catalog = index.catalog
    noted = (*catalog.naming("note:unknown", System), *catalog.naming("note:placeholder", System))
    undescribed = {name for name in catalog.documents.words("system") if name not in catalog.system}
    return down | up | undescribed | {each.id for each in noted if any(flows(index, each.id))}


def _along(start: str, after: Callable[[str], Iterable[str]]) -> set[str]:
    found, queue = {start}, [start]
    while queue:
        new = set(after(queue.pop())) - found
        found |= new
        queue += new
    return found


def on_the_way(index: Index, systems: Iterable[str], credentials: Iterable[str]) -> tuple[set[str], set[str]]:
    """All systems and credentials from which these can be got at, whatever it asks for, and themselves."""
    ways_in, keys = set(systems), set(credentials)
    everywhere = ways_in.issuperset(index.catalog.documents.words("system"))  # no way asks for more
    queue = [*(("system", name) for name in ways_in), *(("credential", name) for name in keys)]
    while queue:
        kind, name = queue.pop()
        if kind == "system":
            found = index.keys_of(name) - keys
            keys |= found
            queue += (("credential", each) for each in found)
        elif not everywhere:
            records = index.catalog.records(Credential, name)
            found = {need.system for each in records for way in each.ways for need in way.needs} - ways_in
            ways_in |= found
            queue += (("system", each) for each in found)
    return ways_in, keys
