"""Plans of several portions of sessions as one, the newest effect of all on top."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from blastradius.analysis.undo.report import Entry
from blastradius.traces.events import Key, key_of
from blastradius.traces.spool import Spool
from blastradius.traces.views import View

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Gathered:
    """Plans one after the other. Of each entry its time is kept in memory, and no more."""

    def __init__(self) -> None:
        self._times = array("q")
        self._places = array("q")  # of each entry among those that are kept; -1 for the others
        self._kept: Spool[tuple[int, Entry]] = Spool()

    def add(self, plan: Sequence[Entry], wanted: Iterable[bool]) -> None:
        """A plan by itself, in its order. All of it counts for the numbers; what is wanted is kept."""
        offset = len(self._times)
        clock: dict[Key, datetime] = {}
        times = []
        for entry in reversed(plan):
            key = key_of(entry.effect.call)
            clock[key] = max(entry.effect.call.started or _EARLIEST, clock.get(key, _EARLIEST))
            times.append((clock[key] - _EARLIEST) // _TICK)
        self._times.extend(reversed(times))
        for entry, is_wanted in zip(plan, wanted, strict=True):
            self._places.append(self._kept.append((offset, entry)) if is_wanted else -1)

    def plan(self) -> Sequence[Entry]:
        """The entries that are kept, with the numbers that they have among all."""
        by_time = sorted(range(len(self._times)), key=lambda number: -self._times[number])
        orders = array("q", bytes(8 * len(by_time)))
        for order, number in enumerate(by_time, start=1):
            orders[number] = order

        def numbered(kept: tuple[int, Entry]) -> Entry:
            before, entry = kept[0] - 1, kept[1]
            return msgspec.structs.replace(
                entry,
                order=orders[before + entry.order],
                depends_on=tuple(sorted(orders[before + each] for each in entry.depends_on)),
                undoes=orders[before + entry.undoes] if entry.undoes else None,
            )

        places = array("q", (self._places[number] for number in by_time if self._places[number] >= 0))
        return View(self._kept, places, numbered)
