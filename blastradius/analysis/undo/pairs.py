"""Which call took back which: the undo of an effect may stand in the same record.

Being wrong here means to say that nothing is left to do. So a call counts as the undo of another only if everything
that is said to be the same was recorded and is the same; what nearly fits becomes something to check.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from blastradius.analysis.undo.recorded import alike, fields, named, shown, value_at
from blastradius.model.cells import Reversibility
from blastradius.model.predicate import MISSING
from blastradius.traces.join import Effect, Outcome

_LOOKED_AT = 200  # earlier calls that a later one is compared with; further back nothing is called undone
_NOTES = 3


class Written(Struct, frozen=True, kw_only=True):
    """An effect with what undoes it and, where it is known, what was there before."""

    effect: Effect
    reversibility: Reversibility | None
    before: Any


class Pairs(Struct, frozen=True, kw_only=True):
    """By number of the effect: which later one took it back, and what may have done so."""

    undone_by: Mapping[int, int]
    maybe: Mapping[int, tuple[str, ...]]


def pairs_of(written: Sequence[Written]) -> Pairs:
    """The pairs of one session, its effects in order. What is an undo itself is never taken back by a third call."""
    undone_by: dict[int, int] = {}
    maybe: defaultdict[int, list[str]] = defaultdict(list)
    waiting: defaultdict[tuple[str, str], _Waiting] = defaultdict(_Waiting)
    for number, later in enumerate(written):
        earlier = waiting[later.effect.system or "", later.effect.operation_id or ""]
        certain = later.effect.outcome is Outcome.OK and not later.effect.case
        for candidate in earlier.candidates(later) if later.effect.operation else ():
            verdict, note = undoes(later, written[candidate])
            if verdict and certain:
                undone_by[candidate] = number
                earlier.remove(candidate)
                break
            if verdict or note:
                maybe[candidate].append(_perhaps(later, note))
        else:
            if later.reversibility and later.reversibility.undo_operation:
                waiting[later.effect.system or "", later.reversibility.undo_operation].add(number, later)
    return Pairs(
        undone_by=undone_by,
        maybe={number: _few(notes) for number, notes in maybe.items() if number not in undone_by},
    )


class _Waiting:
    """Effects that one operation takes back, found by the first value that a call of it would have to have."""

    def __init__(self) -> None:
        self._by_value: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._others: list[int] = []
        self._where: dict[int, list[int]] = {}
        self._parameters: dict[str, None] = {}

    def add(self, number: int, written: Written) -> None:
        """One more, later than all so far."""
        room = self._others
        cell = written.reversibility
        if cell and cell.undo_with:
            parameter, path = cell.undo_with[0]
            value = value_at(written.effect.call, path)
            if _plain(value):
                self._parameters[parameter] = None
                room = self._by_value[parameter, _word(value)]
        room.append(number)
        self._where[number] = room

    def remove(self, number: int) -> None:
        """It was taken back."""
        self._where.pop(number).remove(number)

    def candidates(self, later: Written) -> list[int]:
        """Those that a call may take back, the latest first."""
        found = self._others[-_LOOKED_AT:]
        arguments = named(later.effect.call.arguments)
        for parameter in self._parameters:
            value = arguments.get(parameter, MISSING)
            if _plain(value):
                found = found + self._by_value.get((parameter, _word(value)), [])[-_LOOKED_AT:]
            elif value is MISSING:
                found = found + self._latest(parameter)
        return sorted(found, reverse=True)

    def _latest(self, parameter: str) -> list[int]:
        """The latest few of a parameter, where a call does not say which one it means."""
        rooms = (room for (name, _), room in self._by_value.items() if name == parameter)
        return sorted(number for room in rooms for number in room[-1:])[-_LOOKED_AT:]


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _few(notes: list[str]) -> tuple[str, ...]:
    different = list(dict.fromkeys(notes))
    rest = len(different) - _NOTES
    more = [f"Check first: {rest} more later calls may have taken this back."] if rest > 0 else []
    return (*different[:_NOTES], *more)


def _perhaps(later: Written, note: str | None) -> str:
    call = later.effect.call
    what = f"`{call.tool}`{f' ({call.call_id})' if call.call_id else ''}"
    why = note or "whether that call succeeded is not known"
    return f"Check first: the later call {what} may have taken this back: {why}."


def undoes(later: Written, earlier: Written) -> tuple[bool, str | None]:
    """Whether a call is the undo of an earlier one; with a reason where it may be, or is in part."""
    cell, call, first = earlier.reversibility, later.effect.call, earlier.effect.call
    if cell is None:
        return False, None
    arguments = named(call.arguments)
    if cell.undo_with:
        for parameter, path in cell.undo_with:
            there, here = value_at(first, path), arguments.get(parameter, MISSING)
            if there is MISSING or here is MISSING:
                return False, f"`{parameter}` was not recorded"
            if not alike(there, here):
                return False, None
    elif not _same_names(later, earlier):
        return False, None
    if cell.undo_operation == earlier.effect.operation_id:
        return _puts_back(later, earlier)
    return _whole(later, earlier)


def _same_names(later: Written, earlier: Written) -> bool:
    """Whether all arguments that the earlier call also knows by name are the same, and at least one is."""
    sent, got = named(earlier.effect.call.arguments), named(earlier.effect.call.result)
    operation = later.effect.operation
    wanted = [path.removeprefix("args.") for path in operation.object if path.startswith("args.")] if operation else []
    compared = 0
    for name, value in named(later.effect.call.arguments).items():
        known = sent.get(name, got.get(name, MISSING))
        if known is MISSING:
            if name in wanted:
                return False
        elif not alike(known, value):
            return False
        else:
            compared += 1
    return compared > 0


def _puts_back(later: Written, earlier: Written) -> tuple[bool, str | None]:
    """A second change by the same operation is an undo only if it writes the former values."""
    cell = earlier.reversibility
    mapped = {parameter for parameter, _ in cell.undo_with} if cell else set()
    operation = later.effect.operation
    mapped |= {path.removeprefix("args.") for path in operation.object} if operation else set()
    before = fields(earlier.before)
    for name, value in named(later.effect.call.arguments).items():
        if name in mapped:
            continue
        if name not in before:
            return False, f"the former value of `{name}` was not recorded"
        if not alike(before[name], value):
            return False, None
    changed = named(earlier.effect.call.arguments).keys() - mapped
    missing = sorted(changed - named(later.effect.call.arguments).keys())
    return (False, f"it leaves {', '.join(missing)} as it is") if missing else (True, None)


def _whole(later: Written, earlier: Written) -> tuple[bool, str | None]:
    """Money that went back only in part is not back."""
    one, other = earlier.effect.operation, later.effect.operation
    if not (one and other and one.amount and other.amount):
        return True, None
    made = value_at(earlier.effect.call, one.amount.field)
    back = value_at(later.effect.call, other.amount.field)
    if made is MISSING or back is MISSING or alike(made, back):
        return True, None
    return False, f"{shown('amount', back)} of {shown('amount', made)} went back"
