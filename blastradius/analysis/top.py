"""The credentials of an inventory, those that reach farthest first."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.reach.doubled import doubled_entities, doubled_operations
from blastradius.finding import Finding
from blastradius.graph.everyone import Extent, extents
from blastradius.graph.index import Index
from blastradius.graph.order import grant_key
from blastradius.graph.withdrawal import is_written
from blastradius.model.catalog import Catalog
from blastradius.source.document import Ref


class Sort(StrEnum):
    """What the ranking goes by. Where it is equal the others decide, in this order, and at last the id."""

    SYSTEMS = "systems"
    IRREVERSIBLE = "irreversible"
    LATENT = "latent"
    OPERATIONS = "operations"


_BY: Mapping[Sort, Callable[[Extent], tuple[int, ...]]] = {
    Sort.SYSTEMS: lambda extent: (extent.unconditional_systems, extent.conditional),
    Sort.IRREVERSIBLE: lambda extent: (extent.beyond_undo,),
    Sort.LATENT: lambda extent: (extent.latent,),
    Sort.OPERATIONS: lambda extent: (extent.operations,),
}


class Ranked(Struct, frozen=True, kw_only=True):
    """A credential in its place. `known` is false where it has no entry; then `source` is what refers to it."""

    rank: int
    id: str
    known: bool
    owner: str | None
    agents: tuple[str, ...]
    others: tuple[str, ...]
    extent: Extent
    source: Ref | None


class TopReport(Struct, frozen=True, kw_only=True):
    """Everything that `top` answers: all credentials, ranked."""

    complete: bool
    now: datetime
    since: datetime | None
    assumed: tuple[str, ...]
    sort: Sort
    credentials: tuple[Ranked, ...]
    problems: tuple[Finding, ...]


def top(
    catalog: Catalog,
    *,
    now: datetime,
    since: datetime | None = None,
    assumed: tuple[str, ...] = (),
    sort: Sort = Sort.SYSTEMS,
    problems: tuple[Finding, ...] = (),
) -> TopReport:
    """How far each credential reaches. `problems` are those of reading; with any the answer is partial."""
    index = Index(catalog, since or now)
    holders = _agents(catalog)
    found = extents(index, assumed)
    keys = (_BY[sort], *(by for other, by in _BY.items() if other is not sort))
    ranking = sorted(found, key=lambda name: (*(tuple(-n for n in by(found[name])) for by in keys), name))
    twice = (*doubled_entities(catalog), *doubled_operations(index, catalog.system))
    return TopReport(
        complete=catalog.complete and not twice and all(name in catalog.credential for name in found),
        now=now,
        since=since,
        assumed=tuple(sorted(assumed)),
        sort=sort,
        credentials=tuple(
            _ranked(index, rank, name, holders.get(name, ()), found[name]) for rank, name in enumerate(ranking, 1)
        ),
        problems=(*problems, *twice),
    )


def _ranked(index: Index, rank: int, name: str, agents: tuple[str, ...], extent: Extent) -> Ranked:
    entity = index.catalog.credential.get(name)
    return Ranked(
        rank=rank,
        id=name,
        known=entity is not None,
        owner=entity.owner if entity else None,
        agents=agents,
        others=tuple(sorted(entity.shared_with)) if entity else (),
        extent=extent,
        source=entity.source / "id" if entity else _referred_at(index, name),
    )


def _referred_at(index: Index, name: str) -> Ref | None:
    """A place that names a credential without an entry: a grant, else a tool that uses it."""
    for grant in sorted(index.all_grants_of(name), key=grant_key):
        return grant.source / "credential" if is_written(grant) else grant.source
    for _, tool in index.catalog.tools_of(name):
        return tool.source
    return None


def _agents(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """By credential, the agents that use it and those that delegate to them, at any remove."""
    callers: dict[str, list[str]] = {}
    for agent in catalog.agents:
        for other in agent.delegates_to:
            callers.setdefault(other, []).append(agent.id)
    above = {agent.id: _above(agent.id, callers) for agent in catalog.agents}
    return {
        name: tuple(sorted(set().union(*(above[agent] for agent in agents))))
        for name, agents in _users(catalog).items()
    }


def _users(catalog: Catalog) -> dict[str, set[str]]:
    """By credential, the agents whose tools use it."""
    found: dict[str, set[str]] = {}
    for agent in catalog.agents:
        for tool in agent.tools:
            for name in filter(None, (tool.credential, *(bound.credential for bound in tool.bound))):
                found.setdefault(name, set()).add(agent.id)
    return found


def _above(agent: str, callers: Mapping[str, list[str]]) -> set[str]:
    found = {agent}
    queue = [agent]
    while queue:
        for caller in callers.get(queue.pop(), ()):
            if caller not in found:
                found.add(caller)
                queue.append(caller)
    return found
