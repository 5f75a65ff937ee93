"""The compound cells that entities share: on-call, revocation, audit log, reversibility and their kin."""

from datetime import datetime
from enum import IntEnum, StrEnum

from msgspec import Struct

from blastradius.model.durations import Duration
from blastradius.model.predicate import Predicate
from blastradius.source.document import Ref


class Level(IntEnum):
    """Access levels; having one means having the lower ones."""

    READ = 1
    WRITE = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """As it is written in an inventory."""
        return self.name.lower()


class Reversal(StrEnum):
    """Classes of reversibility, the best first; not knowing ranks below the worst known one."""

    REVERSIBLE = "reversible"
    COMPENSABLE = "compensable"
    IRREVERSIBLE = "irreversible"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Reversal).index(self)


class Proof(Struct, frozen=True, kw_only=True):
    """`verified`: who stands for the facts, since when, and how they know."""

    on: datetime | None
    by: str | None
    how: str | None
    source: Ref


class Measured(Struct, frozen=True, kw_only=True):
    """When somebody last tried it, and how long it took."""

    on: datetime | None
    took: Duration | None


class OnCall(Struct, frozen=True, kw_only=True):
    """Who is paged."""

    rotation: str | None
    channel: str | None
    phone: str | None
    hours: str | None
    escalation: tuple[str, ...]
    reaches_human: datetime | None
    source: Ref


class Contact(Struct, frozen=True, kw_only=True):
    """How a team is reached where nobody is known to be on call: no rotation, perhaps nobody awake."""

    email: str | None
    channel: str | None
    phone: str | None
    lead: str | None


class KillSwitch(Struct, frozen=True, kw_only=True):
    """How an agent is stopped, or how a system shuts one out."""

    how: tuple[str, ...]
    url: str | None
    by: str | None
    effect_within: Duration | None
    measured: Measured | None
    source: Ref


class Revoke(Struct, frozen=True, kw_only=True):
    """How a credential is taken back, and what that does not do."""

    how: tuple[str, ...]
    url: str | None
    by: str | None
    effect_within: Duration | None
    kills_sessions: bool | None
    issued_tokens_live: Duration | None
    costs: str | None
    does_not_work: tuple[str, ...]
    measured: Measured | None
    source: Ref


class AuditLog(Struct, frozen=True, kw_only=True):
    """Where the evidence is. `none` is known and worst: there is no log, `because` says why."""

    none: bool
    because: str | None
    location: str | None
    query: str | None
    retention: Duration | None
    delay: Duration | None
    access: str | None
    attributes: str | None
    source: Ref


class Unless(Struct, frozen=True, kw_only=True):
    """A case in which the reversibility is another: the real traps.

    `window` is `None` where none is said and where it is not known; `window_unknown` tells the two apart. `test` is
    `None` where the case is described in words alone.
    """

    when: str
    test: Predicate | None
    reversal: Reversal | None
    window: Duration | None
    window_unknown: bool
    residue: str | None
    source: Ref


class Before(Struct, frozen=True, kw_only=True):
    """The earlier read whose result holds the former values: `match` maps its parameters to paths of the call."""

    operation: str
    match: tuple[tuple[str, str], ...]
    source: Ref


class Reversibility(Struct, frozen=True, kw_only=True):
    """Whether, how and until when a call can be undone. `until` is an event that ends the window.

    `undo_with` maps the parameters of `undo_operation` to paths of the recorded call, where that is said; `keep` names
    the fields of the result that the undo needs.
    """

    reversal: Reversal
    window: Duration | None
    until: str | None
    harm: str | None
    available_after: Duration | None
    undo: tuple[str, ...]
    undo_operation: str | None
    undo_with: tuple[tuple[str, str], ...]
    undo_by: str | None
    undo_requires: tuple[str, ...]
    keep: tuple[str, ...]
    before: Before | None
    residue: str | None
    one_shot: bool
    unless: tuple[Unless, ...]
    source: Ref

    @property
    def worst(self) -> Reversal:
        """The class of the worst case."""
        return max(
            (self.reversal, *(case.reversal for case in self.unless if case.reversal)), key=lambda each: each.rank
        )


REPEATS = ("natural", "keyed", "none", "worsens")
"""What a repeat can do, the best first."""


class Idempotency(Struct, frozen=True, kw_only=True):
    """What a repeat does. `scope` names the arguments that identify the business object."""

    kind: str | None
    on_repeat: str | None
    carrier: str | None
    key: str | None
    window: Duration | None
    on_mismatch: str | None
    scope: tuple[str, ...]
    source: Ref


class Receipt(Struct, frozen=True, kw_only=True):
    """What proves that a call happened. `read_back` is the operation that tells later, `expect` what it then says."""

    completion: str | None
    fields: tuple[str, ...]
    success: Predicate | None
    failure: Predicate | None
    read_back: str | None
    expect: Predicate | None
    after: Duration | None
    source: Ref


class Amount(Struct, frozen=True, kw_only=True):
    """Where a call says how much: paths, and whether it counts in cents."""

    field: str
    currency: str | None
    minor_units: bool
    source: Ref


class Limit(Struct, frozen=True, kw_only=True):
    """How much is allowed: calls in a time (`20/h`), and an amount in words."""

    rate: str | None
    amount: str | None
    source: Ref
