"""What belongs together while a file is read, in any order: values by the number of their group.

Groups that nothing was added to for long are kept out of memory.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from msgspec import Struct

from blastradius.traces.index import Index
from blastradius.traces.spool import Spool

MOST = 8_000_000
"""How much is kept in memory, as `size_of` counts it."""
_OF_EACH = 50

T = TypeVar("T")


def size_of(*values: Any) -> int:
    """About how many bytes values take that are as JSON has them."""
    size, rest = 0, list(values)
    while rest:
        value = rest.pop()
        size += _OF_EACH
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, dict):
            size += _OF_EACH * len(value)
            rest += value.values()
        elif isinstance(value, list | tuple):
            rest += value
    return size


class _Part(Struct):
    """Values of a group that came one soon after the other. `seen` is `None` where nobody asked for it meanwhile."""

    values: list[Any]
    size: int = 0
    seen: set[int] | None = None


class Groups(Generic[T]):
    """Groups, by numbers from 0. `size` says about how many bytes a value takes; `entities` is as for a spool."""

    def __init__(self, size: Callable[[T], int], most: int = MOST, *, entities: bool = False) -> None:
        self._size_of = size
        self._most = most
        self._live: OrderedDict[int, _Part] = OrderedDict()
        self._size = 0
        self._resting: Spool[_Part] = Spool(in_memory=0, entities=entities)
        self._before = array("i")  # of each part that rests, the part of its group before; -1 for none
        self._last = array("i")  # of each group, its last part that rests; -1 for none
        self._sizes = array("q")

    def __len__(self) -> int:
        return len(self._last)

    def new(self) -> int:
        """The number of a new group."""
        self._last.append(-1)
        self._sizes.append(0)
        return len(self._last) - 1

    def add(self, number: int, value: T) -> None:
        """Add a value to a group."""
        part, size = self._part(number), self._size_of(value)
        part.values.append(value)
        part.size += size
        self._sizes[number] += size
        self._size += size
        if self._size > self._most:
            self._rest(self._most // 2)

    def seen(self, number: int) -> set[int]:
        """What was seen of a group, for whoever adds to it; to be changed only until the next value is added."""
        part, place = self._part(number), self._last[number]
        while part.seen is None and place >= 0:
            part.seen, place = self._resting[place].seen, self._before[place]
        if part.seen is None:
            part.seen = set()
        return part.seen

    def size(self, number: int) -> int:
        """About how many bytes the values of a group take."""
        return self._sizes[number]

    def values(self, number: int) -> Iterator[T]:
        """The values of a group, in the order in which they were added."""
        places, place = array("i"), self._last[number]
        while place >= 0:
            places.append(place)
            place = self._before[place]
        for each in reversed(places):
            yield from self._resting[each].values
        if number in self._live:
            yield from self._live[number].values

    def _part(self, number: int) -> _Part:
        if number not in self._live:
            self._live[number] = _Part([])
        self._live.move_to_end(number)
        return self._live[number]

    def close(self) -> None:
        """Nothing more will be added: where not all fits into memory, keep nothing there."""
        if self._resting:
            self._rest(0)

    def _rest(self, most: int) -> None:
        """Put away those that nothing was added to for longest. What is nested too deeply to be written stays."""
        for number in list(self._live):
            if self._size <= most:
                return
            part = self._live[number]
            try:
                place = self._resting.append(part)
            except RecursionError:
                self._size -= part.size
                part.size = 0
                continue
            self._before.append(self._last[number])
            self._last[number] = place
            self._size -= part.size
            del self._live[number]


class Keyed(Generic[T]):
    """Groups of values that can hold entities, by any key."""

    def __init__(self, size: Callable[[T], int]) -> None:
        self._numbers = Index()
        self._counts = array("i")
        self._groups: Groups[T] = Groups(size, entities=True)

    def add(self, key: object, value: T) -> None:
        """Add a value to the group of that key."""
        number = self._numbers.get("key", key)
        if number is None:
            number = self._groups.new()
            self._numbers.put("key", key, number)
            self._counts.append(0)
        self._counts[number] += 1
        self._groups.add(number, value)

    def values(self, key: object) -> Iterator[T]:
        """The values of the group of that key, in the order in which they were added."""
        number = self._numbers.get("key", key)
        return iter(()) if number is None else self._groups.values(number)

    def several(self) -> Iterator[list[T]]:
        """The groups of more than one value, in the order of the first of each."""
        return ([*self._groups.values(number)] for number, count in enumerate(self._counts) if count > 1)
