"""Bounds that hold together, and choices among several: which way a change of them goes."""

from typing import Any

import pytest

from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity

BASE: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "tags": {"type": "integer"}, "when": {"type": "integer"}},
    "additionalProperties": False,
}
EITHER = {"anyOf": [{"required": ["title"]}, {"required": ["tags"]}]}
ONE_OF_THREE = {"anyOf": [*EITHER["anyOf"], {"required": ["when"]}]}
NOTE = {"type": "object", "properties": {"note": {"type": "string", "enum": ["a", "b"]}}}
AMOUNT = {"type": "object", "properties": {"amount": {"type": "integer"}}, "required": ["amount"]}
FLAT = {"type": "object", "properties": NOTE["properties"] | AMOUNT["properties"], "required": ["amount"]}


def worst(old: dict[str, Any], new: dict[str, Any]) -> str:
    found = schema_differences(old, new)
    return {Severity.ERROR: "risk", Severity.WARNING: "change", Severity.INFO: "noise"}[found[0].severity]


def inside(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": schema}}


@pytest.mark.parametrize("at", [dict, inside], ids=["the whole", "a parameter"])
@pytest.mark.parametrize(
    ("one", "other", "there", "back"),
    [
        (BASE, BASE | EITHER, "change", "risk"),
        (BASE, BASE | {"oneOf": EITHER["anyOf"]}, "change", "risk"),
        (BASE | EITHER, BASE | ONE_OF_THREE, "risk", "change"),
        (BASE | EITHER, BASE | {"required": ["title"]}, "change", "risk"),
        (BASE | EITHER, BASE | {"anyOf": [{"required": ["title"]}]}, "change", "risk"),
        (BASE | EITHER, BASE | {"anyOf": EITHER["anyOf"][::-1]}, "noise", "noise"),
        (FLAT, {"allOf": [AMOUNT, NOTE]}, "noise", "noise"),
        (FLAT, {"allOf": [AMOUNT, NOTE], "description": "An order."}, "noise", "noise"),
        (FLAT, {"type": "object", "properties": NOTE["properties"], "allOf": [AMOUNT]}, "noise", "noise"),
        (BASE, BASE | {"propertyNames": {"type": "string"}}, "noise", "noise"),
        (BASE, BASE | {"propertyNames": {"pattern": "^t"}}, "change", "risk"),
        (BASE, BASE | {"patternProperties": {}}, "noise", "noise"),
        (BASE, BASE | {"unevaluatedProperties": False}, "noise", "noise"),
    ],
)
def test_which_way_a_bound_goes(at, one, other, there, back) -> None:
    assert (worst(at(one), at(other)), worst(at(other), at(one))) == (there, back)


def test_parts_are_called_parts() -> None:
    part = {"patternProperties": {"^x": {"type": "integer"}}}
    found = schema_differences(BASE, BASE | {"allOf": [part, {"minProperties": 1}]})
    assert {each.message for each in found} == {"`allOf` has another part"}


def test_a_tower_of_parts_is_compared_in_time() -> None:
    def tower(leaf: dict[str, Any]) -> dict[str, Any]:
        made = {"L0": leaf}
        for level in range(1, 30):
            made[f"L{level}"] = {"allOf": [{"$ref": f"#/$defs/L{level - 1}", "title": each} for each in "abcdef"]}
        return {"type": "object", "properties": {"x": {"$ref": "#/$defs/L29"}}, "$defs": made}

    assert worst(tower({"enum": ["a"]}), tower({"enum": ["a", "b"]})) == "risk"
