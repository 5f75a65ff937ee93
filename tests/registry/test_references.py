"""Schemas that refer to their own definitions: nothing hides behind a reference, and none of them holds anybody up."""

from typing import Any

import pytest

from blastradius.analysis.drift.outputs import output_differences
from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}


def to(name: str, **beside: Any) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"} | beside


def holding(x: Any, /, **definitions: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": x} if x else {}, "$defs": definitions}


def nested(leaf: Any, times: int) -> Any:
    for _ in range(times):
        leaf = {"type": "object", "properties": {"p": leaf}}
    return leaf


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[Severity, str]]:
    return [(each.severity, each.message) for each in schema_differences(old, new)]


@pytest.mark.parametrize(
    "made",
    [
        lambda leaf: holding({"anyOf": [to("a"), to("b")]}, a=nested(to("leaf"), 1), b={"type": "array"}, leaf=leaf),
        lambda leaf: holding({"not": nested(to("leaf"), 4)}, leaf=leaf),
        lambda leaf: holding(to("tree"), tree=nested({"anyOf": [to("tree"), to("leaf")]}, 1), leaf=leaf),
        lambda leaf: holding({"not": to("a0")}, **chain(20), a20=leaf),
    ],
    ids=["an alternative", "deep inside of `not`", "a tree", "a chain inside of `not`"],
)
def test_what_changes_behind_a_reference_is_told(made) -> None:
    assert any(severity is Severity.ERROR for severity, _ in told(made(NUMBER), made(TEXT)))
    assert told(made(NUMBER), made(NUMBER | {"title": "a number"})) == [
        (Severity.INFO, "written otherwise and means the same: order, titles or the like")
    ]


def chain(length: int) -> dict[str, Any]:
    return {f"a{number}": to(f"a{number + 1}") for number in range(length)}


@pytest.mark.parametrize(
    ("x", "definitions"),
    [
        (to("a0"), chain(20) | {"a20": TEXT}),
        (to("a"), {"a": to("a")}),
        (to("a"), {"a": {"anyOf": [to("a")]}}),
        (to("a"), {"a": {"allOf": [to("a")]}}),
    ],
    ids=["a long chain", "itself", "itself as an alternative", "itself as a part"],
)
def test_a_new_parameter_that_takes_text_is_a_risk_behind_any_reference(x, definitions) -> None:
    assert told(holding(None, **definitions), holding(x, **definitions)) == [
        (Severity.ERROR, "`x`: a new free-text parameter")
    ]


def test_a_tree_of_numbers_takes_no_text() -> None:
    tree = {"type": "object", "properties": {"left": to("tree"), "value": NUMBER}}
    assert told(holding(None, tree=tree), holding(to("tree"), tree=tree)) == [
        (Severity.WARNING, "`x`: a new parameter")
    ]


WIDE = 15


@pytest.mark.parametrize(
    "level",
    [
        lambda below: {"anyOf": [to(below, title=str(each)) for each in range(WIDE)]},
        lambda below: {"not": {"anyOf": [to(below, minimum=each) for each in range(WIDE)]}},
        lambda below: {"type": "array", "prefixItems": [to(below) for _ in range(WIDE)]},
    ],
    ids=["alternatives", "inside of `not`", "items"],
)
def test_a_few_definitions_that_unfold_without_end_are_compared_in_time(level) -> None:
    """Fully unfolded, each has more than 10^10 parts."""
    levels = {f"l{number}": level(f"l{number + 1}") for number in range(9)}
    old, new = (holding(to("l0"), **levels, l9=leaf) for leaf in (NUMBER, TEXT))
    assert told(holding(None, **levels, l9=NUMBER), old)
    assert any(severity is Severity.ERROR for severity, _ in told(old, new))


def test_results_are_compared_to_the_ground() -> None:
    old, new = nested(NUMBER, 12), nested(TEXT, 12)
    assert [each.severity for each in output_differences(old, new)] == [Severity.WARNING]


def all_of(times: int, deep: int, leaf: Any) -> dict[str, Any]:
    """A short schema that leads to its leaf in a great many ways, none of which can be written as one."""
    made = {
        f"a{number}": {"allOf": [to(f"a{number + 1}", minLength=each) for each in range(times)]}
        for number in range(deep)
    }
    return holding(None, **made, **{f"a{deep}": leaf}) | {"properties": {f"p{each}": to("a0") for each in range(20)}}


def test_what_is_too_much_to_be_judged_is_said() -> None:
    old, new = (all_of(12, 5, TEXT | {"maxLength": length}) for length in (9, 10))
    assert (Severity.ERROR, "changed, too large to be judged whole") in told(old, new)
    assert told(old, all_of(12, 5, TEXT | {"maxLength": 9, "title": "a text"})) == [
        (Severity.INFO, "written otherwise and means the same: order, titles or the like")
    ]
    for each in (old, new):
        each["properties"] = {"p": to("a0")} | {f"p{number}": to("a0", minLength=number) for number in range(3_000)}
    assert "too large to be judged whole" in [*output_differences(old, new)][-1].message


def test_what_changes_behind_a_reference_of_a_result_is_told() -> None:
    old, new = (holding({"anyOf": [to("a"), NUMBER | {"minimum": 1}]}, a=leaf) for leaf in (NUMBER, TEXT))
    (found,) = output_differences(old, new)
    assert (found.severity, found.message) == (Severity.WARNING, "`x` is returned otherwise")
