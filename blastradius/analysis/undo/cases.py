"""Which of the written cases hold for one recorded call, and until when it can be undone then."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.analysis.windows import State, Window, window_at
from blastradius.model.cells import Reversibility, Unless
from blastradius.traces.events import Call


class Judged(Struct, frozen=True, kw_only=True):
    """A reversibility with the cases that hold worked in; `undecided` are those that the record does not decide."""

    reversibility: Reversibility | None
    undecided: tuple[Unless, ...]


def judged(reversibility: Reversibility | None, call: Call) -> Judged:
    """The reversibility of this very call. A case that is not decided stays in, and counts as the worst."""
    if reversibility is None:
        return Judged(reversibility=None, undecided=())
    subject = {"args": call.arguments, "result": call.result}
    verdicts = [(case, _holds(case, subject)) for case in reversibility.unless]
    undecided = tuple(case for case, verdict in verdicts if verdict is None)
    holding = [case for case, verdict in verdicts if verdict]
    own = _with(reversibility, holding) if holding else reversibility
    return Judged(reversibility=msgspec.structs.replace(own, unless=undecided), undecided=undecided)


def _holds(case: Unless, subject: dict[str, Any]) -> bool | None:
    test = case.test
    if test is None:
        return None
    rooted = test.field is not None and test.field.partition(".")[0].partition("[")[0] in subject
    return test.holds(subject if rooted else subject["result"])


def _with(own: Reversibility, cases: list[Unless]) -> Reversibility:
    """The cell as it is where these cases hold: the worst of them has the word."""
    classes = [case.reversal for case in cases if case.reversal]
    reversal = max(classes, key=lambda each: each.rank, default=own.reversal)
    windows = [case.window for case in cases if case.window]
    limited = [each for each in windows if each.seconds is not None]
    shortest = min(limited, key=lambda each: each.seconds or 0) if limited else next(iter(windows), own.window)
    not_known = any(case.window_unknown for case in cases)
    residues = dict.fromkeys(case.residue for case in cases if case.residue)
    return msgspec.structs.replace(
        own,
        reversal=reversal,
        window=None if not_known else shortest,
        until=None if not_known else own.until,
        residue=" ".join(residues) or own.residue,
    )


def window_of(reversibility: Reversibility | None, at: datetime | None, now: datetime) -> Window:
    """Where the undo stands. Without the time of the call, no window that is counted from it can be placed."""
    window = window_at(reversibility, at or now, now)
    if at is None and window.state in {State.CLOSING, State.CLOSED}:
        return msgspec.structs.replace(window, state=State.UNKNOWN, deadline=None)
    return window


def check_words(cases: Iterable[Unless]) -> tuple[str, ...]:
    """What has to be looked at first."""
    return tuple(map(_words, cases))


def _words(case: Unless) -> str:
    turned = f"it is {case.reversal.value}" if case.reversal else "it is otherwise"
    window = f", window {case.window.text}" if case.window else ", window not known" if case.window_unknown else ""
    residue = f" {case.residue}" if case.residue else ""
    return f"Check first: if {case.when}, {turned}{window}.{residue}"
