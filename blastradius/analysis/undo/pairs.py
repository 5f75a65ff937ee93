"""Which call took back which: the undo of an effect may stand in the same record.

Being wrong here means to say that nothing is left to do. So a call counts as the undo of another only if everything
that is said to be the same was recorded and is the same; what nearly fits becomes something to check.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Any

from msgspec import Struct

from blastradius.analysis.undo.recorded import alike, fields, named, shown, value_at
from blastradius.model.brought_about import brought_about
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Reversal, Reversibility
from blastradius.model.predicate import MISSING
from blastradius.traces.join import Effect, Outcome

_LOOKED_AT = 200  # earlier calls that a later one is compared with; further back nothing is called undone
_NOTES = 3


class Written(Struct, frozen=True, kw_only=True):
    """An effect with what undoes it and, where it is known, what was there before.

    `beside` are the operations that it brought about by itself and that can be undone, or may be.
    """

    effect: Effect
    reversibility: Reversibility | None
    before: Any
    beside: tuple[str, ...] = ()


def beside(catalog: Catalog, effect: Effect) -> tuple[str, ...]:
    """What an effect brought about by itself and what somebody could take back, by the ids of its operations."""
    if effect.operation is None or not effect.operation.also:
        return ()
    cells = ((each.id, catalog.reversibility_of(each)) for each in brought_about(catalog, effect.operation))
    return tuple(name for name, cell in cells if cell is None or cell.reversal is not Reversal.IRREVERSIBLE)


class Pairs(Struct, frozen=True, kw_only=True):
    """By number of the effect: which later one took it back, and what may have done so."""

    undone_by: Mapping[int, int]
    maybe: Mapping[int, tuple[str, ...]]


def pairs_of(written: Sequence[Written]) -> Pairs:
    """The pairs of one session, its effects in order. What is an undo itself is never taken back by a third call."""
    undone_by: dict[int, int] = {}
    maybe: defaultdict[int, list[str]] = defaultdict(list)
    spent: dict[tuple[str, str, tuple[str, ...]], Written] = {}
    waiting: defaultdict[tuple[str, str], _Waiting] = defaultdict(_Waiting)
    for number, later in enumerate(written):
        earlier = waiting[later.effect.system or "", later.effect.operation_id or ""]
        certain = later.effect.outcome is Outcome.OK and not later.effect.case
        for candidate in earlier.candidates(later) if later.effect.operation else ():
            verdict, note = undoes(later, written[candidate])
            if verdict and certain:
                undone_by[candidate] = number
                earlier.remove(candidate)
                if thing := _only_once(written[candidate]):
                    spent[thing] = later
                break
            if verdict or note:
                maybe[candidate].append(_perhaps(later, note))
        else:
            if (thing := _only_once(later)) and thing in spent:
                maybe[number].append(_used_up(spent[thing]))
            if later.reversibility and later.reversibility.undo_operation:
                waiting[later.effect.system or "", later.reversibility.undo_operation].add(number, later)
    return Pairs(
        undone_by=undone_by,
        maybe={number: _few(notes) for number, notes in maybe.items() if number not in undone_by},
    )


def _only_once(written: Written) -> tuple[str, str, tuple[str, ...]] | None:
    """What the effect was about, where its undo works once only; `None` where it works again or that is not known."""
    cell, effect = written.reversibility, written.effect
    if cell is None or not cell.one_shot:
        return None
    paths = [path for _, path in cell.undo_with] or list(effect.operation.object if effect.operation else ())
    values = [value_at(effect.call, path) for path in paths]
    if not values or any(value is MISSING for value in values):
        return None
    return effect.system or "", effect.operation_id or "", tuple(map(str, values))


def _used_up(undo: Written) -> str:
    return f"Check first: the undo works once only, and {_called(undo)} has used it."


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
    what = _called(later)
    why = note or "whether that call succeeded is not known"
    return f"Check first: the later call {what} may have taken this back: {why}."


def _called(written: Written) -> str:
    call = written.effect.call
    return f"`{call.tool}`{f' ({call.call_id})' if call.call_id else ''}"


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
    else:
        fits, note = _same_names(later, earlier, cell)
        if not fits:
            return False, note
    if cell.undo_operation == earlier.effect.operation_id:
        return _puts_back(later, earlier)
    whole = _whole(later, earlier)
    if whole[0] and earlier.beside:
        return False, f"{', '.join(earlier.beside)} happened with it, and may not have been taken back"
    return whole


def _same_names(later: Written, earlier: Written, cell: Reversibility) -> tuple[bool, str | None]:
    """Whether all arguments that the earlier call also knows by name are the same, and they say what it is about.

    An argument that it does not know may name another thing; one with a value that the undo needs names the new one.
    """
    operation, first = later.effect.operation, earlier.effect.operation
    sent, got = named(earlier.effect.call.arguments), named(earlier.effect.call.result)
    kept = [value for path in cell.keep if (value := value_at(earlier.effect.call, path)) is not MISSING]
    paths = (*cell.keep, *(path for each in (operation, first) if each for path in each.object))
    about = {path.rpartition(".")[2] for path in paths}
    same: list[str] = []
    others: list[str] = []
    for name, value in named(later.effect.call.arguments).items():
        known = sent.get(name, got.get(name, MISSING))
        if known is MISSING and any(alike(each, value) for each in kept):
            return True, None
        if known is MISSING:
            others.append(name)
        elif not alike(known, value):
            return False, None
        else:
            same.append(name)
    other = next((name for name in others if _names_a_thing(name, about)), None)
    if not same or (other and kept):
        return False, None
    if other:
        return False, f"`{other}` was not recorded"
    if others and not any(_names_a_thing(name, about) for name in same):
        return False, f"no more than {', '.join(f'`{name}`' for name in same)} is known to be the same"
    return True, None


def _names_a_thing(name: str, about: Container[str]) -> bool:
    """Whether an argument says what a call is about, by what is written or by its name."""
    return name in about or name.lower().endswith(("id", "ids"))


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
    """Money that went back only in part, or in another currency, is not back."""
    one, other = earlier.effect.operation, later.effect.operation
    if not (one and other and one.amount and other.amount):
        return True, None
    made, back = value_at(earlier.effect.call, one.amount.field), value_at(later.effect.call, other.amount.field)
    if back is MISSING:
        return True, None
    if made is MISSING:
        return False, f"{shown('amount', back)} went back, and of how much was not recorded"
    currencies = [
        value_at(each.effect.call, amount.currency) if amount.currency else MISSING
        for each, amount in ((earlier, one.amount), (later, other.amount))
    ]
    known = [shown("currency", each) for each in currencies if each is not MISSING]
    if not alike(made, back) or len({each.upper() for each in known}) > 1:
        units = [
            f"{shown('amount', much)}{f' {unit}' if len(known) > 1 else ''}"
            for much, unit in zip((back, made), (*reversed(known), "", ""), strict=False)
        ]
        return False, f"{units[0]} of {units[1]} went back"
    return True, None
