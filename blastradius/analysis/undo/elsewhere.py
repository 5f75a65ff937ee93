"""Calls of another session that may have taken an effect back; never said to have, as two runs can be two worlds."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import islice

from blastradius.analysis.undo.pairs import Written, undoes
from blastradius.analysis.undo.recorded import named, value_at
from blastradius.model.catalog import Catalog
from blastradius.model.predicate import MISSING
from blastradius.traces.events import Call, Key, key_of
from blastradius.traces.groups import Keyed
from blastradius.traces.join import Effect, size_of_effect

_SHOWN = 2
_LOOKED_AT = 50


class Offers:
    """The calls of all sessions that undo something, by what they were called with.

    Only those count that carry every value the undo is made of, and only where both times were recorded.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._offered: Keyed[Effect] = Keyed(size_of_effect)
        self._undoing = cache(self._undoing_in)

    def add(self, effects: Iterable[Effect]) -> None:
        """Know what these did; all have to be known before the first is asked about."""
        for effect in effects:
            if _moment(effect.call) is None:
                continue
            for name, value in named(effect.call.arguments).items():
                if (effect.operation_id, name) in self._undoing(effect.system):
                    self._offered.add((effect.system, effect.operation_id, name, str(value)), effect)

    def notes(self, session: Key, earlier: Written) -> tuple[str, ...]:
        """What to check first of an effect: later calls of other sessions that look like its undo."""
        cell = earlier.reversibility
        if not cell or not cell.undo_with or cell.undo_operation == earlier.effect.operation_id:
            return ()
        parameter, path = cell.undo_with[0]
        value = value_at(earlier.effect.call, path)
        if value is MISSING:
            return ()
        offered = self._offered.values((earlier.effect.system, cell.undo_operation, parameter, str(value)))
        near = (later for later in islice(offered, _LOOKED_AT) if key_of(later.call) != session)
        fits = (later for later in near if _after(later, earlier.effect) and any(undoes(_bare(later), earlier)))
        return tuple(map(_perhaps, islice(fits, _SHOWN)))

    def _undoing_in(self, system: str | None) -> frozenset[tuple[str | None, str]]:
        """The operations of a system that undo others, with the argument that says what they undo."""
        entity = self._catalog.system.get(system or "")
        cells = [self._catalog.reversibility_of(each) for each in entity.operations] if entity else []
        return frozenset((cell.undo_operation, cell.undo_with[0][0]) for cell in cells if cell and cell.undo_with)


def _bare(effect: Effect) -> Written:
    return Written(effect=effect, reversibility=None, before=MISSING)


def _after(later: Effect, earlier: Effect) -> bool:
    began, came = _moment(earlier.call), _moment(later.call)
    return began is not None and came is not None and began < came


def _moment(call: Call) -> datetime | None:
    return None if call.lower_bound else call.started


def _perhaps(later: Effect) -> str:
    call = later.call
    what = f"`{call.tool}`{f' ({call.call_id})' if call.call_id else ''}"
    return f"Check first: the later call {what} may have taken this back: it is in another session, `{call.session}`."
