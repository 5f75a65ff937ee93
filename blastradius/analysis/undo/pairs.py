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

_LOOKED_AT = 500  # earlier calls that a later one is compared with; further back nothing is called undone


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
    waiting: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, later in enumerate(written):
        operation = later.effect.operation
        earlier = waiting[later.effect.system or "", later.effect.operation_id or ""]
        matched = False
        for candidate in reversed(earlier[-_LOOKED_AT:]):
            verdict, note = _undoes(later, written[candidate]) if operation else (None, None)
            if verdict and later.effect.outcome is Outcome.OK:
                undone_by[candidate] = number
                earlier.remove(candidate)
                matched = True
                break
            if verdict or note:
                maybe[candidate].append(_perhaps(later, note))
        if not matched and later.reversibility and later.reversibility.undo_operation:
            waiting[later.effect.system or "", later.reversibility.undo_operation].append(number)
    return Pairs(
        undone_by=undone_by,
        maybe={number: tuple(dict.fromkeys(notes)) for number, notes in maybe.items() if number not in undone_by},
    )


def _perhaps(later: Written, note: str | None) -> str:
    call = later.effect.call
    what = f"`{call.tool}`{f' ({call.call_id})' if call.call_id else ''}"
    why = note or "whether that call succeeded is not known"
    return f"Check first: the later call {what} may have taken this back: {why}."


def _undoes(later: Written, earlier: Written) -> tuple[bool, str | None]:
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
