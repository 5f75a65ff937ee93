"""The answer to `retries`."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.traces.join import Ambiguous, Effect


class Kind(StrEnum):
    """In what the calls are the same: all of their arguments, or the object they are about."""

    SAME_ARGUMENTS = "same-arguments"
    SAME_OBJECT = "same-object"


class Duplicate(Struct, frozen=True, kw_only=True):
    """Calls of one operation in one business scope that took effect more than once; in order.

    `certain` where the recorded facts and the inventory decide it. `worsens`: a repeat does more harm than the first.
    `undone` counts those that a later call took back, `left` what remains of `made`.
    """

    kind: Kind
    certain: bool
    worsens: bool
    calls: tuple[Effect, ...]
    undone: int
    why: str

    @property
    def made(self) -> int:
        """How many there were."""
        return len(self.calls)

    @property
    def left(self) -> int:
        """How many there still are."""
        return self.made - self.undone


class Unknown(Struct, frozen=True, kw_only=True):
    """A call that may have acted and is not safe to repeat, with what tells: a read, and the query of the audit log."""

    effect: Effect
    why: str
    read_back: str | None
    query: str | None


class Unsafe(Struct, frozen=True, kw_only=True):
    """A call that was repeated after an unknown outcome, and nothing kept it from acting twice.

    Where its client sent the request again below one call, `after` is that call itself.
    """

    effect: Effect
    after: Effect
    why: str


class RetriesReport(Struct, frozen=True, kw_only=True):
    """What was repeated. With `problems` it is partial; without `inventory` it says what the record itself says.

    `certain` are the duplicates that happened more than once beyond doubt.
    """

    complete: bool
    inventory: bool
    now: datetime
    sessions: int
    calls: int
    duplicates: Sequence[Duplicate]
    certain: Sequence[Duplicate]
    unknown: Sequence[Unknown]
    unsafe: Sequence[Unsafe]
    ambiguous: Sequence[Ambiguous]
    problems: tuple[Finding, ...]
