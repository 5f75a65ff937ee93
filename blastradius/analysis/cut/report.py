"""The answer to `cut`, frozen. Places stay symbolic until an output prints them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.reach.report import Class, Spread, Start, Step, Unknown
from blastradius.finding import Finding
from blastradius.model.cells import Level, OnCall
from blastradius.source.document import Ref


class Target(Struct, frozen=True, kw_only=True):
    """A system that has to be out of reach at this level and above. `known` is false where it has no entry."""

    system: str
    level: Level
    known: bool = True


class Protected(Struct, frozen=True, kw_only=True):
    """A target: how it is reached before the cut, and what is left of that afterwards.

    `levels` are all that are reached of those, with their classes; `kind` is the class of its level, `None` where it is
    not reached. `cuttable` is false where nothing that can be removed keeps it out of reach. `remaining` are the levels
    below that are still reached. `doubts`: why it is not known that it is not reached.
    """

    target: Target
    kind: Class | None
    levels: tuple[tuple[Level, Class], ...]
    conditions: tuple[str, ...]
    path: tuple[Step, ...]
    cuttable: bool
    remaining: tuple[tuple[Level, Class], ...]
    contaminated: Spread | None
    disclosed: Spread | None
    doubts: tuple[str, ...] = ()


class RemovalKind(StrEnum):
    """What is removed: a grant of a system, or a place where a credential can be had."""

    GRANT = "grant"
    PLACE = "place"


class Asked(Struct, frozen=True, kw_only=True):
    """Whose system it is, and how they are paged."""

    system: str
    owner: str | None
    on_call: OnCall | None


class Removal(Struct, frozen=True, kw_only=True):
    """One fact of the cut, as somebody wrote it: `says` is the fact in a sentence.

    `written` is false where only a tool shows that there is such a grant. `by` is the team that has to act. `tools` and
    `others` are who uses what is removed, and for a place, who uses the credential and may fetch it there. `ended` is
    set where it had run out already.
    """

    kind: RemovalKind
    credential: str
    systems: tuple[str, ...]
    says: str
    written: bool
    ended: datetime | None
    by: str | None
    asked: tuple[Asked, ...]
    tools: tuple[str, ...]
    others: tuple[str, ...]
    source: Ref


class CutReport(Struct, frozen=True, kw_only=True):
    """What to remove. `chosen` is true where the targets are everything escalated, because none was named.

    No cut has fewer removals than `at_least`; `cheapest` is false where it is not proven that no other one of this
    size breaks less. `presumed` are the conditions that count as met. `obtained` are credentials that can still be had.
    `doubts`: where nothing takes an obtained credential, why it is not known that nothing does.
    """

    complete: bool
    now: datetime
    since: datetime | None
    assumed: tuple[str, ...]
    presumed: tuple[str, ...]
    starts: tuple[Start, ...]
    chosen: bool
    protected: tuple[Protected, ...]
    removals: tuple[Removal, ...]
    at_least: int
    cheapest: bool
    obtained: tuple[str, ...]
    doubts: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    problems: tuple[Finding, ...]

    @property
    def smallest(self) -> bool:
        """Whether it is proven that no cut has fewer removals."""
        return len(self.removals) == self.at_least
