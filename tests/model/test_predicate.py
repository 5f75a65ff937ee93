"""TESTs of the format: what they say of recorded values, and where they say that nothing is decided."""

import pytest

from blastradius.model.predicate import MISSING, Comparison, Predicate, look_up

CALL = {
    "args": {"kind": "refund", "tags": ["a", "b"]},
    "result": {"status": "succeeded", "amount": "105.0", "note": None},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("args.kind", "refund"),
        ("args.tags[-1]", "b"),
        ("args.tags[2]", MISSING),
        ("args.kind.deeper", MISSING),
        ("result.note", None),
        ("result.missing", MISSING),
    ],
)
def test_a_path_leads_to_a_value_or_to_nothing(path: str, value: object) -> None:
    found = look_up(CALL, path)
    assert found is value or found == value


@pytest.mark.parametrize(
    ("field", "comparison", "values", "holds"),
    [
        ("result.status", Comparison.EQUALS, ("succeeded",), True),
        ("result.status", Comparison.IN, ("failed", "pending"), False),
        ("result.amount", Comparison.EQUALS, (105,), True),
        ("result.amount", Comparison.ABOVE, (100,), True),
        ("result.status", Comparison.ABOVE, (100,), None),
        ("result.missing", Comparison.EQUALS, ("x",), None),
        ("result.missing", Comparison.PRESENT, (True,), False),
        ("result.note", Comparison.PRESENT, (False,), True),
        ("args.kind", Comparison.MATCHES, ("^ref",), True),
        ("args.kind", Comparison.MATCHES, ("(",), None),
        (None, Comparison.MATCHES, ('"status":"succeeded"',), True),
        ("args.tags", Comparison.EQUALS, (True,), False),
    ],
)
def test_a_predicate_holds_or_not_or_does_not_decide(field, comparison, values, holds) -> None:
    assert Predicate(field=field, comparison=comparison, values=values).holds(CALL) is holds
