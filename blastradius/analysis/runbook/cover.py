"""What stands around the pages of entities: the index, teams, vendors, the launch gate; and what all pages share."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from blastradius.analysis.reach.report import (
    Kind,
)
from blastradius.analysis.readiness.report import ReadinessReport
from blastradius.analysis.runbook.report import Head, Pager, Proven
from blastradius.analysis.vendors import Profile
from blastradius.analysis.windows import Window
from blastradius.finding import Finding
from blastradius.model.entities import Agent, Credential, System, Team


class Counted(Struct, frozen=True, kw_only=True):
    """What the index says of a search: systems reached, more of them under a condition, and what closes first."""

    reaches: int
    conditional: int
    first: Window | None


class Entry(Struct, frozen=True, kw_only=True):
    """A line of the index."""

    page: Head
    entity: System | Credential | Agent
    says: str | None
    reaches: int | None
    conditional: int
    first: Window | None


class IndexPage(Struct, frozen=True, kw_only=True):
    """The way in. `content` names all the files together."""

    title: str
    content: str
    files: int
    systems: tuple[Entry, ...]
    credentials: tuple[Entry, ...]
    agents: tuple[Entry, ...]
    teams: tuple[tuple[Team, Proven | None], ...]


class TeamPage(Struct, frozen=True, kw_only=True):
    """A team: how it is reached, and what it answers for, the soonest closing window first."""

    team: Team
    proven: Proven | None
    agents: tuple[Entry, ...]
    credentials: tuple[Entry, ...]
    systems: tuple[Entry, ...]


class VendorPage(Struct, frozen=True, kw_only=True):
    """A vendor: what its profile says, `None` where there is none, and who names it: systems with plans, credentials.

    `alike` have the id of the profile and do not name it.
    """

    id: str
    profile: Profile | None
    users: tuple[tuple[str, str | None], ...]
    credentials: tuple[str, ...]
    alike: tuple[str, ...]


class Matrix(Struct, frozen=True, kw_only=True):
    """The launch gate; for each agent of it when the first proof runs out that its cells rest on."""

    report: ReadinessReport
    until: tuple[datetime | None, ...]


class Around(Struct, frozen=True, kw_only=True):
    """What a site has around the pages of a runbook. `teams` are the ids of those that have a page."""

    teams: tuple[str, ...]
    vendors: tuple[VendorPage, ...]
    matrix: Matrix


class Cover(Struct, frozen=True, kw_only=True):
    """What every page of a runbook may ask for. `known` has every entity that has a page when all are made.

    `problems` say what is missing; `told` are the operations, with their systems, that the page of the system tells
    in a part of their own; `title` is the name of the inventory. `pagers` says of every team how it is paged.
    `around` is there for a site.
    """

    title: str
    complete: bool
    problems: tuple[Finding, ...]
    judged: datetime | None
    known: frozenset[tuple[Kind, str]]
    told: frozenset[tuple[str, str]]
    pagers: Mapping[str, Pager]
    around: Around | None
