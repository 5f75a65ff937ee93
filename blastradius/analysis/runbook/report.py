"""Runbook pages, frozen. Entities of the model stand in them as they are; places stay symbolic until printed."""

from datetime import datetime

from msgspec import Struct

from blastradius.analysis.reach.report import (
    DoubtfulPlace,
    Kind,
    Origin,
    Page,
    Query,
    ReachedSystem,
    Spread,
    Step,
    UndoBlock,
)
from blastradius.analysis.windows import Window
from blastradius.model.cells import AuditLog, Contact, Idempotency, Measured, OnCall, Proof, Reversibility
from blastradius.model.entities import Agent, Credential, Feed, Grant, Operation, System, Tool, Way
from blastradius.source.document import Loan, Ref


class Hole(Struct, frozen=True, kw_only=True):
    """What a responder would need and nobody wrote down."""

    what: str
    where: Ref


class Proven(Struct, frozen=True, kw_only=True):
    """Who stands for facts. `until` is when the proof runs out; `stale` is only true where a moment was named."""

    proof: Proof
    until: datetime | None
    stale: bool


class Pager(Struct, frozen=True, kw_only=True):
    """Who is paged. `proven` is set where somebody stands for the rotation in particular.

    `contact` stands in where nobody is on call.
    """

    team: str | None
    on_call: OnCall | None
    contact: Contact | None
    proven: Proven | None
    where: Ref


class Head(Struct, frozen=True, kw_only=True):
    """What every page says about its entity. `content` names the bytes of the file it was made from.

    `tested` is when somebody last stopped it and how long that took. `expires` is when the first proof of the page runs
    out: that of the entity or of its stop; `expired` is only true where a moment was named.
    """

    kind: Kind
    id: str
    name: str | None
    summary: str | None
    links: tuple[tuple[str, str], ...]
    proven: Proven | None
    stop_proven: Proven | None
    tested: Measured | None
    expires: datetime | None
    expired: bool
    pager: Pager
    content: str
    source: Ref
    again: tuple[Ref, ...]
    holes: tuple[Hole, ...]


class Effect(Struct, frozen=True, kw_only=True):
    """An operation that changes something: until when, how and by whom it is undone. `tools` are `agent/tool`.

    `inherited`: nobody wrote about this operation, its system's default holds. `blocked`: why
    nobody may be left who can carry out the undo.
    """

    system: str
    id: str
    summary: str | None
    effect: tuple[str, ...]
    also: tuple[str, ...]
    window: Window
    reversibility: Reversibility | None
    inherited: bool
    idempotency: Idempotency | None
    receipt: str | None
    tools: tuple[str, ...]
    conditions: tuple[str, ...]
    blocked: UndoBlock | None
    source: Ref


class Trace(Struct, frozen=True, kw_only=True):
    """The evidence in one system. `early`: it disappears while undoing is still possible.

    `operations` are the ones that are logged elsewhere, found otherwise or kept for another time; none: all others.
    """

    system: str
    operations: tuple[str, ...]
    log: AuditLog | None
    queries: tuple[Query, ...]
    early: bool
    where: Ref


class Told(Struct, frozen=True, kw_only=True):
    """An owner who must be told: what was done in the system is final, or its data can have been read.

    `operations` are the final ones; `data` is what the system holds.
    """

    system: str
    pager: Pager
    data: tuple[str, ...]
    operations: tuple[str, ...]


class Place(Struct, frozen=True, kw_only=True):
    """A system that can be acted on, with the window that closes first in it. `ends`: when the way to it does.

    `steps` are the hops that no earlier place of the page has told yet; they go on from `after`.
    """

    reached: ReachedSystem
    first: Window | None
    ends: datetime | None
    after: tuple[str, ...]
    steps: tuple[Step, ...]


class Reached(Struct, frozen=True, kw_only=True):
    """All that can be touched from a credential or an agent. `latent` are operations that no tool lists.

    `certain` counts the places that need no condition; `first` closes first of all, under a condition or not, `near` of
    what needs no detour.
    `kept_elsewhere` names what can also be had from a place that nobody named, `kept_doubtfully` places of which nobody
    knows who opens them. `teams` are to be paged, each once.
    """

    places: tuple[Place, ...]
    certain: int
    contaminated: tuple[Spread, ...]
    disclosed: tuple[Spread, ...]
    first: Effect | None
    near: Effect | None
    undo: tuple[Effect, ...]
    final: tuple[Effect, ...]
    farther: tuple[Effect, ...]
    latent: tuple[Effect, ...]
    latent_reads: tuple[tuple[str, str], ...]
    evidence: tuple[Trace, ...]
    upstream: tuple[Origin, ...]
    rotation: tuple[tuple[str, ...], ...]
    left_behind: tuple[str, ...]
    kept_elsewhere: tuple[str, ...]
    kept_doubtfully: tuple[DoubtfulPlace, ...]
    tell: tuple[Told, ...]
    teams: tuple[Page, ...]


class User(Struct, frozen=True, kw_only=True):
    """An agent that holds a credential or uses a system, with the tools by which it does."""

    agent: str
    status: str | None
    tools: tuple[str, ...]


class CredentialPage(Struct, frozen=True, kw_only=True):
    """A credential: how it is taken back, what breaks then, and what it reached."""

    head: Head
    credential: Credential
    users: tuple[User, ...]
    callers: tuple[str, ...]
    ended_with: tuple[str, ...]
    expired: bool
    reached: Reached
    inherited: tuple[Loan, ...]


class Holding(Struct, frozen=True, kw_only=True):
    """A credential that an agent works with. `entity` is `None` where nobody wrote an entry for it."""

    id: str
    entity: Credential | None
    by: str | None
    systems: tuple[str, ...]


class AgentPage(Struct, frozen=True, kw_only=True):
    """An agent: how it is stopped, what stops with it, and what it reached."""

    head: Head
    agent: Agent
    appears_as: tuple[tuple[str, tuple[str, ...]], ...]
    callers: tuple[str, ...]
    holdings: tuple[Holding, ...]
    tools: tuple[Tool, ...]
    reached: Reached


class Obtainable(Struct, frozen=True, kw_only=True):
    """A credential that can be had from within a system."""

    credential: str
    way: Way
    alone: bool
    access: str


class SystemPage(Struct, frozen=True, kw_only=True):
    """A system: how it shuts agents out, who gets in, and how each operation is undone."""

    head: Head
    system: System
    grants: tuple[tuple[Grant, Credential | None], ...]
    by_way: tuple[Origin, ...]
    users: tuple[User, ...]
    feeds_in: tuple[tuple[str, Feed], ...]
    obtainable: tuple[Obtainable, ...]
    evidence: tuple[Trace, ...]
    undo: tuple[Effect, ...]
    final: tuple[Effect, ...]
    reads: tuple[Operation, ...]
    tell: tuple[Told, ...]
    inherited: tuple[Loan, ...]
