"""YAML that is as plain as nearly all inventories are, read fast: line by line, with a memory for lines.

Inventories repeat themselves: of a million lines of ten thousand systems, six in seven have stood in another file. What
a line says by itself is therefore understood once, and the rest is putting lines together. Only what can be read in one
way is read here: a file with anything else in it, a tag, an anchor, a merge key, a directive, a repeated key, an escape
other than the two plain ones, is left to `yaml`. Tests hold that both read the same from any text.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from blastradius.source.yaml_bounds import DEEPEST, MOST_DOCUMENTS
from blastradius.source.yaml_lines import UNSAID, Kind, TextBelow, known, line_of, said_in

_MOST_JOINED, _LONGEST_JOINED = 3_000, 4_000
"""Lines of a file onto which values may go on, and characters of such a value: each time it is read again."""
_LINE_ENDS = re.compile(r"\n(\n*)")
_CLOSING = frozenset("]}\"'")
"""What ends a flow or quotes; a line that ends with something else need not be tried."""
_DEEPEST = DEEPEST // 2
"""Levels of blocks; what flows in one has a bound of its own."""
_NOTHING, _DOCUMENT, _ENDED, _UNFINISHED, _TEXT = (
    Kind.NOTHING.value,
    Kind.DOCUMENT.value,
    Kind.ENDED.value,
    Kind.UNFINISHED.value,
    Kind.TEXT.value,
)


class Read(NamedTuple):
    """The documents of a text, and whether a value of one was put together from several lines."""

    documents: list[dict[str, Any]]
    joined: bool


def read_quickly(text: str) -> Read | None:
    """The documents of a text with nothing to report but what a schema may say; `None` where that is not sure.

    A flow (`[a, b]`) is shared by all documents in which such a line stands: it is not for changing.
    """
    if "\t" in text or not text.endswith("\n"):
        return None
    lines = text.split("\n")
    lines.pop()
    lines.reverse()
    documents: list[dict[str, Any]] = []
    joins = iter(range(_MOST_JOINED))
    try:
        while lines or not documents:
            document = _document(lines, joins, first=not documents)
            if not document or len(documents) >= MOST_DOCUMENTS - 1:
                return None
            documents.append(document)
    except _NotSureError:
        return None
    return Read(documents, joined=next(joins, None) != 0)


class _NotSureError(Exception):
    """There is something to report, or to be read by somebody who knows all of YAML."""


def _document(lines: list[str], joins: Iterator[int], *, first: bool) -> dict[str, Any]:  # noqa: C901, PLR0912, PLR0915 - a call for each line would cost more than reading it
    """The document that begins with the last of the lines; they are taken away as they are read.

    Its `---` has been taken, but for the `first` one, which needs none. `joins` has one for each line
    that may still be put behind another.
    """
    root: dict[str, Any] = {}
    top: Any = root  # the mapping or list whose line is read, at which column its lines stand, and what is around it
    indent = 0
    above: list[tuple[Any, int]] = []
    waiting: str | None = None  # the key of `top` whose value is to follow
    before = ""  # the last line, if a plain value may go on on the next one
    remembered = known.get  # looked up once: most of what is done with a line is little more
    while lines:
        line = lines.pop()
        dash, column, key, value, kind = remembered(line) or said_in(line)
        if kind:
            if kind == _NOTHING:
                before = ""
                continue
            if kind == _DOCUMENT:
                if first and not root and waiting is None:
                    first = False
                    continue
                break
            if kind == _ENDED:
                _expect_nothing(lines)
                break
        place = column if dash < 0 else dash
        if waiting is not None:
            if place > indent or (dash >= 0 and place == indent):
                inner: Any = {} if dash < 0 else []
                top[waiting] = inner
                above.append((top, indent))
                top, indent = inner, place
                if len(above) > _DEEPEST:
                    raise _NotSureError
            else:
                top[waiting] = None
            waiting = None
        elif place > indent:
            line = _joined(before, line, joins)
            key, value = _continued(line)
            if (key is None) != (type(top) is list):
                raise _NotSureError
            top[-1 if key is None else key] = value
            before = line
            continue
        if kind:
            if kind == _TEXT:
                line, value = "", _below(lines, value, joins)
            else:
                line, value = _finished(lines, line, kind, dash if key is None else column, joins)
        while place < indent or (place == indent and dash < 0 and type(top) is list):
            if not above:
                raise _NotSureError
            top, indent = above.pop()
        if place != indent or (dash >= 0) != (type(top) is list):
            raise _NotSureError
        before = line
        if dash >= 0:
            if key is None:
                top.append(value)
                continue
            item: dict[str, Any] = {}
            top.append(item)
            above.append((top, indent))
            top, indent = item, column
        elif key is None or key in top:
            raise _NotSureError
        if value is UNSAID:
            waiting = key
        else:
            top[key] = value
    if waiting is not None:
        top[waiting] = None
    return root


def _expect_nothing(lines: list[str]) -> None:
    """Behind `...` stands a new document, or nothing."""
    while lines:
        kind = line_of(lines.pop()).kind
        if kind == _DOCUMENT:
            return
        if kind != _NOTHING:
            raise _NotSureError


def _joined(before: str, line: str, joins: Iterator[int]) -> str:
    if not before or " #" in before or len(before) > _LONGEST_JOINED or next(joins, None) is None:
        raise _NotSureError
    return f"{before.rstrip(' ')} {line.strip(' ')}"


def _continued(line: str) -> tuple[str | None, Any]:
    """Key and value of a line, of which a plain value stood on several."""
    said = line_of(line)
    if said.kind or type(said.value) is not str:
        raise _NotSureError
    return said.key, said.value


def _finished(lines: list[str], line: str, kind: int, column: int, joins: Iterator[int]) -> tuple[str, Any]:
    """The whole of a line whose flow or quotes go on, and its value.

    What goes on stands behind the column at which the line begins: nothing there looks like a key or an item beside it.
    """
    for _ in joins:
        if kind != _UNFINISHED or not lines or len(line) > _LONGEST_JOINED:
            raise _NotSureError
        more = lines.pop()
        stripped = more.strip(" ")
        if not stripped or stripped[0] in "#:" or not more.startswith(" "):
            raise _NotSureError
        if len(more) - len(more.lstrip(" ")) <= column and stripped[0] not in _CLOSING:
            raise _NotSureError
        line = f"{line.rstrip(' ')} {stripped}"
        if stripped[-1] not in _CLOSING and " #" not in stripped:
            continue
        said = line_of(line)
        if not said.kind:
            return line, said.value
        kind = said.kind
    raise _NotSureError


def _below(lines: list[str], text: TextBelow, joins: Iterator[int]) -> str:
    """The block of text that follows."""
    read: list[str] = []
    margin = 0
    while lines:
        line = lines.pop()
        content = line.lstrip(" ")
        column = len(line) - len(content)
        if not content:
            if not margin or column > margin:
                raise _NotSureError
            read.append("")
            continue
        if not margin:
            margin = column
            if margin <= text.column:
                raise _NotSureError
        if column < margin:
            lines.append(line)
            break
        if text.folded and column > margin:
            raise _NotSureError
        read.append(line[margin:])
    if not margin:
        raise _NotSureError
    if text.folded and len(read) > 1 and next(joins, None) is None:
        raise _NotSureError
    whole = "\n".join(read).rstrip("\n")
    return (_folded(whole) if text.folded else whole) + "\n" * text.ended


def _folded(text: str) -> str:
    """The lines of each paragraph as one: between two of them one line end is lost."""
    return _LINE_ENDS.sub(lambda ends: ends[1] or " ", text)
