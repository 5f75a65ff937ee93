"""Parts of an entity that are made when somebody first asks for them: of very many systems an answer opens few."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, overload

_Part = TypeVar("_Part")


class Later(Sequence[_Part]):
    """What an iterable gives, a generator for instance, which is asked once and as late as can be."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[_Part]) -> None:
        self._parts = parts

    def _made(self) -> tuple[_Part, ...]:
        if type(self._parts) is not tuple:
            self._parts = tuple(self._parts)
        return self._parts

    def __iter__(self) -> Iterator[_Part]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())

    @overload
    def __getitem__(self, index: int) -> _Part: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[_Part]: ...

    def __getitem__(self, index: int | slice) -> _Part | Sequence[_Part]:
        return self._made()[index]
