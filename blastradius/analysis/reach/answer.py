"""The whole answer to `reach`, put together from one search."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from blastradius.analysis.reach.doubled import doubled_entities, doubled_operations
from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.pages import pages_of
from blastradius.analysis.reach.report import (
    Kind,
    Origin,
    ReachedCredential,
    ReachReport,
    Spread,
    Start,
)
from blastradius.analysis.reach.search import Search, highest
from blastradius.analysis.reach.sources import Sources
from blastradius.analysis.reach.stop import (
    agents_to_stop,
    credentials_to_revoke,
    holders,
    left_behind,
    system_switches,
)
from blastradius.analysis.reach.systems import systems_of
from blastradius.analysis.reach.unknowns import unknowns
from blastradius.analysis.reach.upstream import places_not_known, rotation_order, upstream
from blastradius.finding import Finding
from blastradius.graph.kinds import WHOLE, Disclosed, Fact, Tainted
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, Credential, System


def reach(  # noqa: PLR0913 - the question has as many parts
    catalog: Catalog,
    starts: tuple[Start, ...],
    *,
    now: datetime,
    since: datetime | None = None,
    assumed: tuple[str, ...] = (),
    as_tools: bool = False,
    problems: tuple[Finding, ...] = (),
    sources: Sources | None = None,
) -> ReachReport:
    """What can be touched from `starts`. `problems` are those of reading; with any the answer is partial.

    Whoever asks often for the same time gives the `sources` of that time, so that tables are made once.
    """
    sources = sources or Sources(Lookups(catalog, since or now))
    search = Search(sources.index, starts, assumed, as_tools=as_tools)
    agents = holders(search)
    systems = systems_of(search, agents, since, now)
    doubled = (*doubled_entities(catalog), *doubled_operations(search.index, search.access))
    stop_agents = agents_to_stop(catalog, agents)
    stop_credentials = credentials_to_revoke(search.index, search.held)
    credentials = tuple(_credentials(search, now))
    origins = upstream(sources, search.held)
    doubtful = places_not_known(search, origins)
    entities = [catalog.credential[name] for name in search.held if name in catalog.credential]
    return ReachReport(
        complete=catalog.complete and not doubled and all(start.known for start in starts),
        now=now,
        since=since,
        assumed=tuple(sorted(assumed)),
        starts=starts,
        owners=_owners(catalog, starts),
        agents=agents,
        others=tuple(sorted({other for entity in entities for other in entity.shared_with})),
        valid_until=_valid_until([entity.expires for entity in entities]),
        stop_agents=stop_agents,
        stop_credentials=stop_credentials,
        stop_systems=system_switches(catalog, search),
        credentials=credentials,
        systems=systems,
        contaminated=tuple(spread_of(search, search.tainted, Level.WRITE)),
        disclosed=tuple(spread_of(search, search.disclosed, Level.READ)),
        upstream=origins,
        upstream_unknown=_kept_elsewhere(search, origins),
        upstream_doubtful=doubtful,
        rotation=rotation_order(sources, (each.id for each in credentials)),
        left_behind=left_behind(search),
        pages=pages_of(stop_credentials, stop_agents, systems),
        unknown=unknowns(search, systems, agents, doubtful, now),
        problems=(*problems, *doubled),
    )


def _valid_until(ends: list[datetime | None]) -> datetime | None:
    """When the last of the credentials ends; `None` where one of them never does."""
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def _owners(catalog: Catalog, starts: tuple[Start, ...]) -> tuple[str, ...]:
    """The teams that answer for what the search starts from."""
    known: Mapping[Kind, Mapping[str, Credential | Agent | System]] = {
        Kind.CREDENTIAL: catalog.credential,
        Kind.AGENT: catalog.agent,
        Kind.SYSTEM: catalog.system,
    }
    entities = [known[start.kind].get(start.id) for start in starts]
    return tuple(sorted({entity.owner for entity in entities if entity and entity.owner}))


def _kept_elsewhere(search: Search, origins: Iterable[Origin]) -> tuple[str, ...]:
    """The starts, and what they can be had from, that are also kept in a place that nobody named."""
    named = {*search.held, *(origin.id for origin in origins)}
    return tuple(sorted(named & search.index.kept_elsewhere.keys()))


def _credentials(search: Search, now: datetime) -> Iterable[ReachedCredential]:
    for name in sorted(search.has):
        levels = {level: search.class_of((fact,)) for level, fact in sorted(search.has[name].items())}
        cap = highest(levels)
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
            path=search.paths.to(search.has[name][cap]),
        )


def spread_of(search: Search, facts: Mapping[str, Sequence[Tainted | Disclosed]], enough: Level) -> Iterable[Spread]:
    """Systems touched by the flow of data, in a part that nobody acts on at `enough`: the rest is told elsewhere."""
    for name in sorted(facts):
        for fact in facts[name]:
            if not _acted_on(search, name, fact, enough):
                yield Spread(id=name, conditions=_presumed(search, fact), path=search.paths.to(fact))
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
