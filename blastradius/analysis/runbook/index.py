"""The way in: which page is the right one."""

from collections.abc import Mapping
from hashlib import sha256

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook import holes
from blastradius.analysis.runbook.cover import Counted, Entry, IndexPage
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.effects import effects_of
from blastradius.analysis.runbook.report import Hole
from blastradius.analysis.windows import Window
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, System


def index_page(desk: Desk) -> IndexPage:
    """Every entity with what it is recognised by."""
    catalog = desk.catalog
    return IndexPage(
        title=title_of(catalog),
        content=_together(desk.contents),
        files=len(desk.contents),
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
    return _entry(desk, Kind.SYSTEM, system, system.environment, effects[0].window if effects else None)


def _credential(desk: Desk, credential: Credential) -> Entry:
    counted = desk.counted(Kind.CREDENTIAL, credential.id)
    return _entry(desk, Kind.CREDENTIAL, credential, credential.principal, counted.first, counted)


def _agent(desk: Desk, agent: Agent) -> Entry:
    counted = desk.counted(Kind.AGENT, agent.id)
    return _entry(desk, Kind.AGENT, agent, agent.status, counted.first, counted)


def _entry(
    desk: Desk,
    kind: Kind,
    entity: System | Credential | Agent,
    says: str | None,
    first: Window | None,
    counted: Counted | None = None,
) -> Entry:
    return Entry(
        page=desk.head(kind, entity, _holes(desk, entity)),
        entity=entity,
        says=says,
        reaches=counted.reaches if counted else None,
        conditional=counted.conditional if counted else 0,
        first=first,
    )


def _holes(desk: Desk, entity: System | Credential | Agent) -> tuple[Hole, ...]:
    """Those of the entity itself."""
    if isinstance(entity, System):
        return holes.of_system(desk.catalog, entity)
    if isinstance(entity, Credential):
        return holes.of_credential(desk.catalog, entity, ())
    return holes.of_agent(desk.catalog, entity, (), ())
