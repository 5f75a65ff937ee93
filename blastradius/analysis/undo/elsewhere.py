"""Calls of another session that may have taken an effect back; never said to have, as two runs can be two worlds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from blastradius.analysis.undo.pairs import Written, undoes
from blastradius.analysis.undo.recorded import named, value_at
from blastradius.model.predicate import MISSING
from blastradius.traces.events import Call

_SHOWN = 2
_LOOKED_AT = 50


def undone_elsewhere(sessions: Mapping[Any, Sequence[Written]]) -> dict[int, tuple[str, ...]]:
    """What to check first, by the identity of an effect: later calls of other sessions that look like its undo.

    Only those count that carry every value the undo is made of, and only where both times were recorded.
    """
    offered: defaultdict[tuple[object, ...], list[tuple[Any, Written]]] = defaultdict(list)
    for key, found in sessions.items():
        for later in found:
            for name, value in named(later.effect.call.arguments).items():
                offered[later.effect.system, later.effect.operation_id, name, str(value)].append((key, later))
    notes: dict[int, tuple[str, ...]] = {}
    for key, found in sessions.items():
        for earlier in found:
            cell = earlier.reversibility
            if not cell or not cell.undo_with or cell.undo_operation == earlier.effect.operation_id:
                continue
            parameter, path = cell.undo_with[0]
            value = value_at(earlier.effect.call, path)
            if value is MISSING:
                continue
            near = offered.get((earlier.effect.system, cell.undo_operation, parameter, str(value)), [])[:_LOOKED_AT]
            others = [later for other, later in near if other != key and _after(later, earlier)]
            fits = [later for later in others if undoes(later, earlier)[0]]
            if fits:
                notes[id(earlier.effect)] = tuple(map(_perhaps, fits[:_SHOWN]))
    return notes


def _after(later: Written, earlier: Written) -> bool:
    began, came = _moment(earlier.effect.call), _moment(later.effect.call)
    return began is not None and came is not None and began < came


def _moment(call: Call) -> datetime | None:
    return None if call.lower_bound else call.started


def _perhaps(later: Written) -> str:
    call = later.effect.call
    what = f"`{call.tool}`{f' ({call.call_id})' if call.call_id else ''}"
    return f"Check first: the later call {what} may have taken this back: it is in another session, `{call.session}`."
