"""The pages of an inventory, or of some of its entities, each made when it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.readiness.beside import Open
from blastradius.analysis.runbook.around import around, team_page
from blastradius.analysis.runbook.cover import Counted, Cover, IndexPage, TeamPage
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.index import index_page, title_of
from blastradius.analysis.runbook.pages import agent_page, credential_page, system_page
from blastradius.analysis.runbook.report import AgentPage, CredentialPage, SystemPage
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, System

EntityPage: TypeAlias = SystemPage | CredentialPage | AgentPage
Which: TypeAlias = tuple[Kind, str]
"""An entity that has a page."""


class Extent(StrEnum):
    """How much is asked for: all pages, or with them what a site has around them."""

    PAGES = "pages"
    SITE = "site"


class Book:
    """Makes pages and keeps none, because those of thousands are more than memory holds.

    `asked` are the entities whose pages belong to it, `whole` says whether these are all, so that it has an index.
    """

    def __init__(  # noqa: PLR0913 - what pages depend on
        self,
        catalog: Catalog,
        contents: Mapping[str, str],
        *,
        judged: datetime | None = None,
        problems: tuple[Finding, ...] = (),
        found: Open | None = None,
        chosen: Callable[[str], bool] | None = None,
        extent: Extent = Extent.PAGES,
    ) -> None:
        """All entities, or those in the files that are `chosen`.

        `contents` names the bytes of every file; `judged` is the moment at which proof is stale or not, `None` for
        never; `found` has the open places for the matrix of a site.
        """
        self._desk = Desk(catalog, contents, judged)
        self.whole = chosen is None
        self.asked = tuple(_asked(catalog, chosen))
        self.cover = Cover(
            title=title_of(catalog),
            complete=catalog.complete,
            problems=problems,
            judged=judged,
            known=frozenset(_asked(catalog, None)),
            told=frozenset(
                (system.id, operation.id)
                for system in catalog.system.values()
                for operation in system.operations
                if not operation.reads_only
            ),
            pagers=self._desk.pagers(),
            around=around(self._desk, problems, found or {}) if extent is Extent.SITE else None,
        )

    def page(self, which: Which) -> EntityPage:
        """The page of an entity."""
        kind, name = which
        match kind:
            case Kind.SYSTEM:
                return system_page(self._desk, self._desk.catalog.system[name])
            case Kind.CREDENTIAL:
                return credential_page(self._desk, self._desk.catalog.credential[name])
            case Kind.AGENT:
                return agent_page(self._desk, self._desk.catalog.agent[name])

    @property
    def systems(self) -> Iterator[SystemPage]:
        """The pages of systems that are asked for."""
        return (page for page in self._of(Kind.SYSTEM) if isinstance(page, SystemPage))

    @property
    def agents(self) -> Iterator[AgentPage]:
        """The pages of agents that are asked for."""
        return (page for page in self._of(Kind.AGENT) if isinstance(page, AgentPage))

    def _of(self, kind: Kind) -> Iterator[EntityPage]:
        return (self.page(which) for which in self.asked if which[0] is kind)

    def index(self) -> IndexPage:
        """The way in. It is quick once the pages are made, because it counts what their searches have found."""
        return index_page(self._desk)

    def teams(self, index: IndexPage) -> Iterator[TeamPage]:
        """The pages of teams that a site has."""
        names = self.cover.around.teams if self.cover.around else ()
        return (team_page(index, self._desk, name) for name in names)

    def counted(self, which: Iterable[Which]) -> dict[Which, Counted]:
        """What the index will say of these."""
        return {(kind, name): self._desk.counted(kind, name) for kind, name in which if kind is not Kind.SYSTEM}

    def learn(self, counted: Mapping[Which, Counted]) -> None:
        """What another process has found for the index."""
        for (kind, name), each in counted.items():
            self._desk.learn(kind, name, each)


def _asked(catalog: Catalog, chosen: Callable[[str], bool] | None) -> Iterator[Which]:
    kinds: dict[Kind, Mapping[str, System | Credential | Agent]] = {
        Kind.SYSTEM: catalog.system,
        Kind.CREDENTIAL: catalog.credential,
        Kind.AGENT: catalog.agent,
    }
    for kind, entities in kinds.items():
        for name in sorted(entities):
            if chosen is None or chosen(entities[name].source.document.path):
                yield kind, name
