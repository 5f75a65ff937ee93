"""The runbook of an inventory, or the pages of some of its entities."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.index import index_page, title_of
from blastradius.analysis.runbook.pages import (
    agent_page,
    credential_page,
    system_page,
)
from blastradius.analysis.runbook.report import Runbook
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, System

_Entity = TypeVar("_Entity", System, Credential, Agent)


def runbook(
    catalog: Catalog,
    contents: Mapping[str, str],
    *,
    judged: datetime | None = None,
    problems: tuple[Finding, ...] = (),
    chosen: Callable[[str], bool] | None = None,
    without_credentials: bool = False,
) -> Runbook:
    """The pages of all entities, or of those in the files that are `chosen`; then there is no index.

    `without_credentials` leaves out their pages, which cost the most, and with them the index.
    `contents` names the bytes of every file; `judged` is the moment at which proof is stale or not, `None` for never.
    """
    desk = Desk(catalog, contents, judged)
    systems = _chosen(catalog.system.values(), chosen)
    credentials = [] if without_credentials else _chosen(catalog.credential.values(), chosen)
    agents = _chosen(catalog.agent.values(), chosen)
    return Runbook(
        title=title_of(catalog),
        complete=catalog.complete,
        problems=problems,
        judged=judged,
        known=frozenset(
            {(Kind.SYSTEM, name) for name in catalog.system}
            | {(Kind.CREDENTIAL, name) for name in catalog.credential}
            | {(Kind.AGENT, name) for name in catalog.agent}
        ),
        told=frozenset(
            (system.id, operation.id)
            for system in catalog.system.values()
            for operation in system.operations
            if not operation.reads_only
        ),
        index=None if chosen or without_credentials else index_page(desk, contents),
        systems=tuple(system_page(desk, each) for each in systems),
        credentials=tuple(credential_page(desk, each) for each in credentials),
        agents=tuple(agent_page(desk, each) for each in agents),
    )


def _chosen(entities: Iterable[_Entity], chosen: Callable[[str], bool] | None) -> list[_Entity]:
    found = [each for each in entities if chosen is None or chosen(each.source.document.path)]
    return sorted(found, key=lambda each: each.id)
