"""Schemas read for their meaning: behind their local references, and in one of the ways to write each."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from blastradius.analysis.drift.joined import TABLES, VALUES, joined, without_noise
from blastradius.foreign.canonical import canonical

Schema: TypeAlias = Mapping[str, Any]

_DEEPEST = 6
_MOST = 2_000
_MOST_PARTS = 12
_DEEPEST_PARTS = 3
_WORK = 2_000_000
_WORK_PER_CHARACTER = 50
_LEADING = frozenset({"$ref", "anyOf", "oneOf", "allOf"})
"""Keywords behind which there is more."""


class Whole:
    """A whole schema, and what was found behind the references of its parts.

    A short one can lead to itself in a great many ways. So what is read of it is counted in characters, and remembered.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._left = _WORK + _WORK_PER_CHARACTER * len(json.dumps(schema))
        self._resolved: dict[tuple[str, frozenset[str], int], dict[str, Any]] = {}
        self._expanded: dict[str, Any] = {}
        self._meant: dict[str, bytes] = {}
        self._told: dict[str, str] = {}

    @property
    def spent(self) -> bool:
        """Whether it was too much, so that references and parts are no longer followed."""
        return self._left < 0

    def written(self, part: Any) -> str:
        """A name for a part: what is written alike is the same."""
        text = json.dumps(part)
        self._left -= len(text)
        return text

    def meant(self, schema: Any) -> bytes:
        """What a schema says to a call, behind its references; what means the same is the same."""
        found = self.resolved(schema)
        name = self.written(found)
        if name not in self._meant:
            self._meant[name] = canonical(without_noise(found))
        return self._meant[name]

    def told(self, value: Any) -> str:
        """All that a part says, with what it refers to, in one form."""
        name = self.written(value)
        if name not in self._told:
            self._told[name] = canonical(self.expanded(value)).decode()
        return self._told[name]

    def resolved(self, schema: Any, behind: frozenset[str] = frozenset(), depth: int = 0) -> dict[str, Any]:
        """A schema behind its local references, with `null` out of the way: to accept nothing harms nobody.

        A choice of plain types is a list of types, a choice of values a list of values, an `allOf` the one schema
        that says the same. `behind` are the references that led here, `depth` counts the `allOf` around it.
        """
        if not isinstance(schema, dict):
            return {} if schema is not False else {"not": {}}
        if not schema.keys() & _LEADING:
            return schema
        name = (self.written(schema), behind, depth)
        if name not in self._resolved:
            self._resolved[name] = schema if self.spent else _resolved(self, schema, behind, depth)
        return self._resolved[name]

    def expanded(self, value: Any) -> Any:
        """A part of a schema without noise, its references filled in as far as anybody looks.

        What is farther stays as it is, beside the definitions that it leads to.
        """
        name = self.written(value)
        if name not in self._expanded:
            made = _Expansion(self)
            found = made.of(value, 0)
            self._expanded[name] = {"": found, "$defs": made.definitions} if made.definitions else found
            self.written(self._expanded[name])
        return self._expanded[name]


def _resolved(whole: Whole, schema: dict[str, Any], behind: frozenset[str], depth: int) -> dict[str, Any]:
    found: Any = schema
    while isinstance(found, dict) and isinstance(found.get("$ref"), str):
        beside = {key: value for key, value in found.items() if key != "$ref"}
        if found["$ref"] in behind:  # it leads to itself, and bounds nothing
            return beside
        behind |= {found["$ref"]}
        target = _at(whole.schema, found["$ref"])
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
            both = joined([beside, kept[0]]) or {**beside, "allOf": [*list_of(beside, "allOf"), kept[0]]}
            return whole.resolved(both, behind, depth)
        plain = _types(kept) or _values(kept)
        if plain and not plain.keys() & beside.keys():
            return {**plain, **beside}
    parts = list_of(found, "allOf")
    if len(parts) == 1 or (1 < len(parts) <= _MOST_PARTS and depth < _DEEPEST_PARTS):
        beside = {name: value for name, value in found.items() if name != "allOf"}
        one = joined([beside, *(whole.resolved(each, behind, depth + 1) for each in parts)])
        if one is not None:
            return one
    return dict(found)


class _Expansion:
    def __init__(self, whole: Whole) -> None:
        self.definitions: dict[str, Any] = {}
        self._whole = whole
        self._left = _MOST

    def of(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return [self.of(each, depth + 1) for each in value]
        if not isinstance(value, dict):
            return value
        self._left -= 1
        if self._whole.spent:
            return value
        if depth > _DEEPEST or self._left < 0:
            return self._as_it_is(value)
        found = without_noise(self._whole.resolved(value) if "$ref" in value else value)
        return {key: self._behind(key, found[key], depth + 1) for key in sorted(found)}

    def _behind(self, key: str, value: Any, depth: int) -> Any:
        if key in VALUES:
            return value
        if key in TABLES and isinstance(value, dict):
            return {name: self.of(value[name], depth + 1) for name in sorted(value)}
        return self.of(value, depth)

    def _as_it_is(self, value: Any) -> Any:
        left = [*_references(value)]
        for each in left:
            if each not in self.definitions:
                self.definitions[each] = without_noise(_at(self._whole.schema, each))
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
