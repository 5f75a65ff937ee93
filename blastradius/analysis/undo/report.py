"""The answer to `undo`, frozen: what was done, newest first, and what to do about each of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.reach.report import Page
from blastradius.analysis.windows import State
from blastradius.finding import Finding
from blastradius.model.cells import Contact, OnCall, Reversal
from blastradius.model.durations import Duration
from blastradius.source.document import Loan
from blastradius.traces.events import Call
from blastradius.traces.join import Ambiguous, Effect


class First(StrEnum):
    """What comes first: undo it, find out whether it happened, or nothing, because nothing is left to do."""

    UNDO = "undo"
    RECONCILE = "reconcile"
    NONE = "none"


class Flow(Struct, frozen=True, kw_only=True):
    """A system that what was written flows on to. `since` is when it can have arrived, `None` where that is not known.

    `via` are the systems in between. `arrived` is `None` where nobody knows.
    """

    system: str
    via: tuple[str, ...]
    what: str | None
    since: datetime | None
    arrived: bool | None
    stop: tuple[str, ...]


class Reconcile(Struct, frozen=True, kw_only=True):
    """How to find out whether a call took effect. `why` says what is not known; `query` is filled in."""

    why: str
    read_back: str | None
    query: str | None
    location: str | None


class Entry(Struct, frozen=True, kw_only=True):
    """One effect of the run. `order` counts from 1, the newest first.

    `steps` undo it; `instead` are the steps that somebody wrote for what cannot be undone; `former` are the values from
    before, as far as an earlier read shows what this call changed. `deadline` is set where the window ends at a known
    moment; `lower_bound`: counted from the start of the session, so that it lies no earlier. `checks` have to be looked
    at before, because the record does not decide them. `undoes` is the entry that this call took back, `undone_by` the
    later call that took this one back. `inherited`: all that is said of the undo comes from a vendor's profile.
    """

    order: int
    effect: Effect
    about: str
    first: First
    state: State
    reversal: Reversal
    deadline: datetime | None
    lower_bound: bool
    window: Duration | None
    event: str | None
    sooner: bool
    at_once: bool
    not_before: datetime | None
    one_shot: bool
    steps: tuple[str, ...]
    instead: tuple[str, ...]
    former: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]
    residue: str | None
    inherited: Loan | None
    also: tuple[str, ...]
    reconcile: Reconcile | None
    by: str | None
    on_call: OnCall | None
    contact: Contact | None
    requires: tuple[str, ...]
    depends_on: tuple[int, ...]
    undone_by: Effect | None
    undoes: int | None
    flows: tuple[Flow, ...]

    @property
    def lost(self) -> bool:
        """Whether it happened and stays as it is: too late, or never possible."""
        settled = self.undone_by is not None or self.undoes is not None
        return not self.open and not settled

    @property
    def open(self) -> bool:
        """Whether there is something to do about it."""
        return self.first is not First.NONE


class Switch(Struct, frozen=True, kw_only=True):
    """How an agent is stopped; `how` is empty where that is not known."""

    agent: str
    how: tuple[str, ...]
    owner: str | None


class UndoReport(Struct, frozen=True, kw_only=True):
    """Everything that `undo` answers. `calls` counts all that were looked at, those that only read included.

    `inventory`: whether there was one; without it every tool is unlisted. `next` is what closes first.
    `switches` are those of the agents whose effects are in the plan.
    """

    complete: bool
    inventory: bool
    now: datetime
    sessions: int
    calls: int
    plan: Sequence[Entry]
    next: Entry | None
    unlisted: Sequence[Call]
    ambiguous: Sequence[Ambiguous]
    pages: tuple[Page, ...]
    switches: tuple[Switch, ...]
    unknown: tuple[str, ...]
    problems: tuple[Finding, ...]


def next_of(plan: Iterable[Entry]) -> Entry | None:
    """What closes first, of all that is still to be done."""
    waiting = (each for each in plan if each.open and each.state is State.CLOSING and each.deadline)
    return min(waiting, key=lambda each: (each.deadline, each.order), default=None)
