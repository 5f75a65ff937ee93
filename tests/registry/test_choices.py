"""What stands in a branch of a schema is compared like what stands beside it."""

from typing import Any

import pytest

from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[Severity, str]]:
    return [(each.severity, each.message) for each in schema_differences(old, new)]


def takes(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    "branches",
    [
        {"oneOf": [takes(command=TEXT), takes(id=NUMBER)]},
        {"anyOf": [{"$ref": "#/$defs/c"}, takes(id=NUMBER)], "$defs": {"c": takes(command=TEXT)}},
        {"anyOf": [{"oneOf": [takes(command=TEXT), takes(id=NUMBER)]}, takes(n=NUMBER)]},
        {"if": takes(id={"const": 1}), "then": takes(command=TEXT)},
        {"if": takes(id={"const": 1}), "else": takes(command=TEXT)},
        {"dependentSchemas": {"id": takes(command=TEXT)}},
        {"allOf": [{"if": takes(id={"const": 1}), "then": takes(command=TEXT)}]},
    ],
    ids=["oneOf", "a reference", "a choice in a choice", "then", "else", "dependentSchemas", "a part"],
)
def test_a_new_parameter_in_a_new_branch_is_a_risk(branches: dict[str, Any]) -> None:
    branches = dict(branches)
    message = "a new parameter that takes free SQL, shell or code"
    assert (ERROR, f"`command`: {message}") in told(takes(id=NUMBER), takes(id=NUMBER) | branches)
    definitions = {"$defs": branches.pop("$defs", {})}
    new = takes(x=takes(id=NUMBER) | branches) | definitions
    assert (ERROR, f"`x.command`: {message}") in told(takes(x=takes(id=NUMBER)), new)


def test_what_is_put_into_branches_is_compared_there() -> None:
    old = takes(id=NUMBER, name=TEXT | {"maxLength": 9})
    new = {"type": "object", "oneOf": [takes(id=NUMBER), takes(name=TEXT)]}
    assert told(old, new) == [(ERROR, "`name`: `maxLength` is looser"), (WARNING, "`oneOf` bounds it now")]
    assert told(new, old) == [(ERROR, "`oneOf` bounds it no more"), (WARNING, "`name`: `maxLength` is tighter")]


def contains(least: int | None = None, most: int | None = None, *, at_all: bool = True) -> dict[str, Any]:
    said = {"contains": {"const": "a"}} if at_all else {}
    bounds = {"minContains": least, "maxContains": most}
    return takes(x={"type": "array", **said, **{name: each for name, each in bounds.items() if each is not None}})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (contains(), contains(0), (ERROR, "`x`: `contains` bounds it no more")),
        (contains(0), contains(), (WARNING, "`x`: `contains` bounds it now")),
        (contains(at_all=False), contains(), (WARNING, "`x`: `contains` bounds it now")),
        (contains(2), contains(3), (WARNING, "`x`: `minContains` is tighter")),
        (contains(2), contains(), (ERROR, "`x`: `minContains` is looser")),
        (contains(1, 4), contains(0, 4), (ERROR, "`x`: `minContains` is looser")),
        (contains(0, 4), contains(0, 5), (ERROR, "`x`: `maxContains` is looser")),
        (contains(0, 5), contains(0, 4), (WARNING, "`x`: `maxContains` is tighter")),
    ],
)
def test_how_often_something_is_contained(old: Any, new: Any, message: tuple[Severity, str]) -> None:
    assert told(old, new) == [message]


@pytest.mark.parametrize("pair", [(contains(1), contains()), (contains(0), contains(at_all=False))])
def test_bounds_that_forbid_nothing_are_noise(pair: Any) -> None:
    assert [severity for severity, _ in told(*pair)] == [Severity.INFO]
    assert [severity for severity, _ in told(*pair[::-1])] == [Severity.INFO]


@pytest.mark.parametrize("format_", ["uri", "email", "hostname"])
def test_a_new_list_of_addresses_is_a_risk(format_: str) -> None:
    address = TEXT | {"format": format_}
    for each in ({"items": address}, {"items": takes(to=address)}, {"items": {"anyOf": [NUMBER, address]}}):
        new = takes(x={"type": "array", **each})
        assert told(takes(), new) == [(ERROR, "`x`: a new parameter that takes any address")]


@pytest.mark.parametrize(
    "made",
    [
        lambda value: {"not": takes(title={"const": value})},
        lambda value: {"dependentRequired": {"title": [value]}},
        lambda value: {"dependentSchemas": {"title": {"required": [value]}}},
        lambda value: {"patternProperties": {"title": {"const": value}}},
        lambda value: {"anyOf": [{"const": {"title": value}}, takes(n=NUMBER)]},
        lambda value: {"not": {"enum": [{"description": value}]}},
    ],
    ids=["a parameter", "dependentRequired", "dependentSchemas", "patternProperties", "a value", "a value of a list"],
)
def test_what_is_called_like_a_title_is_none(made: Any) -> None:
    for old, new in ((made("a"), made("b")), (takes(x=made("a")), takes(x=made("b")))):
        assert ERROR in {severity for severity, _ in told(old, new)}


def test_alternatives_are_held_against_those_of_their_name() -> None:
    def ways(*more: str) -> dict[str, Any]:
        named = ({"name": {"const": each}, "n": NUMBER} for each in ("find", "count", "list"))
        listed = [
            takes(**each, **(dict.fromkeys(more, TEXT) if number < 2 else {})) for number, each in enumerate(named)
        ]
        return takes(x={"anyOf": listed})

    assert told(ways(), ways("filter")) == [(ERROR, "`x.filter`: a new free-text parameter")]


def test_what_lets_all_in_is_noise_in_an_alternative() -> None:
    old = takes(x={"anyOf": [takes(n=NUMBER), {"type": "array", "items": {}}]})
    new = takes(x={"anyOf": [takes(n=NUMBER) | {"additionalProperties": True}, {"type": "array"}]})
    assert {severity for severity, _ in told(old, new) + told(new, old)} == {Severity.INFO}
