"""The answer to `reach`, frozen. Places stay symbolic until an output prints them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.windows import Window
from blastradius.finding import Finding
from blastradius.model.cells import (
    AuditLog,
    Contact,
    KillSwitch,
    Level,
    OnCall,
    Reversibility,
    Revoke,
)
from blastradius.source.document import Loan, Ref


class Kind(StrEnum):
    """What a search can start from."""

    CREDENTIAL = "credential"
    AGENT = "agent"
    SYSTEM = "system"


class Start(Struct, frozen=True, kw_only=True):
    """Where the search starts. `known` is false where the id is only referred to."""

    kind: Kind
    id: str
    known: bool = True


class Class(StrEnum):
    """How something is reached."""

    HELD = "held"
    DIRECT = "direct"
    ESCALATED = "escalated"
    CONDITIONAL = "conditional"


class Step(Struct, frozen=True, kw_only=True):
    """One hop of a path: a fact that somebody wrote, in one sentence. `at` is `None` for an assumption."""

    rule: str
    origin: str
    target: str
    at: Ref | None
    says: str


class Unknown(Struct, frozen=True, kw_only=True):
    """Something that a responder would need and nobody wrote down."""

    where: Ref
    what: str


class ReachedCredential(Struct, frozen=True, kw_only=True):
    """A credential that whoever starts here holds or can get. `ended`: it ran out since the misuse began."""

    id: str
    cap: Level
    kind: Class
    levels: tuple[tuple[Level, Class], ...]
    expired: bool
    ended: datetime | None
    conditions: tuple[str, ...]
    path: tuple[Step, ...]


class UndoBlock(StrEnum):
    """Why nobody may be able to carry out the operation that undoes another one."""

    REVOKED = "revoked"
    UNKNOWN = "unknown"
    NOBODY = "nobody"

    @property
    def rank(self) -> int:
        """The higher, the less can be done about it."""
        return list(UndoBlock).index(self)


class ReachedOperation(Struct, frozen=True, kw_only=True):
    """Something that can be done.

    `tools` are bound to it, or to what brings it about, through a credential reached; none: latent. `brought_about_by`
    names the operations reached that do it by themselves. `undo_needs`: the starts by which alone it can be undone.
    """

    id: str
    summary: str | None
    effect: tuple[str, ...]
    tools: tuple[str, ...]
    brought_about_by: tuple[str, ...]
    conditions: tuple[str, ...]
    window: Window | None
    reversibility: Reversibility | None
    undo_block: UndoBlock | None
    undo_needs: tuple[str, ...]
    source: Ref

    @property
    def use(self) -> str:
        """`used` or `latent`."""
        return "used" if self.tools else "latent"

    @property
    def undo_blocked(self) -> bool:
        """Whether, as far as is written down, nobody is left who can undo it once the starts are revoked."""
        return self.undo_block in {UndoBlock.REVOKED, UndoBlock.NOBODY}


class Query(Struct, frozen=True, kw_only=True):
    """The audit query of one credential, placeholders filled in."""

    credential: str
    text: str


class OperationLog(Struct, frozen=True, kw_only=True):
    """Where operations are logged that are not logged as the rest of their system is."""

    operations: tuple[str, ...]
    log: AuditLog
    queries: tuple[Query, ...]
    until: datetime | None


class Evidence(Struct, frozen=True, kw_only=True):
    """Where to see what was done, and until when: in the log of the system, and in those of single operations.

    `until` is when the first of all of it goes, `system_until` when that of the system's own log does.
    `gone_before_undo`: it disappears while undoing is still possible.
    """

    log: AuditLog | None
    queries: tuple[Query, ...]
    operations: tuple[OperationLog, ...]
    system_until: datetime | None
    until: datetime | None
    gone_before_undo: bool


class ReachedSystem(Struct, frozen=True, kw_only=True):
    """A system that can be acted on. `source` is `None` where nobody wrote an entry for it.

    `ended`: the last way in ran out then, after the misuse began. `contact` stands in where nobody is on call.
    `inherited` are the facts about it and the operations reached that come from a vendor's profile.
    """

    id: str
    name: str | None
    kind: Class
    access: Level
    resources: tuple[str, ...]
    scopes: tuple[str, ...]
    conditions: tuple[str, ...]
    levels: tuple[tuple[Level, Class], ...]
    credentials: tuple[str, ...]
    path: tuple[Step, ...]
    ended: datetime | None
    owner: str | None
    on_call: OnCall | None
    contact: Contact | None
    evidence: Evidence
    operations: tuple[ReachedOperation, ...]
    data: tuple[str, ...]
    inherited: tuple[Loan, ...]
    source: Ref | None


class Spread(Struct, frozen=True, kw_only=True):
    """A system that wrong data can have reached, or whose data can have been seen, without acting on it."""

    id: str
    conditions: tuple[str, ...]
    path: tuple[Step, ...]


class StopAgent(Struct, frozen=True, kw_only=True):
    """An agent to switch off."""

    id: str
    status: str | None
    kill_switch: KillSwitch | None
    owner: str | None
    on_call: OnCall | None
    contact: Contact | None
    source: Ref


class StopCredential(Struct, frozen=True, kw_only=True):
    """A credential to take back: how, and what breaks when it is. `inherited`: what of that comes from a profile."""

    id: str
    revoke: Revoke | None
    revoked_with: str | None
    owner: str | None
    on_call: OnCall | None
    contact: Contact | None
    breaks: tuple[str, ...]
    inherited: tuple[Loan, ...]
    source: Ref | None


class Page(Struct, frozen=True, kw_only=True):
    """A team to page, with the soonest deadline it can do something about. `contact` where nobody is on call."""

    team: str
    on_call: OnCall | None
    contact: Contact | None
    deadline: datetime | None
    why: tuple[str, ...]


class DoubtfulPlace(Struct, frozen=True, kw_only=True):
    """A place where a credential can be had, of which nobody knows who opens it; `what` that is, in words."""

    credential: str
    system: str
    what: str
    where: Ref


class Origin(Struct, frozen=True, kw_only=True):
    """A credential from which a start can be obtained: whoever holds it can get the new value too."""

    id: str
    path: tuple[Step, ...]


class ReachReport(Struct, frozen=True, kw_only=True):
    """Everything that `reach` answers, in the order in which a responder needs it.

    `upstream_unknown` are the starts, and what they can be had from, that are also kept in a place that nobody named,
    `upstream_doubtful` the places where they are kept of which nobody knows who opens them.
    """

    complete: bool
    now: datetime
    since: datetime | None
    assumed: tuple[str, ...]
    starts: tuple[Start, ...]
    owners: tuple[str, ...]
    agents: tuple[str, ...]
    others: tuple[str, ...]
    valid_until: datetime | None
    stop_agents: tuple[StopAgent, ...]
    stop_credentials: tuple[StopCredential, ...]
    stop_systems: tuple[KillSwitch, ...]
    credentials: tuple[ReachedCredential, ...]
    systems: tuple[ReachedSystem, ...]
    contaminated: tuple[Spread, ...]
    disclosed: tuple[Spread, ...]
    upstream: tuple[Origin, ...]
    upstream_unknown: tuple[str, ...]
    upstream_doubtful: tuple[DoubtfulPlace, ...]
    rotation: tuple[tuple[str, ...], ...]
    left_behind: tuple[str, ...]
    pages: tuple[Page, ...]
    unknown: tuple[Unknown, ...]
    problems: tuple[Finding, ...]

    @property
    def upstream_not_all(self) -> tuple[str, ...]:
        """The starts, and what they can be had from, of which it is not known who else can get them."""
        return tuple(sorted({*self.upstream_unknown, *(each.credential for each in self.upstream_doubtful)}))

    @property
    def inherited(self) -> tuple[tuple[str, Loan], ...]:
        """The facts from profiles, each with the id of the credential or system that it is about."""
        return (
            *((each.id, loan) for each in self.stop_credentials for loan in each.inherited),
            *((each.id, loan) for each in self.systems for loan in each.inherited),
        )
