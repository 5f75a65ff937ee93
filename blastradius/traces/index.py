"""Which conversation something is known of: numbers by what stands for them, outside of memory where they are many."""

from array import array

_SMALLEST = 1 << 12
_FULL = 0.6
_NONE, _REMOVED = -1, -2


class Index:
    """Numbers from 0 by a kind and a key. Two keys are one where all 64 bits of their hashes are.

    A table of numbers alone: twelve bytes for each place, a sixth of what a dictionary takes.
    """

    def __init__(self) -> None:
        self._used = 0
        self._keys = array("q", bytes(8 * _SMALLEST))
        self._values = array("i", [_NONE]) * _SMALLEST

    def get(self, kind: str, key: object) -> int | None:
        """The number, or `None`."""
        value = self._values[self._slot(hash((kind, key)))]
        return value if value >= 0 else None

    def put(self, kind: str, key: object, number: int) -> None:
        """Know this number under that key, and no other."""
        mark = hash((kind, key))
        slot = self._slot(mark)
        if self._values[slot] == _NONE:
            self._used += 1
            self._keys[slot] = mark
        self._values[slot] = number
        if self._used > _FULL * len(self._keys):
            self._grow()

    def remove(self, kind: str, key: object) -> None:
        """Know nothing under that key."""
        slot = self._slot(hash((kind, key)))
        if self._values[slot] >= 0:
            self._values[slot] = _REMOVED

    def _slot(self, mark: int) -> int:
        """Where a key is, or would be."""
        keys, values = self._keys, self._values
        last = len(keys) - 1
        slot = mark & last
        while values[slot] != _NONE and keys[slot] != mark:
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        live = sum(value >= 0 for value in values)
        size = len(keys) * (2 if live > _FULL / 2 * len(keys) else 1)
        self._used = live
        self._keys = array("q", bytes(8)) * size
        self._values = array("i", [_NONE]) * size
        for mark, value in zip(keys, values, strict=True):
            if value >= 0:
                slot = self._slot(mark)
                self._keys[slot], self._values[slot] = mark, value
