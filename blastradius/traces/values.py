"""Values as runs record them: JSON in texts, wrappers of frameworks, times of many kinds; and how much is kept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from blastradius.model.durations import parse_moment
from blastradius.source.secrets import blanked_name

LONGEST_TEXT = 8_000
"""Characters of a text that are kept: ids, amounts and states are short, pages and pictures are not."""
_LONGEST_INSIDE = 2_000
"""The same inside of a result, where a long text is a page or a picture beside the fields that matter."""
_MOST_ITEMS = 500
_NAME = 3  # words
_DEEPEST = 40
_EARLIEST, _LATEST = 2000, 2200  # years
_WRAPPERS = frozenset({"input", "arguments", "args", "kwargs", "parameters"})


def decoded(value: Any) -> Any:
    """JSON that stands in a text, as what it says; any other value as it is."""
    for _ in range(3):
        if not isinstance(value, str) or value[:1] not in {"{", "[", '"'}:
            break
        with suppress(msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            value = msgspec.json.decode(value)
            continue
        break
    return value


def arguments_of(value: Any) -> Any:
    """What a tool was called with: `{input: {…}}`, `{arguments: {…}}` and JSON in texts unwrapped."""
    value = decoded(value)
    while isinstance(value, dict) and len(value) == 1:
        (key,) = value
        inner = decoded(value[key])
        if key not in _WRAPPERS or not isinstance(inner, dict):
            break
        value = inner
    return kept({} if value in (None, "") else value)


def result_of(value: Any) -> Any:
    """What a tool gave back: MCP's `structuredContent` or its text, JSON in texts and lists of parts unwrapped."""
    value = decoded(value)
    for _ in range(4):
        if isinstance(value, dict) and isinstance(value.get("structuredContent"), dict):
            value = value["structuredContent"]
        elif isinstance(value, dict) and _is_parts(value.get("content")) and set(value) <= _MCP_KEYS:
            value = decoded(text_of_parts(value["content"]))
        elif _is_parts(value):
            value = decoded(text_of_parts(value))
        else:
            break
    return kept(value, inside=_LONGEST_INSIDE)


_MCP_KEYS = frozenset({"content", "isError", "is_error", "_meta", "structuredContent", "type", "role"})


def says_error(value: Any) -> bool:
    """Whether a result marks itself as an error in MCP's way."""
    value = decoded(value)
    return isinstance(value, dict) and (value.get("isError") is True or value.get("is_error") is True)


def _is_parts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in value)
        and any(part["type"] in _TEXTS for part in value)
    )


_TEXTS = frozenset({"text", "output_text", "input_text"})


def text_of_parts(content: Any) -> str:
    """The words of a message: a text, or the texts among its parts."""
    if isinstance(content, str):
        return content
    found: list[str] = []
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict) and part.get("type", "text") in _TEXTS:
            text = part.get("text", part.get("content"))
            if isinstance(text, str):
                found.append(text)
    return "\n".join(found)


def prose(text: str) -> str:
    """Words that a program wrapped in JSON, such as `{"message": "…"}`, without the wrapping.

    The other sentences of the same data follow, each on its line: they can claim what its message does not.
    """
    value = decoded(text.strip())
    if isinstance(value, dict):
        for key in ("message", "response", "content", "text", "answer"):
            if isinstance(value.get(key), str):
                rest = (each for name, inner in value.items() if name != key for each in _sentences(inner, 0))
                return "\n".join(dict.fromkeys((value[key], *rest)))
    return text


def _sentences(value: Any, depth: int) -> Iterator[str]:
    """The texts in some data that are more than a word or a name."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if len(value.split()) > _NAME:
            yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _sentences(inner, depth + 1)


def kept(value: Any, depth: int = 0, *, inside: int = LONGEST_TEXT) -> Any:
    """The value, without the bulk: long texts and lists are cut, so that memory does not grow with payloads.

    `inside` is how many characters of a text inside of data are kept.
    """
    if isinstance(value, str):
        longest = inside if depth else LONGEST_TEXT
        return value if len(value) <= longest else value[:longest]
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(key): kept(item, depth + 1, inside=inside) for key, item in list(value.items())[:_MOST_ITEMS]}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [kept(item, depth + 1, inside=inside) for item in value[:_MOST_ITEMS]]
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def shown_name(name: str) -> str:
    """A name or an id as it may be shown: secrets as dots, and a number behind them that keeps two such names apart."""
    hidden = _hidden(name)
    return hidden if hidden == name else f"{hidden} ({_SECRET.setdefault(name, len(_SECRET) + 1)})"


_SECRET: dict[str, int] = {}


@lru_cache(maxsize=10_000)
def _hidden(name: str) -> str:
    return blanked_name(name)


def time_of(value: Any) -> datetime | None:
    """A time: RFC 3339, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, in UTC.

    A time before agents, or far from now, is one in another unit or counted from elsewhere: it is none.
    """
    found = _moment(value)
    return found if found and _EARLIEST <= found.year < _LATEST else None


def _moment(value: Any) -> datetime | None:
    if isinstance(value, bool) or value in (None, "", 0, "0"):
        return None
    if isinstance(value, str):
        if not value.strip().isdecimal():
            return _written(value)
        value = int(value[:25])
    if not isinstance(value, int | float):
        return None
    for unit in (1e18, 1e15, 1e12):
        if value >= unit:
            value /= unit / 1e9
            break
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _written(text: str) -> datetime | None:
    found = parse_moment(text.strip())
    if found is None:
        with suppress(ValueError):
            naive = datetime.fromisoformat(text.strip())
            found = naive.replace(tzinfo=UTC) if naive.tzinfo is None else naive.astimezone(UTC)
    return found
