"""Parameters that a schema declares in one of its branches: in a choice, a part or under a condition."""

from collections.abc import Iterator
from typing import Any

from blastradius.analysis.drift.references import Schema, Whole, list_of
from blastradius.foreign.canonical import canonical

CHOICES = ("anyOf", "oneOf")
BRANCHES = (*CHOICES, "allOf")
PARTS = ("allOf", "then", "else", "dependentSchemas")
_DEEPEST = 4


def spread(schema: Schema, whole: Whole, keys: tuple[str, ...], depth: int = 0) -> dict[str, Any]:
    """The schema with the parameters of its branches under these keys beside its own.

    What it declares itself comes first. Required is what it requires itself, or in each alternative of a choice.
    """
    own, required = declared(schema), {str(each) for each in list_of(schema, "required")}
    found: dict[str, list[Any]] = {}
    for key in keys if depth < _DEEPEST else ():
        branches = [spread(whole.resolved(each), whole, CHOICES + PARTS, depth + 1) for each in _branches(schema, key)]
        for branch in branches:
            for name, each in declared(branch).items():
                found.setdefault(name, []).append(each)
        needed = [set(list_of(branch, "required")) for branch in branches]
        if needed and key in CHOICES:
            required |= set.intersection(*needed)
    more = {name: _any_of(several) for name, several in found.items() if name not in own}
    return {**schema, "properties": own | more, "required": sorted(required)} if more else dict(schema)


def shape_of(alternative: Schema) -> str:
    """By what an alternative is told from others: its type, and each parameter that has one value alone."""
    kind = alternative.get("type")
    if not isinstance(kind, str):
        return ""
    fixed = {name: value for name, each in declared(alternative).items() if (value := _only_value(each)) is not None}
    return f"{kind} {canonical(fixed).decode()}"


def _only_value(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    listed = list_of(schema, "enum")
    return listed[0] if len(listed) == 1 else schema.get("const")


def declared(schema: Schema) -> dict[str, Any]:
    """The parameters of a schema itself, by name."""
    value = schema.get("properties")
    return value if isinstance(value, dict) else {}


def _branches(schema: Schema, key: str) -> Iterator[Any]:
    value = schema.get(key)
    if key == "dependentSchemas" and isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and key in {"then", "else"}:
        yield value


def _any_of(several: list[Any]) -> Any:
    distinct = list({canonical(each): each for each in several}.values())
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
