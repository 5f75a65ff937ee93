"""Tables from words to numbers, packed so that one word is found in them without reading the others."""

from array import array
from bisect import bisect_left
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from itertools import accumulate
from zlib import crc32

from msgspec import Struct, convert, msgpack

_MANY = 16
"""A table is read whole once more than one in so many of its words was asked for."""
_MAP, _PAIR = b"\xdf", b"\x92"
"""How MessagePack begins a map, before its length in four bytes, and an array of two."""
_NOTHING: Sequence[int] = ()


class Packed(Struct, frozen=True, array_like=True):
    """A table as it is kept.

    `entries` are words, each before its numbers, one behind the other in the order given; `ends` is where each begins,
    and the last ends. `hashes` of the words are sorted, `order` are the numbers of their entries. All of 32 bits.
    """

    entries: bytes
    ends: bytes
    hashes: bytes
    order: bytes


def packed(table: Mapping[str, Sequence[int]]) -> Packed:
    """A table, in its order."""
    pieces = [msgpack.encode(entry)[len(_PAIR) :] for entry in table.items()]
    hashes = list(map(_hash, table))
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    return Packed(
        entries=b"".join(pieces),
        ends=array("I", accumulate(map(len, pieces), initial=0)).tobytes(),
        hashes=array("I", map(hashes.__getitem__, order)).tobytes(),
        order=array("I", order).tobytes(),
    )


def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


class Table(Mapping[str, Sequence[int]]):
    """The numbers of words. Who asks for few is given those; for many, or for all, the table is read."""

    def __init__(self, table: Packed | None = None) -> None:
        self._table = table
        self._ends = memoryview(table.ends if table else b"").cast("I")
        self._hashes = memoryview(table.hashes if table else b"").cast("I")
        self._order = memoryview(table.order if table else b"").cast("I")
        self._found: dict[str, list[int] | None] = {}
        self._whole: dict[str, list[int]] | None = None if table else {}  # a word is looked up only while there is none

    @classmethod
    def of(cls, words: dict[str, list[int]]) -> "Table":
        """A table of these words, in their order. It is packed when somebody keeps it."""
        made = cls()
        made._whole = words
        return made

    @property
    def packed(self) -> Packed:
        """The table as it is kept."""
        if self._table is None:
            self._table = packed(self._all())
        return self._table

    def __getitem__(self, word: str) -> Sequence[int]:
        if self._whole is not None:
            return self._whole[word]
        found = self._look_up(word)
        if found is None:
            raise KeyError(word)
        return found

    def __contains__(self, word: object) -> bool:
        if self._whole is not None:
            return word in self._whole
        return isinstance(word, str) and self._look_up(word) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._order) if self._whole is None else len(self._whole)

    def numbers(self, word: str) -> Sequence[int]:
        """The numbers of a word; none where it is not in the table."""
        whole = self._whole
        return (self._look_up(word) or _NOTHING) if whole is None else whole.get(word, _NOTHING)

    def keys(self) -> KeysView[str]:
        """Every word, in the order of the table."""
        return self._all().keys()

    def items(self) -> ItemsView[str, Sequence[int]]:
        """Every word with its numbers."""
        return self._all().items()

    def values(self) -> ValuesView[Sequence[int]]:
        """The numbers of every word."""
        return self._all().values()

    def _look_up(self, word: str) -> Sequence[int] | None:
        if len(self._found) * _MANY > len(self):
            return self._all().get(word)
        if word not in self._found:
            self._found[word] = self._entry(word)
        return self._found[word]

    def _entry(self, word: str) -> list[int] | None:
        """Words of one hash lie beside each other."""
        assert self._table is not None  # noqa: S101 - else the whole is known
        wanted = _hash(word)
        for at in range(bisect_left(self._hashes, wanted), len(self._hashes)):
            if self._hashes[at] != wanted:
                break
            number = self._order[at]
            entry = self._table.entries[self._ends[number] : self._ends[number + 1]]
            found, numbers = msgpack.decode(_PAIR + entry, type=tuple[str, list[int]])
            if found == word:
                return numbers
        return None

    def _all(self) -> dict[str, list[int]]:
        if self._whole is None:
            assert self._table is not None  # noqa: S101 - as above
            every = _MAP + len(self).to_bytes(4, "big") + self._table.entries
            self._whole = msgpack.decode(every, type=dict[str, list[int]])
        return self._whole


def to_keep(value: object) -> Packed:
    """What is kept of a table, for msgspec, which does not know any.

    Raises:
        NotImplementedError: it is none.
    """
    if isinstance(value, Table):
        return value.packed
    raise NotImplementedError


def kept(shape: type, value: object) -> Table:
    """A table of what was kept, as `to_keep`.

    Raises:
        NotImplementedError: something else is wanted.
        ValueError: it is no table.
    """
    if shape is Table:
        return Table(convert(value, Packed))
    raise NotImplementedError
