"""The keywords of one schema, then and now.

Source: JSON Schema 2020-12, "Validation". A missing keyword allows everything.
"""

from collections.abc import Iterator
from typing import Any

from blastradius.analysis.drift.assertions import KEYWORDS, assertion_differences
from blastradius.analysis.drift.bounds import bound_differences
from blastradius.analysis.drift.guards import loosened_by_default
from blastradius.analysis.drift.joined import NOISE
from blastradius.analysis.drift.references import Schema, Whole, list_of
from blastradius.analysis.drift.report import Difference, What
from blastradius.finding import Severity
from blastradius.foreign.canonical import canonical
from blastradius.foreign.words import clean
from blastradius.source.document import BLANK

_BOUNDS = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
    | {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
)
_ELSEWHERE = frozenset(
    {
        "$schema",
        "$id",
        "properties",
        "required",
        "items",
        "prefixItems",
        "anyOf",
        "oneOf",
        "allOf",
        "type",
        "enum",
        "const",
    }
    | {"additionalProperties", "$defs", "definitions", "default", *_BOUNDS, *KEYWORDS, *NOISE}
)
_ALL_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array"})
_LONGEST = 160
_MOST_NAMED = 8
_DEEPEST = 6

_Found = Iterator[Difference]


def keyword_differences(path: str, old: Schema, new: Schema, wholes: tuple[Whole, Whole]) -> _Found:
    """What the keywords of one place allow otherwise; `wholes` are what they stand in."""
    if path:  # the input as a whole is an object, whether that is said or not
        yield from _types(path, old, new, wholes)
    yield from _choices(path, old, new)
    for bound in bound_differences(old, new):
        severity, word = (Severity.ERROR, "looser") if bound.looser else (Severity.WARNING, "tighter")
        yield input_difference(path, severity, f"`{bound.keyword}` is {word}", bound.before, bound.after)
    for each in assertion_differences(old, new, wholes):
        yield input_difference(path, each.severity, each.message, each.before, each.after)
    yield from _others(path, old, new)
    before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if before is False and after is not False:
        yield input_difference(path, Severity.ERROR, "takes parameters now that nobody declared", "none", after)
    elif after is False and before is not False:
        yield input_difference(
            path, Severity.WARNING, "takes no parameters any more that nobody declared", before, "none"
        )
    if canonical(old.get("default")) != canonical(new.get("default")):
        looser = loosened_by_default(path.rpartition(".")[2], old, new)
        severity = Severity.ERROR if looser else Severity.WARNING
        message = "has another default: a call that leaves it out does more now" if looser else "has another default"
        yield input_difference(path, severity, message, old.get("default"), new.get("default"))
    if old.get("description") != new.get("description"):
        yield Difference(
            what=What.DESCRIPTION,
            severity=Severity.INFO,
            message=f"{f'`{path}`: ' if path else ''}described otherwise",
            before=said(old.get("description")),
            after=said(new.get("description")),
        )


def input_difference(path: str, severity: Severity, message: str, before: Any, after: Any) -> Difference:
    """What of the input is otherwise at a place, the empty one for the whole."""
    at = f"`{path}`: " if path else ""
    return Difference(
        what=What.INPUT, severity=severity, message=f"{at}{message}", before=said(before), after=said(after)
    )


def said(value: Any) -> str | None:
    """A value as an answer shows it: short, and on one line."""
    if value is None:
        return None
    text = clean(value if isinstance(value, str) else canonical(value).decode())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _types(path: str, old: Schema, new: Schema, wholes: tuple[Whole, Whole]) -> _Found:
    before, after = types_of(old, wholes[0]), types_of(new, wholes[1])
    if won := sorted(after - before):
        yield input_difference(path, Severity.ERROR, f"takes {', '.join(won)} now", old.get("type"), new.get("type"))
    if lost := sorted(before - after):
        yield input_difference(
            path, Severity.WARNING, f"takes no {', '.join(lost)} any more", old.get("type"), new.get("type")
        )


def types_of(schema: Schema, whole: Whole) -> frozenset[str]:
    """The types that may stand here, `null` aside; all of them where nothing bounds it."""
    return _types_of(schema, whole, 0, {})


def _types_of(schema: Schema, whole: Whole, depth: int, known: dict[tuple[int, str], frozenset[str]]) -> frozenset[str]:
    """`known` has what was looked at already: references can lead to one schema in a great many ways."""
    given = schema.get("type")
    values = _values(schema)
    found = _ALL_TYPES
    if isinstance(given, str | list):
        found = _with_integers({given} if isinstance(given, str) else {each for each in given if isinstance(each, str)})
    elif values is None and "properties" in schema:
        found = frozenset({"object"})
    elif values is None and "items" in schema:
        found = frozenset({"array"})
    if values is not None:
        found &= _with_integers({_type_of(each) for each in values.values()})
    for key in ("anyOf", "oneOf", "allOf") if depth < _DEEPEST else ():
        inner = [_types_behind(each, whole, depth + 1, known) for each in list_of(schema, key)]
        if inner:
            found &= frozenset.intersection(*inner) if key == "allOf" else frozenset.union(*inner)
    return found


def _types_behind(
    schema: Any, whole: Whole, depth: int, known: dict[tuple[int, str], frozenset[str]]
) -> frozenset[str]:
    name = (depth, whole.written(schema))
    if name not in known:
        known[name] = _types_of(whole.resolved(schema), whole, depth, known)
    return known[name]


def _with_integers(types: set[str]) -> frozenset[str]:
    return frozenset(types | ({"integer"} if "number" in types else set())) - {"null"}


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = ((str, "string"), (int, "integer"), (float, "number"), (dict, "object"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _choices(path: str, old: Schema, new: Schema) -> _Found:
    before, after = _values(old), _values(new)
    if before is None and after is None:
        return
    if after is None:
        yield input_difference(
            path, Severity.ERROR, "a list of values bound it, and does no more", old.get("enum"), None
        )
    elif before is None:
        yield input_difference(path, Severity.WARNING, "takes only some values now", None, new.get("enum"))
    else:
        won = [value for key, value in after.items() if key not in before]
        lost = [value for key, value in before.items() if key not in after]
        whole = list(before.values()), list(after.values())
        if won:
            yield input_difference(path, Severity.ERROR, f"takes more values, added {_listed(won)}", *whole)
        if lost:
            yield input_difference(path, Severity.WARNING, f"takes fewer values, without {_listed(lost)}", *whole)


def _listed(values: list[Any]) -> str:
    told = ", ".join(f"`{said(each)}`" for each in values[:_MOST_NAMED])
    return f"{told} and {len(values) - _MOST_NAMED} more" if len(values) > _MOST_NAMED else told


def _values(schema: Schema) -> dict[bytes, Any] | None:
    if "const" in schema:
        return {canonical(schema["const"]): schema["const"]}
    listed = schema.get("enum")
    if not isinstance(listed, list):
        return None
    made: dict[bytes, Any] = {}
    for each in listed:
        name = canonical(each)
        if isinstance(each, str) and BLANK in each:  # what is behind the dots of two may well be two
            name += str(sum(key.startswith(name) for key in made)).encode()
        if each is not None:
            made[name] = each
    return made


def _others(path: str, old: Schema, new: Schema) -> _Found:
    for key in sorted({*old, *new}):
        if key not in _ELSEWHERE and not key.startswith("x-") and canonical(old.get(key)) != canonical(new.get(key)):
            yield input_difference(path, Severity.WARNING, f"`{clean(key)}` is another", old.get(key), new.get(key))
