"""The answer to `triage`, frozen: who did what where, and the answers underneath."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from blastradius.analysis.claims.report import ClaimsReport
from blastradius.analysis.reach.report import Page
from blastradius.analysis.retries.report import RetriesReport
from blastradius.analysis.undo.report import UndoReport
from blastradius.finding import Finding
from blastradius.model.cells import AuditLog, Contact, KillSwitch, Level, OnCall
from blastradius.model.entities import RETIRED
from blastradius.traces.events import Call, Origin


class TriageSession(Struct, frozen=True, kw_only=True):
    """A session: when it ran, as far as that was recorded, and who acted in it."""

    id: str
    origin: Origin
    began: datetime | None
    ended: datetime | None
    calls: int
    agents: tuple[str, ...]


class TriageAgent(Struct, frozen=True, kw_only=True):
    """An agent of the run, with its switch. `id` is `None` where the inventory has none; `shown` is its name."""

    id: str | None
    shown: str
    status: str | None
    calls: int
    tools: tuple[str, ...]
    owner: str | None
    on_call: OnCall | None
    contact: Contact | None
    kill_switch: KillSwitch | None


class TriageSystem(Struct, frozen=True, kw_only=True):
    """A system that was used (`calls` above 0), or that a credential of the agents opens as well (`access`)."""

    id: str
    known: bool
    calls: int
    changed: int
    failed: int
    credentials: tuple[str, ...]
    access: Level | None
    owner: str | None
    on_call: OnCall | None
    contact: Contact | None
    log: AuditLog | None
    queries: tuple[str, ...]
    evidence_until: datetime | None
    data: tuple[str, ...]


class Unlisted(Struct, frozen=True, kw_only=True):
    """A tool that no agent of the inventory has, and its calls."""

    tool: str
    calls: Sequence[Call]


class TriageReport(Struct, frozen=True, kw_only=True):
    """Everything that `triage` answers. The answers underneath are those that their own commands give."""

    complete: bool
    now: datetime
    sessions: Sequence[TriageSession]
    agents: tuple[TriageAgent, ...]
    systems: tuple[TriageSystem, ...]
    unlisted: tuple[Unlisted, ...]
    undo: UndoReport
    retries: RetriesReport
    claims: ClaimsReport
    pages: tuple[Page, ...]
    unknown: tuple[str, ...]
    problems: tuple[Finding, ...]

    @property
    def found(self) -> bool:
        """Whether there is anything that somebody has to do something about."""
        waiting = any(each.open for each in self.undo.plan)
        retired = any(each.status == RETIRED for each in self.agents)
        open_ = self.unlisted or self.undo.ambiguous or self.retries.certain or self.claims.alarms
        return bool(open_) or waiting or retired
