"""The whole answer to `reach`, put together from one search."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from blastradius.analysis.doubled import doubled
from blastradius.analysis.reach.evidence import evidence_of
from blastradius.analysis.reach.operations import operations_of
from blastradius.analysis.reach.report import (
    Class,
    Kind,
    Page,
    ReachedCredential,
    ReachedOperation,
    ReachedSystem,
    ReachReport,
    Spread,
    Start,
)
from blastradius.analysis.reach.search import Search
from blastradius.analysis.reach.steps import path_to
from blastradius.analysis.reach.stop import (
    agents_to_stop,
    credentials_to_revoke,
    holders,
    left_behind,
    system_switches,
)
from blastradius.analysis.reach.unknowns import unknowns
from blastradius.analysis.reach.upstream import Sources, rotation_order, upstream
from blastradius.analysis.windows import State
from blastradius.finding import Finding
from blastradius.graph.kinds import WHOLE, Disclosed, Fact, Tainted
from blastradius.graph.rules import used_by
from blastradius.graph.scopes import covers
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.node import UNKNOWN


def reach(  # noqa: PLR0913 - the question has as many parts
    catalog: Catalog,
    starts: tuple[Start, ...],
    *,
    now: datetime,
    since: datetime | None = None,
    assumed: tuple[str, ...] = (),
    as_tools: bool = False,
    problems: tuple[Finding, ...] = (),
) -> ReachReport:
    """What can be touched from `starts`. `problems` are those of reading; with any the answer is partial."""
    search = Search(catalog, starts, since or now, assumed, as_tools=as_tools)
    agents = holders(catalog, search)
    twice = doubled(catalog)
    systems = _systems(search, agents, since, now)
    credentials = tuple(_credentials(search, now))
    sources = Sources(search.index)
    entities = [catalog.credential[name] for name in search.held if name in catalog.credential]
    return ReachReport(
        complete=catalog.complete and not twice and all(start.known for start in starts),
        now=now,
        since=since,
        assumed=tuple(sorted(assumed)),
        starts=starts,
        owners=_owners(catalog, starts),
        agents=agents,
        others=tuple(sorted({other for entity in entities for other in entity.shared_with})),
        valid_until=_valid_until([entity.expires for entity in entities]),
        stop_agents=agents_to_stop(catalog, agents),
        stop_credentials=credentials_to_revoke(catalog, search.held),
        stop_systems=system_switches(catalog, search),
        credentials=credentials,
        systems=systems,
        contaminated=tuple(_spread(search, search.tainted, Level.WRITE)),
        disclosed=tuple(_spread(search, search.disclosed, Level.READ)),
        upstream=upstream(sources, search.held),
        rotation=rotation_order(sources, (each.id for each in credentials)),
        left_behind=left_behind(catalog, search),
        pages=_pages(search, systems),
        unknown=unknowns(search, systems, agents, now),
        problems=(*problems, *twice),
    )


def _valid_until(ends: list[datetime | None]) -> datetime | None:
    """When the last of the credentials ends; `None` where one of them never does."""
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def _owners(catalog: Catalog, starts: tuple[Start, ...]) -> tuple[str, ...]:
    """The teams that answer for what the search starts from."""
    owners = {
        Kind.CREDENTIAL: {each.id: each.owner for each in catalog.credentials},
        Kind.AGENT: {each.id: each.owner for each in catalog.agents},
        Kind.SYSTEM: {each.id: each.owner for each in catalog.systems},
    }
    return tuple(sorted({owner for start in starts if (owner := owners[start.kind].get(start.id))}))


def _credentials(search: Search, now: datetime) -> Iterable[ReachedCredential]:
    for name in sorted(search.has):
        levels = {level: search.class_of((fact,)) for level, fact in sorted(search.has[name].items())}
        cap = _highest(levels)
        entity = search.catalog.credential.get(name)
        expires = entity.expires if entity else None
        yield ReachedCredential(
            id=name,
            cap=cap,
            kind=levels[cap],
            levels=tuple(levels.items()),
            expired=search.index.expired(name),
            ended=expires if expires and expires < now else None,
            conditions=search.conditions(search.has[name][cap]),
            path=path_to(search.solution, search.has[name][cap]),
        )


def _highest(levels: dict[Level, Class]) -> Level:
    """The highest level that needs no assumption, or where all do, the highest of those."""
    return max((level for level in levels if levels[level] is not Class.CONDITIONAL), default=max(levels))


def _systems(
    search: Search, agents: tuple[str, ...], since: datetime | None, now: datetime
) -> tuple[ReachedSystem, ...]:
    reached = [_system(search, name, agents, since, now) for name in search.access]
    return tuple(sorted(reached, key=_urgency))


def _urgency(system: ReachedSystem) -> tuple[object, ...]:
    """The soonest closing window first; then what can be done at all, the certain before the conditional."""
    windows = [each.window.order for each in system.operations if each.window]
    certain = system.kind is Class.CONDITIONAL
    return (certain, min(windows, default=(len(State), True, "")), -system.access, system.id)


def _system(search: Search, name: str, agents: tuple[str, ...], since: datetime | None, now: datetime) -> ReachedSystem:
    facts = search.access[name]
    levels = {level: search.class_of(found) for level, found in sorted(facts.items())}
    access = _highest(levels)
    shown = facts[access][0]
    entity = search.catalog.system.get(name)
    operations = operations_of(search, name, since or now, now)
    holders = sorted({fact.credential for found in facts.values() for fact in found})
    credentials = tuple(sorted(set(filter(None, map(used_by, holders)))))
    return ReachedSystem(
        id=name,
        name=entity.name if entity else None,
        kind=levels[access],
        access=access,
        resources=_resources(search, name, certain=levels[access] is not Class.CONDITIONAL),
        scopes=_scopes(search, name, holders),
        conditions=search.conditions(shown),
        levels=tuple(levels.items()),
        credentials=credentials,
        path=path_to(search.solution, shown),
        owner=entity.owner if entity else None,
        on_call=search.catalog.on_call_of(entity.on_call, entity.owner) if entity else None,
        evidence=evidence_of(
            search.catalog,
            entity.audit_log if entity else None,
            credentials=credentials,
            agents=agents,
            operations=[(search.catalog.operation[name, each.id], each.window) for each in operations],
            since=since,
            now=now,
        ),
        operations=operations,
        data=entity.data if entity else (),
        source=entity.source if entity else None,
    )


def _resources(search: Search, system: str, *, certain: bool) -> tuple[str, ...]:
    """The parts reached; the whole says it all."""
    found = {
        fact.resource
        for facts in search.access[system].values()
        for fact in facts
        if not certain or search.cost(fact).presumed == 0
    }
    return ("*",) if "*" in found else tuple(sorted(found))


def _scopes(search: Search, system: str, holders: Iterable[str]) -> tuple[str, ...]:
    """The scopes that the grants behind this reach carry; `*` where one of them is not limited by scopes."""
    held: set[str] = set()
    for name in holders:
        for grant in search.rules.grants_of(name):
            if grant.system == system:
                held.update(search.index.scope_rules(system).left(grant))
    return tuple(sorted(scope for scope in held if not any(other != scope and covers(other, scope) for other in held)))


def _spread(search: Search, facts: Mapping[str, Sequence[Tainted | Disclosed]], enough: Level) -> Iterable[Spread]:
    """Systems touched by the flow of data, in a part that nobody acts on at `enough`: the rest is told elsewhere."""
    for name in sorted(facts):
        for fact in facts[name]:
            if not _acted_on(search, name, fact, enough):
                yield Spread(id=name, conditions=_presumed(search, fact), path=path_to(search.solution, fact))
                break


def _acted_on(search: Search, system: str, spread: Tainted | Disclosed, level: Level) -> bool:
    """Whether somebody has this level on the part that the data touches, with no more assumptions."""
    part = spread.resource if isinstance(spread, Tainted) else WHOLE
    certain = not search.cost(spread).presumed
    return any(
        access.resource == part and not (certain and search.cost(access).presumed)
        for access in search.access.get(system, {}).get(level, ())
    )


def _presumed(search: Search, fact: Fact) -> tuple[str, ...]:
    return search.conditions(fact) if search.cost(fact).presumed else ()


def _pages(search: Search, systems: tuple[ReachedSystem, ...]) -> tuple[Page, ...]:
    """The teams behind what was reached, each once, by the soonest deadline."""
    catalog = search.catalog
    found: dict[tuple[str | None, ...], Page] = {}
    for name in search.held:
        entity = catalog.credential.get(name)
        if entity and entity.owner:
            _page(
                found, Page(team=entity.owner, on_call=catalog.on_call_of(None, entity.owner), deadline=None, why=name)
            )
    for system in systems:
        if (system.owner or system.on_call) and system.kind is not Class.CONDITIONAL:
            deadline = min(filter(None, map(_deadline, system.operations)), default=None)
            _page(found, Page(team=system.owner or UNKNOWN, on_call=system.on_call, deadline=deadline, why=system.id))
    return tuple(
        sorted(
            found.values(),
            key=lambda page: (page.deadline is None, page.deadline or search.index.since, page.team, page.why),
        )
    )


def _page(found: dict[tuple[str | None, ...], Page], page: Page) -> None:
    """One page for each way to reach somebody, with all that it is for and the earliest deadline."""
    cell = page.on_call
    key = (page.team, cell.rotation, cell.channel, cell.phone) if cell else (page.team,)
    before = found.get(key)
    if before is None:
        found[key] = page
        return
    deadlines = [each for each in (before.deadline, page.deadline) if each]
    found[key] = Page(
        team=page.team,
        on_call=before.on_call,
        deadline=min(deadlines, default=None),
        why=f"{before.why}, {page.why}",
    )


def _deadline(operation: ReachedOperation) -> datetime | None:
    window = operation.window
    return window.deadline if window and window.state is State.CLOSING else None
