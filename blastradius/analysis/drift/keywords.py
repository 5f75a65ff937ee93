"""The keywords of one schema, then and now.

Source: JSON Schema 2020-12, "Validation". A missing keyword allows everything.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.analysis.drift.report import Difference, What
from blastradius.finding import Severity
from blastradius.foreign.canonical import canonical
from blastradius.foreign.words import clean

_TOP = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_BOTTOM = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_SHAPES = ("pattern", "format", "contentEncoding", "contentMediaType")
_NOISE = frozenset({"description", "title", "examples", "example", "$schema", "$id", "$comment", "deprecated"})
_ELSEWHERE = frozenset(
    {"properties", "required", "items", "prefixItems", "anyOf", "oneOf", "allOf", "type", "enum", "const"}
    | {"additionalProperties", "$defs", "definitions", "default", *_TOP, *_BOTTOM, *_SHAPES}
)
_ALL_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array"})
_LONGEST = 160

_Found = Iterator[Difference]


def keyword_differences(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    """What the keywords of one place allow otherwise."""
    if path:  # the input as a whole is an object, whether that is said or not
        yield from _types(path, old, new)
    yield from _choices(path, old, new)
    yield from _bounds(path, old, new)
    yield from _shapes(path, old, new)
    yield from _others(path, old, new)
    before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if before is False and after is not False:
        yield _told(path, Severity.ERROR, "takes parameters now that nobody declared", "none", after)
    elif after is False and before is not False:
        yield _told(path, Severity.WARNING, "takes no parameters any more that nobody declared", before, "none")
    if canonical(old.get("default")) != canonical(new.get("default")):
        yield _told(path, Severity.WARNING, "has another default", old.get("default"), new.get("default"))
    if old.get("description") != new.get("description"):
        yield Difference(
            what=What.DESCRIPTION,
            severity=Severity.INFO,
            message=f"{f'`{path}`: ' if path else ''}described otherwise",
            before=said(old.get("description")),
            after=said(new.get("description")),
        )


def said(value: Any) -> str | None:
    """A value as an answer shows it: short, and on one line."""
    if value is None:
        return None
    text = clean(value if isinstance(value, str) else canonical(value).decode())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _types(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    before, after = _types_of(old), _types_of(new)
    if won := sorted(after - before):
        yield _told(path, Severity.ERROR, f"takes {', '.join(won)} now", old.get("type"), new.get("type"))
    if lost := sorted(before - after):
        yield _told(path, Severity.WARNING, f"takes no {', '.join(lost)} any more", old.get("type"), new.get("type"))


def _types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The types that may stand here, `null` aside; all of them where nothing bounds it."""
    given = schema.get("type")
    if isinstance(given, str):
        listed = {given}
    elif isinstance(given, list):
        listed = {each for each in given if isinstance(each, str)}
    elif any(key in schema for key in ("enum", "const", "anyOf", "oneOf", "allOf", "x-ref")):
        return frozenset()
    elif "properties" in schema:
        listed = {"object"}
    elif "items" in schema:
        listed = {"array"}
    else:
        return _ALL_TYPES
    return frozenset(listed | ({"integer"} if "number" in listed else set())) - {"null"}


def _choices(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    before, after = _values(old), _values(new)
    if before is None and after is None:
        return
    if after is None:
        yield _told(path, Severity.ERROR, "a list of values bound it, and does no more", old.get("enum"), None)
    elif before is None:
        yield _told(path, Severity.WARNING, "takes only some values now", None, new.get("enum"))
    else:
        won = [value for key, value in after.items() if key not in before]
        lost = [value for key, value in before.items() if key not in after]
        if won:
            yield _told(path, Severity.ERROR, "takes more values", list(before.values()), won)
        if lost:
            yield _told(path, Severity.WARNING, "takes fewer values", lost, list(after.values()))


def _values(schema: Mapping[str, Any]) -> dict[bytes, Any] | None:
    if "const" in schema:
        return {canonical(schema["const"]): schema["const"]}
    listed = schema.get("enum")
    return {canonical(each): each for each in listed if each is not None} if isinstance(listed, list) else None


def _bounds(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    for key in sorted(_TOP | _BOTTOM):
        before, after = _number(old.get(key)), _number(new.get(key))
        if before == after:
            continue
        if after is None or (before is not None and (after > before) is (key in _TOP)):
            yield _told(path, Severity.ERROR, f"`{key}` is looser", before, after)
        else:
            yield _told(path, Severity.WARNING, f"`{key}` is tighter", before, after)


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _shapes(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    for key in _SHAPES:
        before, after = old.get(key), new.get(key)
        if before != after:
            severity = Severity.ERROR if after is None else Severity.WARNING
            word = "bounds it no more" if after is None else "bounds it now" if before is None else "is another"
            yield _told(path, severity, f"`{key}` {word}", before, after)


def _others(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Found:
    known = _ELSEWHERE | _NOISE
    for key in sorted({*old, *new}):
        if key not in known and not key.startswith("x-") and canonical(old.get(key)) != canonical(new.get(key)):
            yield _told(path, Severity.WARNING, f"`{clean(key)}` is another", old.get(key), new.get(key))


def _told(path: str, severity: Severity, message: str, before: Any, after: Any) -> Difference:
    at = f"`{path}`: " if path else ""
    return Difference(
        what=What.INPUT, severity=severity, message=f"{at}{message}", before=said(before), after=said(after)
    )
