"""Until when a call can be undone, at a given moment."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.model.cells import Reversal, Reversibility
from blastradius.model.durations import Duration, later

AT_ONCE = "at-once"


class State(StrEnum):
    """Where an undo window stands, in the order in which a responder needs them."""

    CLOSING = "closing"
    EVENT = "event"
    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"
    NEVER = "never"

    @property
    def rank(self) -> int:
        """0 comes first."""
        return list(State).index(self)

    @property
    def hopelessness(self) -> int:
        """0 for the one that promises most; not knowing is worse than the worst that is known."""
        return (State.OPEN, State.EVENT, State.CLOSING, State.CLOSED, State.NEVER, State.UNKNOWN).index(self)


class Window(Struct, frozen=True, kw_only=True):
    """The undo window of one operation. `deadline` is set where `duration` ends; `event` names what else ends it.

    `reversal` is the worst of all cases, the deadline the earliest that is known. `sooner`: the window, or that of one
    of the cases, is not known, and may end before.
    """

    state: State
    reversal: Reversal
    deadline: datetime | None
    duration: Duration | None
    event: str | None
    at_once: bool
    sooner: bool

    @property
    def order(self) -> tuple[int, bool, str]:
        """Sorts windows: what harms at once before the rest, then the soonest deadline."""
        return (self.state.rank, not self.at_once, self.deadline.isoformat() if self.deadline else "")

    @property
    def closes(self) -> tuple[int, str, bool]:
        """Sorts windows by what closes first, and only then by what harms at once."""
        return (self.state.rank, self.deadline.isoformat() if self.deadline else "", not self.at_once)


def window_at(reversibility: Reversibility | None, since: datetime, now: datetime) -> Window:
    """The window of an effect that may have happened as early as `since`."""
    if reversibility is None:
        return _window(State.UNKNOWN, Reversal.UNKNOWN)
    worst = reversibility.worst
    at_once = reversibility.harm == AT_ONCE
    if reversibility.reversal is Reversal.IRREVERSIBLE:
        return _window(State.NEVER, worst, at_once=at_once)
    if reversibility.reversal is Reversal.UNKNOWN:
        return _window(State.UNKNOWN, worst, at_once=at_once)
    return _timed(reversibility, worst, since, now)


def _timed(reversibility: Reversibility, worst: Reversal, since: datetime, now: datetime) -> Window:
    at_once = reversibility.harm == AT_ONCE
    sooner = _not_known(reversibility)
    known = [reversibility.window, *(case.window for case in reversibility.unless)]
    ending = [window for window in known if window is not None and window.seconds is not None]
    if ending:
        shortest = min(ending, key=lambda window: window.seconds or 0)
        deadline = later(since, shortest)
        if deadline is not None:
            state = State.CLOSING if deadline > now else State.CLOSED
            return _window(state, worst, deadline, shortest, reversibility.until, at_once=at_once, sooner=sooner)
    if reversibility.until:
        return _window(State.EVENT, worst, event=reversibility.until, at_once=at_once, sooner=sooner)
    if sooner or worst is Reversal.IRREVERSIBLE:  # in one of the cases, and nobody knows whether that has come
        return _window(State.UNKNOWN, worst, at_once=at_once)
    return _window(State.OPEN, worst, duration=reversibility.window, at_once=at_once)


def _not_known(reversibility: Reversibility) -> bool:
    """Whether the window of any case is not known."""
    own = reversibility.window is None and not reversibility.until
    return own or any(case.window_unknown or case.reversal is Reversal.UNKNOWN for case in reversibility.unless)


def _window(  # noqa: PLR0913 - its cells
    state: State,
    reversal: Reversal,
    deadline: datetime | None = None,
    duration: Duration | None = None,
    event: str | None = None,
    *,
    at_once: bool = False,
    sooner: bool = False,
) -> Window:
    return Window(
        state=state,
        reversal=reversal,
        deadline=deadline,
        duration=duration,
        event=event,
        at_once=at_once,
        sooner=sooner,
    )
