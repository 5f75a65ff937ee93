"""What one line of plain YAML says by itself: where it stands, its key, its value.

Only what has one meaning is understood: a scalar that needs no second look, a flow (`[a, {b: c}]`) of such, the start
of a block of text. Source: YAML 1.2.2; where libyaml is stricter, so are we.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from blastradius.source.scalars import WORDS, plain_scalar

Span: TypeAlias = tuple[int, int]
"""The columns, from 0, at which something begins and behind which it ends."""
Said: TypeAlias = tuple[int, int, str | None, Any, int]
"""What a `Line` holds, without the names: each line is taken apart, and a bare tuple comes apart far faster."""
UNSAID = object()
"""The value of a key that stands on the lines below, or nowhere."""


class Kind(IntEnum):
    """What a line is, if it is more or less than a key and its value on one line."""

    WHOLE = 0
    NOTHING = 1  # empty, or a comment
    DOCUMENT = 2  # `---`
    ENDED = 3  # `...`
    UNFINISHED = 4  # a flow or quotes go on on the next line
    TEXT = 5  # a block of text begins: the value is a `TextBelow`
    STRANGE = 6  # anything else


class Line(NamedTuple):
    """A line: the column of its dash (-1 without one), of what it says, its key (`None` without one), and its value."""

    dash: int
    column: int
    key: str | None
    value: Any
    kind: int
    """A `Kind`, as a bare number: looking at it is most of what is done with a line."""


class TextBelow(NamedTuple):
    """A block of text that follows: its lines begin behind this column; it is folded; its last line end is kept."""

    column: int
    folded: bool
    ended: bool


_WHOLE = Kind.WHOLE.value
_SPECIAL: dict[str, Said] = {
    "---": (-1, 0, None, None, Kind.DOCUMENT.value),
    "...": (-1, 0, None, None, Kind.ENDED.value),
}
_EMPTY: Said = (-1, 0, None, None, Kind.NOTHING.value)
_KEY = re.compile(r"([A-Za-z_](?:[A-Za-z0-9_.\-/*]|[: ](?=[A-Za-z0-9_.\-/*])){0,99}):(?: +|\Z)")
_BEHIND = re.compile(r" *(?: #.*)?\Z")
_BLOCK = re.compile(r"([|>])(-?)\Z")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\[\"\\])*)\"|'((?:[^']|'')*)'")
_ESCAPED = re.compile(r"\\([\"\\])")
_FLOW_KEY = re.compile(
    r"(?:([A-Za-z_](?:[A-Za-z0-9_.\-/*]|:(?=[A-Za-z0-9_.\-/*])){0,99})|\"([^\"\\\s]{1,100})\"|'([^'\s]{1,100})'): +"
)
_FLOW_PLAIN = re.compile(r"(?:[A-Za-z0-9_./+~$(<=]|-(?=[A-Za-z0-9.])|[^\x00-\x7f])[^\[\]{},]*")
_FIRST = re.compile(r"[A-Za-z0-9_./+~$(<=;^)\\]|-(?=[^ ])|[^\x00-\x7f]")
_PLAIN = r"[A-Za-z0-9_./][^\[\]{},:#?\"']*"
_ITEM = rf"(?:{_PLAIN}|\"[^\"\\]*\" *)"
_LIST = rf"\[{_ITEM}(?:, *{_ITEM})*\] *"
_PAIR = rf"[A-Za-z_][A-Za-z0-9_]{{0,99}}: +(?:{_ITEM}|{_LIST})"
_USUAL = re.compile(
    r"( *)(- +)?(?:([A-Za-z_][A-Za-z0-9_.\-/*]{0,99}): +)?"
    r"(?:([A-Za-z0-9_/][^:#]*(?:(?::(?=[^ ])|(?<! )#)[^:#]*)*)"
    rf"|(\{{{_PAIR}(?:, *{_PAIR})*\}})|({_LIST}))\Z"
)
"""Nearly every line: a key, if any, and words, or a flow of words, or of keys with words or a list of words."""
_PAIRS = re.compile(rf"([A-Za-z_][A-Za-z0-9_]{{0,99}}): +(?:({_PLAIN})|\"([^\"\\]*)\"|({_LIST}))")
_ITEMS = re.compile(rf"({_PLAIN})|\"([^\"\\]*)\"")
_FLOWS_IN_FLOWS = 8
_MOST, _LONGEST = 200_000, 300

known: dict[str, Said] = {}
"""Lines that were read: what one says, all of them say. What was written with escapes is not among them."""
_SURE = 2**53
"""Whole numbers up to here are the same to everybody."""


class _NotPlainError(Exception):
    """What stands there can be read in more than one way, or by nobody."""


class _UnfinishedError(Exception):
    """What begins on the line does not end on it."""


def line_of(text: str) -> Line:
    """What a line says, which has no tab and no line end in it."""
    return Line(*said_in(text))


def said_in(text: str) -> Said:
    """The same, for who reads very many."""
    said = known.get(text)
    if said is None:
        short = len(text) <= _LONGEST
        said = (_glance(text) if short else None) or _read(text, [])
        if short and "\\" not in text:
            if len(known) >= _MOST:
                known.clear()
            known[text] = said
    return said


def _glance(text: str) -> Said | None:
    """What `_read` says of nearly every line, in a fifth of the time; `None` of the others."""
    usual = _USUAL.match(text)
    if usual is None or not text.isprintable():
        return None
    start, dash, key, words, pairs, items = usual.groups()
    try:
        value: Any = _plain(words.rstrip(" ")) if words else _pairs(pairs) if pairs else _items(items)
    except (_NotPlainError, ValueError):
        return None
    if key in WORDS:
        return None
    return len(start) if dash else -1, len(start) + len(dash or ""), key, value, _WHOLE


def _pairs(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, plain, quoted, items in _PAIRS.findall(text):
        if key in found or key in WORDS:
            raise _NotPlainError
        found[key] = _plain(plain.rstrip(" ")) if plain else _items(items) if items else quoted
    return found


def _items(text: str) -> list[Any]:
    return [_plain(plain.rstrip(" ")) if plain else quoted for plain, quoted in _ITEMS.findall(text)]


def spans_of(text: str) -> tuple[Span, ...]:
    """Where the key of a whole line stands, if it has one, its value, and in a flow whatever is in it, as written."""
    return _spans(text) if len(text) <= _LONGEST else _spans.__wrapped__(text)


@lru_cache(maxsize=50_000)
def _spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    _read(text, spans)
    return tuple(spans)


def _read(text: str, spans: list[Span]) -> Said:
    content = text.lstrip(" ")
    if not content or content[0] == "#":
        return _EMPTY
    if text in _SPECIAL:
        return _SPECIAL[text]
    column = len(text) - len(content)
    dash = -1
    if content.startswith("- "):
        dash, content = column, content[2:].lstrip(" ")
        column = len(text) - len(content)
    key = _KEY.match(text, column)
    name, at = (key[1], key.end()) if key else (None, column)
    if name is not None:
        spans.append((column, column + len(name)))
    try:
        return _said(dash, column, name, text, at, spans)
    except (_NotPlainError, ValueError):
        return dash, column, name, None, Kind.STRANGE.value
    except _UnfinishedError:
        return dash, column, name, None, Kind.UNFINISHED.value


def _said(dash: int, column: int, key: str | None, text: str, at: int, spans: list[Span]) -> Said:
    if key is not None and plain_scalar(key) != key:
        raise _NotPlainError
    sign = text[at : at + 1]
    if not sign or sign == "#":
        if key is None:
            raise _NotPlainError
        return dash, column, key, UNSAID, _WHOLE
    if sign in "|>":
        block = _BLOCK.match(text, at)
        if not block:
            raise _NotPlainError
        below = TextBelow(dash if key is None else column, block[1] == ">", not block[2])
        return dash, column, key, below, Kind.TEXT.value
    if sign in "\"'[{":
        value, end = _value(text, at, _FLOWS_IN_FLOWS, spans)
        if not _BEHIND.match(text, end):
            raise _NotPlainError
        return dash, column, key, value, _WHOLE
    if not _FIRST.match(text, at):
        raise _NotPlainError
    said = text[at:].partition(" #")[0].rstrip(" ")
    spans.append((at, at + len(said)))
    return dash, column, key, _plain(said), _WHOLE


def _plain(text: str) -> Any:
    if ": " in text or text[-1] == ":":
        raise _NotPlainError
    value = plain_scalar(text)
    if type(value) is int and not -_SURE < value < _SURE:
        raise _NotPlainError
    return value


def _value(text: str, at: int, levels: int, spans: list[Span]) -> tuple[Any, int]:
    """The value that begins here, in a flow or quotes, and where it ends."""
    sign = text[at : at + 1]
    if sign in ("[", "{"):
        if not levels:
            raise _NotPlainError
        place = len(spans)
        spans.append((at, at))
        value, end = (_listed if sign == "[" else _mapped)(text, _skip(text, at + 1), levels - 1, spans)
        spans[place] = (at, end)
        return value, end
    if sign in ("'", '"'):
        quoted = _quoted(text, at)
        spans.append((at, quoted[1]))
        return quoted
    match = _FLOW_PLAIN.match(text, at)
    if not match:
        raise _UnfinishedError if not sign else _NotPlainError
    said = match[0].rstrip(" ")
    if " #" in said or "?" in said or "::" in said:
        raise _NotPlainError
    spans.append((at, at + len(said)))
    return _plain(said), match.end()


def _quoted(text: str, at: int) -> tuple[str, int]:
    match = _QUOTED.match(text, at)
    if not match:
        raise _NotPlainError if text.endswith("\\") else _UnfinishedError
    if match[1] is None:
        return match[2].replace("''", "'"), match.end()
    if not match[1].isprintable():
        raise _NotPlainError  # whether such a character may stand in these quotes, `yaml` says
    return _ESCAPED.sub(r"\1", match[1]), match.end()


def _listed(text: str, at: int, levels: int, spans: list[Span]) -> tuple[list[Any], int]:
    items: list[Any] = []
    closed = text[at : at + 1] == "]"
    at += closed
    while not closed:
        value, at = _value(text, at, levels, spans)
        items.append(value)
        at, closed = _next(text, at, "]")
    return items, at


def _mapped(text: str, at: int, levels: int, spans: list[Span]) -> tuple[dict[str, Any], int]:
    pairs: dict[str, Any] = {}
    closed = text[at : at + 1] == "}"
    at += closed
    while not closed:
        match = _FLOW_KEY.match(text, at)
        if not match:
            raise _UnfinishedError if at >= len(text) else _NotPlainError
        key = match[match.lastindex or 0]
        if key in pairs or not key.isprintable() or (match.lastindex == 1 and plain_scalar(key) != key):
            raise _NotPlainError
        spans.append((at, match.end(match.lastindex or 0) + (match.lastindex != 1)))
        pairs[key], at = _value(text, match.end(), levels, spans)
        at, closed = _next(text, at, "}")
    return pairs, at


def _next(text: str, at: int, closing: str) -> tuple[int, bool]:
    """Behind the comma or the bracket that follows, and whether it was the bracket."""
    at = _skip(text, at)
    sign = text[at : at + 1]
    if sign == closing:
        return at + 1, True
    if sign == ",":
        return _skip(text, at + 1), False
    raise _UnfinishedError if not sign else _NotPlainError


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at
