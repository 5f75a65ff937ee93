"""The runbook of an inventory, or the pages of some of its entities."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.readiness.beside import Open
from blastradius.analysis.runbook.around import around
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
from blastradius.source.crew import Watch, unwatched

_Entity = TypeVar("_Entity", System, Credential, Agent)


class Extent(StrEnum):
    """How much is asked for: all pages, or with them what a site has around them.

    Without the pages of credentials, which cost the most, there is no index either.
    """

    WITHOUT_CREDENTIALS = "without-credentials"
    PAGES = "pages"
    SITE = "site"


def runbook(  # noqa: PLR0913 - what pages depend on
    catalog: Catalog,
    contents: Mapping[str, str],
    *,
    judged: datetime | None = None,
    problems: tuple[Finding, ...] = (),
    found: Open | None = None,
    chosen: Callable[[str], bool] | None = None,
    extent: Extent = Extent.PAGES,
    watch: Watch = unwatched,
) -> Runbook:
    """The pages of all entities, or of those in the files that are `chosen`; then there is no index.

    `contents` names the bytes of every file; `judged` is the moment at which proof is stale or not, `None` for never;
    `found` has the open places for the matrix of a site. `watch` is told how many of the credentials and agents are
    followed.
    """
    systems = _chosen(catalog.system.values(), chosen)
    credentials = [] if extent is Extent.WITHOUT_CREDENTIALS else _chosen(catalog.credential.values(), chosen)
    agents = _chosen(catalog.agent.values(), chosen)
    desk = Desk(catalog, contents, judged, lambda done: watch(done, len(credentials) + len(agents)))
    index = None if chosen or extent is Extent.WITHOUT_CREDENTIALS else index_page(desk, contents)
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
        index=index,
        systems=tuple(system_page(desk, each) for each in systems),
        credentials=tuple(credential_page(desk, each) for each in credentials),
        agents=tuple(agent_page(desk, each) for each in agents),
        around=around(desk, index, problems, found or {}) if extent is Extent.SITE and index else None,
    )


def _chosen(entities: Iterable[_Entity], chosen: Callable[[str], bool] | None) -> list[_Entity]:
    found = [each for each in entities if chosen is None or chosen(each.source.document.path)]
    return sorted(found, key=lambda each: each.id)
