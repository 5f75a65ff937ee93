"""Documents that are too large to be read at once, or that break off: piece by piece, up to where they end."""

from collections.abc import Iterator
from typing import IO, Any

import ijson
from msgspec import Struct

_DEEPEST = 500
_MOST_VALUES = 3_000_000
_LONGEST = 262_144  # characters of a text in a document that is read piece by piece
_LISTS = frozenset({"resourceSpans", "resource_spans", "simulations", "observations"})
"""Lists of a document whose items are pieces."""
_RECORDS = frozenset({"traj", "messages", "trajectory", "history", "conversation", "input", "contents", "events",
                      "chat_history", "turns", "new_items", "steps", "spans", "observations"})  # fmt: skip
"""Lists whose last item is left out where a document breaks off in it: half a message is none."""
_ALONE = frozenset({"role", "spanId", "span_id", "lc"})
"""Keys of messages and spans, which are records only together."""


class Piece(Struct, frozen=True, kw_only=True):
    """A part of a document that can be read by itself.

    `number` counts the items of a list. `broken` says why the document ends in this piece; `value` is then what stands
    before, and `None` where that is nothing.
    """

    value: Any
    number: int | None = None
    broken: str = ""


def pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """The pieces of a document: the items of a list, of one in it that holds runs, else the document itself."""
    outer = _Builder()
    inner: _Builder | None = None  # of the item that is being read
    name: str | None = None  # of the list whose items are pieces, empty for the document itself
    number = 0
    why = ""
    try:
        for event, value in ijson.basic_parse(stream, use_float=True):
            if inner is not None and (inner.open or event != "end_array"):
                inner.add(event, value)
                if not inner.open:
                    yield Piece(value=_in(outer, name, inner.value), number=number)
                    number += 1
                    inner = _Builder()
                continue
            inner = None
            outer.add(event, value)
            name = outer.list_of_runs() if event == "start_array" else None
            if name is not None:
                inner = _Builder()
        why = "the end is missing" if outer.open else ""
    except (ijson.JSONError, ValueError) as error:
        why = _reason(error)
    if inner is not None:
        rest = inner.rest()
        yield Piece(value=None if rest is None else _in(outer, name, rest), number=number, broken=why)
    elif why or not number:
        yield Piece(value=outer.rest() if why else outer.value, broken=why)


def _in(outer: "_Builder", name: str | None, value: Any) -> Any:
    """An item in what stands around its list, such as the trace of observations."""
    return {**outer.value, name: [value]} if name else value


class _Builder:
    """Builds a value from the events of a parser. Our own: what is open when a document breaks off matters.

    The parser's own builder takes memory with the square of how deep a document is nested.
    """

    def __init__(self) -> None:
        self.value: Any = None
        self.open: list[Any] = []
        self._keys: list[str] = []
        self._count = 0

    def list_of_runs(self) -> str | None:
        """The name of the list that has just begun, if its items are pieces; empty for the document itself."""
        if len(self.open) == 1:
            return ""
        named = len(self.open) == 2 and self._keys[0] in _LISTS
        return self._keys[0] if named else None

    def add(self, event: str, value: Any) -> None:
        """One event."""
        self._count += 1
        if len(self.open) > _DEEPEST:
            msg = "it is nested too deeply"
            raise ValueError(msg)
        if self._count > _MOST_VALUES:
            msg = "it is too large to be read at once"
            raise ValueError(msg)
        if event == "map_key":
            self._keys[-1] = value
        elif event in {"end_map", "end_array"}:
            self.open.pop()
            self._keys.pop()
        else:
            made: Any = {} if event == "start_map" else [] if event == "start_array" else value
            self._attach(made[:_LONGEST] if isinstance(made, str) else made)
            if event in {"start_map", "start_array"}:
                self.open.append(made)
                self._keys.append("")

    def _attach(self, value: Any) -> None:
        if not self.open:
            self.value = value
        elif isinstance(self.open[-1], list):
            self.open[-1].append(value)
        else:
            self.open[-1][self._keys[-1]] = value

    def rest(self) -> Any:
        """What was begun, without the last item of the first list of messages or spans that is open."""
        for depth in range(1, len(self.open) - 1):
            holder = self.open[depth]
            if isinstance(holder, list) and self._keys[depth - 1] in _RECORDS:
                holder.pop()
                break
        else:
            if isinstance(self.value, dict) and _ALONE & set(self.value):
                return None
        return self.value or None


def _reason(error: Exception) -> str:
    """Why a document ends, in our words: the parser quotes what stands there."""
    text = str(error)
    if text.startswith("it is "):
        return text
    return (
        "the end is missing" if "premature" in text or "parse error: unallowed" not in text else "it is no JSON there"
    )
