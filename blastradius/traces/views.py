"""Long lists in another order, or changed: each value is read when it is asked for."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


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
