"""Keywords that forbid something, then and now: a pattern, a format, `not` and their kin.

What is taken away lets more through. What is another is taken for looser unless it surely is tighter: nobody else will
look. Source: JSON Schema 2020-12, "Core" and "Validation".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from blastradius.analysis.drift import patterns
from blastradius.analysis.drift.references import Schema, Whole
from blastradius.finding import Severity
from blastradius.foreign.canonical import canonical

_CONDITIONS = (
    *("not", "if", "then", "else", "propertyNames", "patternProperties", "contains", "minContains", "maxContains"),
    *("dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems"),
    *("additionalItems", "multipleOf", "uniqueItems"),
)
_COUNTS = frozenset({"minContains", "maxContains"})
_SHAPES = ("pattern", "format", "contentEncoding", "contentMediaType")
KEYWORDS = frozenset({*_CONDITIONS, *_SHAPES})
_NOTHING: Mapping[str, tuple[Any, ...]] = {
    "uniqueItems": (False,),
    "additionalItems": (True, {}),
    "unevaluatedProperties": (True, {}),
    "unevaluatedItems": (True, {}),
    "patternProperties": ({},),
    "dependentRequired": ({},),
    "dependentSchemas": ({},),
    "dependencies": ({},),
    "propertyNames": (True, {}, {"type": "string"}),
}
"""Values that forbid nothing."""
_WIDER = frozenset(
    {("idn-email", "email"), ("iri", "uri"), ("iri-reference", "uri-reference"), ("uri-reference", "uri")}
    | {("iri-reference", "uri"), ("iri-reference", "iri"), ("idn-hostname", "hostname")}
)
"""Formats, each with one that is inside of it."""


class Assertion(Struct, frozen=True, kw_only=True):
    """A keyword that forbids something else than before."""

    message: str
    severity: Severity
    before: Any
    after: Any


def assertion_differences(old: Schema, new: Schema, wholes: tuple[Whole, Whole]) -> Iterator[Assertion]:
    """Every such keyword of one place, judged by whether it lets more through."""
    for key in (*_SHAPES, *_CONDITIONS):
        before, after = (_told(key, side, whole) for side, whole in zip((old, new), wholes, strict=True))
        if canonical(before) == canonical(after):
            continue
        if after is None:
            word, severity = "bounds it no more", Severity.ERROR
        elif before is None:
            severity = Severity.ERROR if _opens(key, new) else Severity.WARNING
            word = "bounds it now" if severity is Severity.WARNING else "lets more parameters in"
        else:
            word, severity = _judged(key, before, after)
        if word:
            yield Assertion(message=f"`{key}` {word}", severity=severity, before=before, after=after)


def _told(key: str, schema: Schema, whole: Whole) -> Any:
    """What a keyword forbids, `None` for nothing. How often something is contained has a bound of its own: once."""
    if key == "minContains":
        return 1 if _is_nothing("contains", schema) else schema.get(key, 1)
    if _is_nothing(key, schema):
        return None
    found = whole.expanded({key: schema[key]})
    return found if "" in found else found.get(key)


def _is_nothing(key: str, schema: Schema) -> bool:
    """Whether a keyword is not there, or forbids nothing: 1 is no `true` here."""
    told = schema.get(key)
    if key == "unevaluatedProperties" and schema.get("additionalProperties", True) is not True:
        return True  # what that says comes first, and leaves nothing unevaluated
    if key == "contains" and schema.get("minContains") == 0 and "maxContains" not in schema:
        return True  # not once is enough
    if key == "maxContains" and "contains" not in schema:
        return True
    return told is None or any(canonical(told) == canonical(each) for each in _NOTHING.get(key, ()))


def _judged(key: str, before: Any, after: Any) -> tuple[str, Severity]:
    order = patterns.Order.UNKNOWN
    if key == "pattern" and isinstance(before, str) and isinstance(after, str):
        order = patterns.compare(before, after)
    elif key == "format" and isinstance(before, str) and isinstance(after, str):
        narrower = (before, after) in _WIDER
        order = patterns.Order.TIGHTER if narrower else order
        order = patterns.Order.LOOSER if (after, before) in _WIDER else order
    elif key == "multipleOf" and isinstance(before, int) and isinstance(after, int) and before and after:
        order = patterns.Order.TIGHTER if after % before == 0 else order
        order = patterns.Order.LOOSER if before % after == 0 else order
    elif key in _COUNTS and isinstance(before, int | float) and isinstance(after, int | float):
        order = patterns.Order.TIGHTER if (after > before) == (key == "minContains") else patterns.Order.LOOSER
    match order:
        case patterns.Order.SAME:
            return "", Severity.INFO
        case patterns.Order.TIGHTER:
            return "is tighter", Severity.WARNING
        case patterns.Order.LOOSER:
            return "is looser", Severity.ERROR
        case patterns.Order.UNKNOWN:
            if key.startswith("content"):
                return "is another", Severity.WARNING
            return "is another, and may let more through", Severity.ERROR


def _opens(key: str, new: Schema) -> bool:
    """Where nothing undeclared is taken, names that match a pattern are let in by it."""
    return key == "patternProperties" and new.get("additionalProperties") is False
