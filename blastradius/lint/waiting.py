"""Which tools rest on a place of the inventory, so that one hole is one finding, however many tools share it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from blastradius.lint import wording
from blastradius.model.catalog import Catalog
from blastradius.model.rows import Cell, parts_of
from blastradius.source.document import Pointer, Ref

PlaceKey = tuple[int, Pointer]


class Waiting(Struct, frozen=True, kw_only=True):
    """A place, and the tools that rest on it, as (agent, tool)."""

    where: Ref
    tools: tuple[tuple[str, str], ...]


def rest_on_it(waiting: Waiting | None) -> str:
    """``; 7 tools of `support-bot` rest on it``, nothing where none does or where the tool itself has been named."""
    if waiting is None or waiting.where.pointer[:1] == ("tools",):
        return ""
    return f"; {wording.tools(waiting.tools)} {'rests' if len(waiting.tools) == 1 else 'rest'} on it"


class Resting:
    """Every cell of the rows once, and the tools that rest on it."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self._tools: list[tuple[str, str]] = []
        self._cells: dict[int, tuple[Cell, list[int]]] = {}
        for number, (agent, tool, parts) in enumerate(parts_of(catalog, now)):
            self._tools.append((agent.id, tool.name))
            for cell in parts:
                self._cells.setdefault(id(cell), (cell, []))[1].append(number)

    def waiting(self, place: Callable[[Cell], Ref | None]) -> dict[PlaceKey, Waiting]:
        """The places that `place` finds for the cells, each once, by document and pointer."""
        found: dict[PlaceKey, tuple[Ref, list[int]]] = {}
        for cell, rows in self._cells.values():
            ref = place(cell)
            if ref is not None:
                found.setdefault(place_key(ref), (ref, []))[1].extend(rows)
        return {key: Waiting(where=ref, tools=tuple(self._named(rows))) for key, (ref, rows) in found.items()}

    def _named(self, rows: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Each tool once, in the order of the rows."""
        return iter(dict.fromkeys(self._tools[row] for row in sorted(rows)))


def place_key(ref: Ref) -> PlaceKey:
    """Equal for two references to the same place."""
    return (id(ref.document.written), ref.pointer)
