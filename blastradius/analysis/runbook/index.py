"""The way in: which page is the right one."""

from collections.abc import Mapping
from hashlib import sha256

from blastradius.analysis.reach.report import Class, Kind, ReachReport
from blastradius.analysis.runbook import holes
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.effects import effects_of
from blastradius.analysis.runbook.report import Entry, Hole, IndexPage
from blastradius.analysis.windows import Window
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, System


def index_page(desk: Desk, contents: Mapping[str, str]) -> IndexPage:
    """Every entity with what it is recognised by."""
    catalog = desk.catalog
    return IndexPage(
        title=title_of(catalog),
        content=_together(contents),
        files=len(contents),
        systems=tuple(_system(desk, catalog.system[name]) for name in sorted(catalog.system)),
        credentials=tuple(_credential(desk, catalog.credential[name]) for name in sorted(catalog.credential)),
        agents=tuple(_agent(desk, catalog.agent[name]) for name in sorted(catalog.agent)),
        teams=tuple((catalog.team[name], desk.proven(catalog.team[name].source)) for name in sorted(catalog.team)),
    )


def title_of(catalog: Catalog) -> str:
    """The name of the inventory."""
    return next((each.name or each.id for each in catalog.settings), "Inventory")


def _together(contents: Mapping[str, str]) -> str:
    """A name for all the files: the same wherever the inventory lies."""
    return sha256("\n".join(sorted(contents.values())).encode()).hexdigest()


def _system(desk: Desk, system: System) -> Entry:
    effects = effects_of(desk, system)
    return _entry(desk, Kind.SYSTEM, system, system.environment, None, 0, effects[0].window if effects else None)


def _credential(desk: Desk, credential: Credential) -> Entry:
    report = desk.reach(Kind.CREDENTIAL, credential.id)
    return _entry(desk, Kind.CREDENTIAL, credential, credential.principal, *_extent(report))


def _agent(desk: Desk, agent: Agent) -> Entry:
    return _entry(desk, Kind.AGENT, agent, agent.status, *_extent(desk.reach(Kind.AGENT, agent.id)))


def _extent(report: ReachReport) -> tuple[int, int, Window | None]:
    """How many systems are reached, how many more under a condition, and what closes first among all of them."""
    certain = sum(system.kind is not Class.CONDITIONAL for system in report.systems)
    windows = [each.window for system in report.systems for each in system.operations if each.window]
    first = min(windows, key=lambda window: window.order, default=None)
    return certain, len(report.systems) - certain, first


def _entry(  # noqa: PLR0913 - the columns of the index
    desk: Desk,
    kind: Kind,
    entity: System | Credential | Agent,
    says: str | None,
    reaches: int | None,
    conditional: int,
    first: Window | None,
) -> Entry:
    page = desk.head(kind, entity, _holes(desk, entity))
    return Entry(page=page, says=says, reaches=reaches, conditional=conditional, first=first)


def _holes(desk: Desk, entity: System | Credential | Agent) -> tuple[Hole, ...]:
    """Those of the entity itself."""
    if isinstance(entity, System):
        return holes.of_system(desk.catalog, entity)
    if isinstance(entity, Credential):
        return holes.of_credential(desk.catalog, entity, ())
    return holes.of_agent(desk.catalog, entity, (), ())
