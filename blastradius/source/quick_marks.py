"""Where everything stands in plain YAML: the data that was read quickly, laid beside the lines that it was read from.

Data keeps the order of the lines, so that each line is the next key or the next item. Where a value takes more than one
line the careful reader is asked, which knows every place.
"""

from collections.abc import Iterator
from typing import Any

from blastradius.source.document import Mark
from blastradius.source.quick_yaml import read_quickly
from blastradius.source.yaml_lines import UNSAID, Kind, Line, Span, line_of, spans_of

_WHOLE, _NOTHING, _DOCUMENT = Kind.WHOLE.value, Kind.NOTHING.value, Kind.DOCUMENT.value


def mark_quickly(text: str) -> dict[int, Mark] | None:
    """The mark of each document of a text, by its place in there; `None` where they are not sure."""
    read = read_quickly(text)
    if read is None:
        return None
    try:
        beside = _Beside(text)
        return {index: beside.document(data) for index, data in enumerate(read.documents)}
    except _OtherwiseError:
        return None


class _OtherwiseError(Exception):
    """The data was not read line by line."""


class _Beside:
    """The lines of a text that say something, taken one after the other."""

    def __init__(self, text: str) -> None:
        self._lines: list[tuple[int, str, Line]] = []
        lines = text.split("\n")
        for number, line in enumerate(lines[:-1]):
            said = line_of(line)
            if said.kind != _NOTHING:
                self._lines.append((number, line, said))
        self._lines.append((len(lines) - 1, "", line_of("...")))
        self._at = 0

    def document(self, data: dict[str, Any]) -> Mark:
        """The mark of the next document, which says this."""
        while self._lines[self._at][2].kind == _DOCUMENT:
            self._at += 1
        return self._mapping(data)

    def _mapping(self, data: dict[str, Any]) -> Mark:
        number, _, said = self._lines[self._at]
        places: dict[str, list[Mark]] = {}
        mark: Mark = [number, said.column, 0, 0, places]
        for key, value in data.items():
            number, line, said = self._taken()
            if said.key != key:
                raise _OtherwiseError
            end = said.column + len(key)
            places[key] = [[number, said.column, number, end], self._value(number, line, said, value, end + 1)]
        return self._ended(mark)

    def _sequence(self, items: list[Any]) -> Mark:
        number, _, said = self._lines[self._at]
        marks: list[Mark] = []
        mark: Mark = [number, said.dash, 0, 0, marks]
        for value in items:
            number, line, said = self._lines[self._at]
            if said.dash != mark[1]:
                raise _OtherwiseError
            if said.key is None:
                self._at += 1
                marks.append(self._value(number, line, said, value, 0))
            else:
                marks.append(self._mapping(value))
        return self._ended(mark)

    def _value(self, number: int, line: str, said: Line, value: Any, behind: int) -> Mark:
        """The mark of what a line says, or of what stands below it; of nothing, behind the key."""
        if said.value is not UNSAID:
            if said.value != value:
                raise _OtherwiseError
            spans = spans_of(line)[said.key is not None :]
            return _in_line(number, iter(spans), value)
        if value is None:
            return [number, behind, number, behind]
        return self._mapping(value) if type(value) is dict else self._sequence(value)

    def _taken(self) -> tuple[int, str, Line]:
        taken = self._lines[self._at]
        if taken[2].kind != _WHOLE:
            raise _OtherwiseError
        self._at += 1
        return taken

    def _ended(self, mark: Mark) -> Mark:
        """A block ends where the next line begins that says something."""
        number, _, said = self._lines[self._at]
        mark[2], mark[3] = number, said.column if said.dash < 0 else said.dash
        return mark


def _in_line(number: int, spans: Iterator[Span], value: Any) -> Mark:
    """The mark of a value on one line; the next of the spans are its own and those of whatever is in it."""
    start, end = next(spans)
    mark: Mark = [number, start, number, end]
    if type(value) is dict:
        places: dict[str, list[Mark]] = {}
        for key, item in value.items():
            begin, stop = next(spans)
            places[key] = [[number, begin, number, stop], _in_line(number, spans, item)]
        mark.append(places)
    elif type(value) is list:
        mark.append([_in_line(number, spans, item) for item in value])
    return mark
