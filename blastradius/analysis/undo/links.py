"""What hangs together: calls that used what earlier ones made, and systems that have it by now."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from blastradius.analysis.undo.recorded import leaves, value_at
from blastradius.analysis.undo.report import Flow
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Feed
from blastradius.model.predicate import MISSING
from blastradius.traces.join import Effect

_ORDINARY = 1000  # a smaller number names nothing, unless its argument is called an id


def depends_on(effects: Sequence[Effect]) -> dict[int, tuple[int, ...]]:
    """By number, the earlier effects that one builds on: one of its arguments is a value that they are known by."""
    made: defaultdict[str, list[int]] = defaultdict(list)
    found: dict[int, tuple[int, ...]] = {}
    for number, effect in enumerate(effects):
        used = {each for name, value in leaves(effect.call.arguments) for each in made.get(_key(name, value), ())}
        used = {each for each in used if effects[each].call is not effect.call}
        if used:
            found[number] = tuple(sorted(used))
        for name, value in _known_by(effect):
            made[_key(name, value)].append(number)
    return found


def _key(name: str, value: Any) -> str:
    """The value as text; a small number together with its name."""
    if isinstance(value, int | float) and abs(value) < _ORDINARY:
        return f"{value}" if name.lower().endswith("id") else f"{name} {value}"
    return str(value)


def _known_by(effect: Effect) -> Iterator[tuple[str, Any]]:
    """The values in the result that later calls can refer to; what only says how it went is none of them."""
    operation = effect.operation
    if operation is None:
        return
    receipt = operation.receipt
    keep = operation.reversibility.keep if operation.reversibility else ()
    verdicts = [test for test in (receipt.success, receipt.failure) if test] if receipt else []
    words = {str(each) for test in verdicts for each in test.values}
    for path in dict.fromkeys((*keep, *(receipt.fields if receipt else ()))):
        value = value_at(effect.call, path)
        if value is MISSING or path.startswith("args."):
            continue
        for name, each in leaves(value):
            if str(each) and str(each) not in words:
                yield name or path.rpartition(".")[2], each


_Way: TypeAlias = tuple[str, tuple[str, ...], Feed, timedelta | None]
"""A system, those in between, the feed that brings it there, and how long that takes from the first write."""


class Flows:
    """Where what is written to a system flows, directly and further on."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._from = cache(self._reached)

    def after(self, system: str, at: datetime | None, now: datetime) -> tuple[Flow, ...]:
        """The systems downstream of a write at that moment, those that have it first on top."""
        found = []
        for name, via, feed, delay in self._from(system):
            since = None if at is None or delay is None else _later(at, delay)
            arrived = None if since is None else since <= now
            found.append(Flow(system=name, via=via, what=feed.what, since=since, arrived=arrived, stop=feed.stop))
        return tuple(sorted(found, key=lambda flow: (flow.arrived is False, flow.since or now, flow.system)))

    def _reached(self, start: str) -> tuple[_Way, ...]:
        """Each system once, by the quickest way of which all delays are known; else by any."""
        found: dict[str, _Way] = {}
        waiting: list[tuple[bool, float, tuple[str, ...], int, Feed | None]] = [(False, 0.0, (start,), 0, None)]
        while waiting:
            vague, seconds, way, _, feed = heapq.heappop(waiting)
            name = way[-1]
            if name in found or (feed and name == start):
                continue
            if feed:
                found[name] = (name, way[1:-1], feed, None if vague else timedelta(seconds=seconds))
            entity = self._catalog.system.get(name)
            for number, each in enumerate(entity.feeds if entity else ()):
                own = each.delay.seconds if each.delay else None
                heapq.heappush(waiting, (vague or own is None, seconds + (own or 0), (*way, each.system), number, each))
        return tuple(found[name] for name in sorted(found))


def _later(at: datetime, delay: timedelta) -> datetime | None:
    try:
        return at + delay
    except OverflowError:
        return None
