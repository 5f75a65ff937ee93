"""Long lists that stay out of memory.

What is put in comes back as an equal value, not as the same one. Entities of the inventory come back as themselves.
"""

import io
import pickle
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

from blastradius.aside import Aside

_IN_MEMORY = 256
_OURS = ("blastradius.model.", "blastradius.source.")

T = TypeVar("T")


class Spool(Sequence[T]):
    """Values in the order in which they were added; the first few, `in_memory`, are kept in memory.

    Without `entities` none of them holds any of the inventory, and need not be searched for one.
    """

    def __init__(self, values: Iterable[T] = (), *, in_memory: int = _IN_MEMORY, entities: bool = True) -> None:
        self._in_memory = in_memory
        self._near: list[T] = []
        self._starts = array("q", [0])
        self._aside = Aside("what does not fit into memory")
        self._shared = _Shared() if entities else _Own()
        self.extend(values)

    def extend(self, values: Iterable[T]) -> None:
        """Add several."""
        for value in values:
            self.append(value)

    def append(self, value: T) -> int:
        """Add a value; its place."""
        if len(self._near) < self._in_memory:
            self._near.append(value)
            return len(self._near) - 1
        data = self._shared.packed(value)
        self._aside.put(data)
        self._starts.append(self._starts[-1] + len(data))
        return len(self) - 1

    def __len__(self) -> int:
        return len(self._near) + len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """One value, or a list of some."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = place + len(self) if place < 0 else place
        if not 0 <= place < len(self):
            raise IndexError(place)
        if place < len(self._near):
            return self._near[place]
        start, end = self._starts[place - len(self._near) : place - len(self._near) + 2]
        value: T = self._shared.unpacked(self._aside.get(start, end - start))
        return value

    def __iter__(self) -> Iterator[T]:
        return (self[place] for place in range(len(self)))


class _Own:
    """Values as bytes and back."""

    def packed(self, value: Any) -> bytes:
        """The value as bytes."""
        return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)

    def unpacked(self, data: bytes) -> Any:
        """The value that was packed: by this very process, into a file that no other can open."""
        return pickle.loads(zlib.decompress(data))  # noqa: S301 - see above


class _Shared:
    """Values as bytes and back. What belongs to the inventory is kept aside, once."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._by_identity: dict[int, int] = {}
        self._by_value: dict[Any, int] = {}

    def packed(self, value: Any) -> bytes:
        """The value as bytes."""
        stream = io.BytesIO()
        pickler = _Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.number = self._number
        pickler.dump(value)
        return zlib.compress(stream.getvalue(), 1)

    def unpacked(self, data: bytes) -> Any:
        """The value that was packed: by this very process, into a file that no other can open."""
        unpickler = _Unpickler(io.BytesIO(zlib.decompress(data)))
        unpickler.kept = self._kept
        return unpickler.load()

    def _number(self, value: Any) -> int:
        number = self._by_identity.get(id(value))
        if number is None:
            try:
                number = self._by_value.setdefault(value, len(self._kept))
            except TypeError:  # holds a list
                number = len(self._kept)
            if number == len(self._kept):
                self._kept.append(value)
                self._by_identity[id(value)] = number
        return number


def _kept_aside(number: int) -> object:
    """Stands in a stream for what is kept aside under a number: whoever reads it puts that in its place."""
    raise KeyError(number)


class _Pickler(pickle.Pickler):
    number: Callable[[Any], int]

    def reducer_override(self, value: Any) -> Any:
        """The number of what is kept aside. Nobody asks for texts, numbers, lists and mappings, as most values are."""
        return (_kept_aside, (self.number(value),)) if type(value).__module__.startswith(_OURS) else NotImplemented


class _Unpickler(pickle.Unpickler):
    kept: list[Any]

    def find_class(self, module: str, name: str) -> Any:
        """What a stream names."""
        return self.kept.__getitem__ if name == _kept_aside.__name__ else super().find_class(module, name)
