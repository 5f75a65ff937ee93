"""Where a value stands in YAML that was read quickly: the way to it is gone line by line, past all that is beside it.

Whatever belongs to a key or an item stands behind the column of that, so that no line in it looks like the next key or
item: `quick_yaml` takes no other text. How a line begins is therefore enough to find it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from blastradius.source.document import Mark, Place, Pointer, place_in
from blastradius.source.yaml_lines import Kind, Span, line_of, spans_of

_UNFINISHED, _TEXT = Kind.UNFINISHED.value, Kind.TEXT.value
_DIVIDER = re.compile(r"\n---(?=\n)")
_SAID = re.compile(r"\n *(?=[^ \n#])")
"""The beginning of a line that says something."""
_MORE = re.compile(r" *(?=[^ \n#])")
"""What stands before something that is said on the same line."""


class QuickPlaces:
    """Finds places in a text that was read quickly."""

    def __init__(self, text: str) -> None:
        self._text = text

    def find(self, document: int, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        """What `place_in` says of the marks that the careful reader makes of a document, which holds this data."""
        return self._documents[document].find(data, pointer, key_only=key_only)

    @cached_property
    def _documents(self) -> "list[_Lines]":
        documents: list[_Lines] = []
        first = 0
        for text in _DIVIDER.split("\n" + self._text.removesuffix("\n")):
            if first or _SAID.search(text):
                documents.append(_Lines(f"{text}\n", first))
            first += text.count("\n") + 1
        return documents


class _Lines:
    """The lines of a document, each behind a line end; the first has this number in its file."""

    def __init__(self, text: str, first: int) -> None:
        self._text = text
        self._first = first

    def find(self, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads, as `QuickPlaces` says it."""
        node: Any = data
        at = self._below(0)
        shown = self._key_mark(at, next(iter(data)))
        for depth, key in enumerate(pointer):
            if type(node) is dict and key in node:
                at, node = self._key(at, node, str(key)), node[key]
                shown = self._key_mark(at, str(key))
                value = self._value(at, at + len(str(key)) + 1, node)
                if value:
                    return place_in([*shown, {key: [shown, value]}], pointer[depth:], key_only=key_only)
                at = self._below(at)
            elif type(node) is list and isinstance(key, int) and key < len(node):
                dash, node = self._dash(at, key), node[key]
                at = next(_MORE.finditer(self._text, dash + 1)).end()
                if type(node) is not dict or self._text[at] == "{":
                    value = self._value(dash, dash + 1, node)
                    return place_in([*shown, [value]], (0, *pointer[depth + 1 :]), key_only=key_only)
                shown = self._key_mark(at, next(iter(node)))
            else:
                break
        line, column, end_line, end_column = shown
        return line, column, end_line, end_column

    def _below(self, at: int) -> int:
        """Where the next line begins to say something."""
        return next(_SAID.finditer(self._text, at)).end()

    def _key(self, at: int, mapping: Mapping[str, Any], key: str) -> int:
        """Where a key stands of the mapping that begins here."""
        if key == next(iter(mapping)):
            return at
        begin = f"{self._indent(at)}{key}:"
        at = self._text.index(begin, at)
        while self._text[at + len(begin)] not in " \n":  # a key that goes on
            at = self._text.index(begin, at + 1)
        return at + len(begin) - len(key) - 1

    def _dash(self, at: int, number: int) -> int:
        """Where the dash stands of an item of the list that begins here."""
        indent = self._indent(at)
        at -= len(indent)
        for _ in range(number):
            at = self._text.index(f"{indent}- ", at + 1)
        return at + len(indent)

    def _indent(self, at: int) -> str:
        """How a line begins that says something from the same column on."""
        return "\n" + " " * (at - self._text.rfind("\n", 0, at) - 1)

    def _number(self, at: int) -> int:
        return self._first + self._text.count("\n", 0, at) - 1

    def _key_mark(self, at: int, key: str) -> Mark:
        number, column = self._number(at), len(self._indent(at)) - 1
        return [number, column, number, column + len(key)]

    def _value(self, owner: int, behind: int, value: Any) -> Mark | None:
        """The mark of what stands behind a key or a dash; `None` if that is a block on the lines below."""
        begin, end = self._text.rfind("\n", 0, owner) + 1, self._text.find("\n", behind)
        number, column = self._number(owner), owner - begin
        more = _MORE.match(self._text, behind)
        if more is None:
            return [number, behind - begin, number, behind - begin] if value is None else None
        line = self._text[begin:end]
        said = line_of(line)
        if said.kind == _TEXT:
            return [number, more.end() - begin, self._number(self._behind_text(end)), 0]
        starts, columns = [0], [0]
        while line_of(line).kind == _UNFINISHED or self._goes_on(end, column):
            added = self._text[end + 1 : self._text.find("\n", end + 1)]
            end += len(added) + 1
            starts.append(len(line) + 1)
            columns.append(len(added) - len(added.lstrip(" ")))
            line = f"{line} {added.lstrip(' ')}"
        spans = spans_of(line)[said.key is not None :]
        return _in_line(_marks(number, spans, starts, columns), value)

    def _goes_on(self, end: int, column: int) -> bool:
        """Whether a plain value goes on on the next line, which then stands deeper."""
        more = _MORE.match(self._text, end + 1)
        return more is not None and more.end() - end - 1 > column

    def _behind_text(self, end: int) -> int:
        """Where the line begins behind a block of text, which follows this line end."""
        first = self._text[end + 1 : self._text.find("\n", end + 1)]
        margin = len(first) - len(first.lstrip(" "))
        lines = re.compile(rf"(?:\n(?: {{{margin}}}.*| *(?=\n)))*")
        return next(lines.finditer(self._text, end)).end() + 1


def _marks(number: int, spans: Sequence[Span], starts: Sequence[int], columns: Sequence[int]) -> Iterator[Mark]:
    """The marks of what stands on joined lines: where each line starts in the whole, and at which column by itself."""
    for start, end in spans:
        one, last = bisect_right(starts, start) - 1, bisect_right(starts, end) - 1
        yield [number + one, start - starts[one] + columns[one], number + last, end - starts[last] + columns[last]]


def _in_line(marks: Iterator[Mark], value: Any) -> Mark:
    """The mark of a value that does not stand in a block; the next marks are its own and those of whatever is in it."""
    mark = next(marks)
    if type(value) is dict:
        mark.append({key: [next(marks), _in_line(marks, item)] for key, item in value.items()})
    elif type(value) is list:
        mark.append([_in_line(marks, item) for item in value])
    return mark
