"""What a new schema lets through and the former one did not is a risk: held against a validator of other people."""

from typing import Any

import jsonschema_rs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity

WORDS = ["", "a", "b", "ab", "ba", "abc", "7", "a7", "A", "a b", "aaaa"]
NUMBERS = [*range(-3, 13), 0.5, 2.5, 9.5, 10.5]
VALUES = [*WORDS, *NUMBERS, True, [], ["a"], ["a", "a"], ["a", "b", "abc"], [1], [5, 5], [0.5, 2, 11], ["a", 1]]
SMALL = st.integers(0, 3)
PATTERNS = st.sampled_from(
    ["^[a-z]+$", "^[a-z0-9]*$", "^[a-z]{1,2}$", "^a$", "[0-9]", r"^\d+$", "^[^a]+$", "^[abc]?$", "^a[a-z]$"]
)


def optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords)


TEXT = optional(minLength=SMALL, maxLength=SMALL, pattern=PATTERNS).map(lambda each: {"type": "string"} | each)
NUMBER = st.tuples(
    st.sampled_from(["integer", "number"]),
    optional(
        minimum=st.integers(-2, 4),
        maximum=st.integers(4, 11),
        exclusiveMinimum=st.integers(-2, 4),
        exclusiveMaximum=st.integers(4, 11),
        multipleOf=st.sampled_from([1, 2, 4, 5, 10]),
    ),
).map(lambda each: {"type": each[0]} | each[1])
CHOICE = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(lambda each: {"enum": each}),
    st.sampled_from(WORDS).map(lambda each: {"const": each}),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(
        lambda each: {"type": "string", "enum": each}
    ),
)
PLAIN = st.one_of(TEXT, NUMBER, CHOICE, st.just({"type": "boolean"}), st.just({"type": ["string", "integer"]}))


CONTAINED = st.sampled_from([{"const": "a"}, {"type": "string"}, {"minimum": 2, "type": "number"}])


def whole(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": schema}}


def lists(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    bounds = optional(minItems=SMALL, maxItems=SMALL, uniqueItems=st.booleans())
    contained = optional(contains=CONTAINED, minContains=SMALL, maxContains=SMALL)
    return st.tuples(inner, bounds, contained).map(lambda each: {"type": "array", "items": each[0]} | each[1] | each[2])


def choices(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.sampled_from(["anyOf", "allOf"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda each: {each[0]: each[1]}
    )


def negated(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(TEXT, inner).map(lambda each: each[0] | {"not": each[1]})


SCHEMAS = st.recursive(
    PLAIN,
    lambda inner: st.one_of(lists(inner), choices(inner), negated(inner), st.just({"type": "array"})),
    max_leaves=4,
)
LIKE = (
    TEXT,
    NUMBER,
    CHOICE,
    lists(TEXT),
    lists(NUMBER),
    choices(TEXT),
    choices(NUMBER),
    choices(PLAIN),
    negated(PLAIN),
)
SWAPPED = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}
SWAPPED |= {other: one for one, other in SWAPPED.items()}


@st.composite
def nearly(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two that differ in one keyword."""
    old = draw(st.one_of(TEXT, NUMBER, lists(TEXT), lists(NUMBER)))
    key = draw(st.sampled_from(sorted(old)))
    rest = {name: value for name, value in old.items() if name != key}
    if key in SWAPPED and draw(st.booleans()):
        return old, {SWAPPED[key]: old[key]} | rest
    other = draw(st.one_of(TEXT, NUMBER, lists(TEXT)))
    return draw(st.permutations([old, rest | ({key: other[key]} if key in other else {})]))


PAIRS = st.one_of(nearly(), *(st.tuples(each, each) for each in LIKE), st.tuples(SCHEMAS, SCHEMAS))


@settings(max_examples=300)
@given(pair=PAIRS)
def test_what_comes_through_now_and_did_not_before_is_a_risk(pair) -> None:
    old, new = pair
    before, after = (jsonschema_rs.validator_for(each) for each in pair)
    won = [value for value in VALUES if after.is_valid(value) and not before.is_valid(value)]
    assume(won)
    found = schema_differences(whole(old), whole(new))
    assert any(each.severity is Severity.ERROR for each in found), (won, found)
