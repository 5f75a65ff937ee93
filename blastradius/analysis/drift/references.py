"""Schemas read for their meaning: behind their local references, and in one of the ways to write each."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from blastradius.analysis.drift.joined import NOISE, joined, without_noise

__all__ = ["NOISE", "Schema", "expanded", "list_of", "resolved", "without_noise"]

Schema: TypeAlias = Mapping[str, Any]

_DEEPEST = 6
_MOST = 2_000
_MOST_PARTS = 12
_DEEPEST_PARTS = 3


def resolved(root: Schema, schema: Any, behind: frozenset[str] = frozenset(), depth: int = 0) -> dict[str, Any]:
    """A schema behind its local references, with `null` out of the way: to accept nothing harms nobody.

    A choice of plain types is a list of types, a choice of values a list of values, an `allOf` the one schema
    that says the same. `behind` are the references that led here, `depth` counts the `allOf` around it.
    """
    found = schema
    while isinstance(found, dict) and isinstance(found.get("$ref"), str):
        beside = {key: value for key, value in found.items() if key != "$ref"}
        if found["$ref"] in behind:  # it leads to itself, and bounds nothing
            return beside
        behind |= {found["$ref"]}
        target = _at(root, found["$ref"])
        found = {**target, **beside} if target is not None else {**beside, "x-ref": found["$ref"]}
    if found is True or not isinstance(found, dict):
        return {} if found is not False else {"not": {}}
    for key in ("anyOf", "oneOf"):
        listed = list_of(found, key)
        kept = [each for each in listed if each != {"type": "null"}]
        if not kept:
            continue
        beside = {name: value for name, value in found.items() if name != key}
        if len(kept) == 1 and isinstance(kept[0], dict):
            one = joined([beside, kept[0]]) or {**beside, "allOf": [*list_of(beside, "allOf"), kept[0]]}
            return resolved(root, one, behind, depth)
        plain = _types(kept) or _values(kept)
        if plain and not plain.keys() & beside.keys():
            return {**plain, **beside}
    parts = list_of(found, "allOf")
    if len(parts) == 1 or (1 < len(parts) <= _MOST_PARTS and depth < _DEEPEST_PARTS):
        beside = {name: value for name, value in found.items() if name != "allOf"}
        whole = joined([beside, *(resolved(root, each, behind, depth + 1) for each in parts)])
        if whole is not None:
            return whole
    return dict(found)


def expanded(root: Schema, value: Any) -> Any:
    """A part of a schema without noise, its references filled in as far as anybody looks.

    What is farther stays as it is, beside the definitions that it leads to.
    """
    made = _Expansion(root)
    found = made.of(value, 0)
    return {"": found, "$defs": made.definitions} if made.definitions else found


class _Expansion:
    def __init__(self, root: Schema) -> None:
        self.definitions: dict[str, Any] = {}
        self._root = root
        self._left = _MOST

    def of(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return [self.of(each, depth + 1) for each in value]
        if not isinstance(value, dict):
            return value
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return self._as_it_is(value)
        found = without_noise(resolved(self._root, value) if "$ref" in value else value)
        return {key: self.of(found[key], depth + 1) for key in sorted(found)}

    def _as_it_is(self, value: Any) -> Any:
        left = [*_references(value)]
        for each in left:
            if each not in self.definitions:
                self.definitions[each] = without_noise(_at(self._root, each))
                left += _references(self.definitions[each])
        return without_noise(value)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _references(each)


def list_of(schema: Schema, key: str) -> list[Any]:
    """The list behind a key, empty where there is none."""
    value = schema.get(key)
    return value if isinstance(value, list) else []


def _types(choices: list[Any]) -> dict[str, Any] | None:
    """`anyOf: [{type: string}, {type: integer}]` is `type: [string, integer]`."""
    found = [without_noise(each) for each in choices]
    if all(isinstance(each, dict) and each.keys() == {"type"} and isinstance(each["type"], str) for each in found):
        return {"type": [each["type"] for each in found]}
    return None


def _values(choices: list[Any]) -> dict[str, Any] | None:
    """`anyOf: [{const: a}, {const: b}]` is `enum: [a, b]`."""
    listed: list[Any] = []
    types: set[str] = set()
    for each in choices:
        told = without_noise(each)
        if not isinstance(told, dict) or not told.keys() <= {"type", "const", "enum"} or told.keys() <= {"type"}:
            return None
        listed += [told["const"]] if "const" in told else list_of(told, "enum")
        types.add(str(told.get("type", "")))
    return {"enum": listed} | ({"type": types.pop()} if len(types) == 1 and types != {""} else {})


def _at(root: Schema, reference: str) -> dict[str, Any] | None:
    node: Any = root
    if reference != "#" and not reference.startswith("#/"):
        return None
    for part in reference[2:].split("/") if len(reference) > 1 else ():
        node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None
