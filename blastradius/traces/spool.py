"""Long lists that stay out of memory: what does not fit is in a temporary file without a name, that nobody else opens.

What is put in comes back as an equal value, not as the same one. Entities of the inventory come back as themselves.
"""

import io
import pickle
import tempfile
import weakref
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, TypeVar, overload

from blastradius.errors import InputError

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
        self._file: IO[bytes] | None = None
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
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="blastradius-")  # noqa: SIM115 - closed with the list
                weakref.finalize(self, self._file.close)
            self._file.seek(self._starts[-1])
            self._file.write(data)
        except OSError as error:
            msg = f"what does not fit into memory cannot be kept in `{tempfile.gettempdir()}`: {error.strerror}"
            raise InputError(msg, hint="make room there, or name another folder in TMPDIR") from error
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
        assert self._file is not None  # noqa: S101 - there is one behind those in memory
        self._file.seek(start)
        value: T = self._shared.unpacked(self._file.read(end - start))
        return value

    def __iter__(self) -> Iterator[T]:
        return (self[place] for place in range(len(self)))


class View(Sequence[T]):
    """The values of a long list in another order, or changed, each when it is asked for."""

    def __init__(self, values: Sequence[Any], places: Sequence[int], change: Callable[[Any], T]) -> None:
        self._values = values
        self._places = places
        self._change = change

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """One value, or a list of some."""
        if isinstance(place, slice):
            return [self._change(self._values[each]) for each in self._places[place]]
        return self._change(self._values[self._places[place]])


def chosen(values: Sequence[T], test: Callable[[T], bool]) -> Sequence[T]:
    """Those that pass a test, each read when it is asked for."""
    return View(values, array("q", (place for place, value in enumerate(values) if test(value))), _itself)


def picked(values: Sequence[T], places: Sequence[int]) -> Sequence[T]:
    """Those at some places, each read when it is asked for."""
    return View(values, places, _itself)


def ordered(values: Sequence[T], key: Callable[[T], Any], test: Callable[[T], bool] = bool) -> Sequence[T]:
    """Those that pass a test, by a key of each."""
    keys = sorted((key(value), place) for place, value in enumerate(values) if test(value))
    return View(values, array("q", (place for _, place in keys)), _itself)


def mapped(change: Callable[[Any], T], values: Sequence[Any]) -> Sequence[T]:
    """All of them changed, each when it is asked for."""
    return View(values, range(len(values)), change)


def _itself(value: T) -> T:
    return value


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


class _Pickler(pickle.Pickler):
    number: Callable[[Any], int]

    def persistent_id(self, value: Any) -> int | None:
        """The number of what is kept aside, `None` for everything else."""
        return self.number(value) if type(value).__module__.startswith(_OURS) else None


class _Unpickler(pickle.Unpickler):
    kept: list[Any]

    def persistent_load(self, number: Any) -> Any:
        """What is kept aside under a number."""
        return self.kept[number]
