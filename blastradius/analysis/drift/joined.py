"""Schemas that all hold at once, written as one where that says the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from blastradius.foreign.canonical import canonical

NOISE = frozenset({"description", "title", "examples", "example", "$comment", "deprecated"})
"""Keywords that mean nothing to a call."""
TABLES = frozenset(
    {"properties", "$defs", "definitions", "patternProperties", "dependentSchemas", "dependentRequired", "dependencies"}
)
"""Keywords of which each key is a name."""
VALUES = frozenset({"const", "enum", "default"})
"""Keywords of which what stands there is no schema."""
_LETTING_ALL_IN = frozenset({"additionalProperties", "items"})
_WITH_OTHERS = frozenset(
    {"if", "then", "else", "contains", "minContains", "maxContains", "items", "prefixItems", "additionalItems"}
    | {"unevaluatedProperties", "unevaluatedItems", "patternProperties"}
)
"""What they mean depends on what stands beside them."""


def joined(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The one schema; `None` where two parts bound the same in different ways, or one bounds what others let in.

    Of what means nothing, the first counts.
    """
    listed = [each for each in parts if each]
    telling = [each for each in listed if each.keys() - NOISE]
    if len(telling) > 1 and any(each.keys() & _WITH_OTHERS or _closes(each, telling) for each in telling):
        return None
    made: dict[str, Any] = {}
    for part in listed:
        for key, value in part.items():
            if key not in made:
                made[key] = value
            elif key in {"properties", "$defs", "definitions"}:
                if (both := _together(made[key], value)) is None:
                    return None
                made[key] = both
            elif key == "required":
                made[key] = _united(made[key], value)
            elif key not in NOISE and canonical(made[key]) != canonical(value):
                return None
    return made


def without_noise(value: Any) -> Any:
    """A schema without what means nothing to a call. What is named by people, or is a value, may well be called so."""
    if isinstance(value, list):
        return [without_noise(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for key, inner in value.items():
        if key in VALUES:
            made[key] = inner
        elif key in TABLES and isinstance(inner, dict):
            made |= {key: {name: without_noise(each) for name, each in inner.items()}} if inner else {}
        elif key not in NOISE and not (key in _LETTING_ALL_IN and inner in (True, {}) and not _counts_on(value)):
            made[key] = without_noise(inner)
    return made


def _counts_on(schema: Mapping[str, Any]) -> bool:
    """Whether it matters which keyword has let something in."""
    return "unevaluatedProperties" in schema or "unevaluatedItems" in schema


def _closes(part: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a part bounds parameters that only another one declares."""
    if part.get("additionalProperties", True) in (True, {}):
        return False
    own = _names(part)
    return any(_names(each) - own for each in parts)


def _names(part: Mapping[str, Any]) -> set[str]:
    found = part.get("properties")
    return set(found) if isinstance(found, dict) else set()


def _together(one: Any, other: Any) -> dict[str, Any] | None:
    """Two tables of schemas by name; under a name of both, both hold."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return None
    made = dict(one)
    for name, each in other.items():
        same = name not in made or canonical(without_noise(made[name])) == canonical(without_noise(each))
        made[name] = made.get(name, each) if same else {"allOf": [made[name], each]}
    return made


def _united(one: Any, other: Any) -> list[Any]:
    listed = [*(one if isinstance(one, list) else []), *(other if isinstance(other, list) else [])]
    return sorted(dict.fromkeys(each for each in listed if isinstance(each, str)))
