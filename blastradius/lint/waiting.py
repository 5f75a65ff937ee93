"""Which tools rest on a place of the inventory, so that one hole is one finding, however many tools share it."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from blastradius.lint import wording
from blastradius.model.rows import Cell, Row
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


def waiting(rows: Iterable[Row], place: Callable[[Cell], Ref | None]) -> dict[PlaceKey, Waiting]:
    """The places that `place` finds for the cells of these rows, each once, by document and pointer."""
    found: dict[PlaceKey, tuple[Ref, dict[tuple[str, str], None]]] = {}
    known: dict[int, Ref | None] = {}
    for row in rows:
        for cell in row.parts:
            if id(cell) not in known:
                known[id(cell)] = place(cell)
            ref = known[id(cell)]
            if ref is not None:
                found.setdefault(place_key(ref), (ref, {}))[1][row.agent.id, row.tool.name] = None
    return {key: Waiting(where=ref, tools=tuple(tools)) for key, (ref, tools) in found.items()}


def place_key(ref: Ref) -> PlaceKey:
    """Equal for two references to the same place."""
    return (id(ref.document.written), ref.pointer)
