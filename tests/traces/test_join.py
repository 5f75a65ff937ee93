"""Whether a call happened, by the receipt of its operation."""

import msgspec
import pytest

from blastradius.model.cells import Receipt
from blastradius.model.entities import Operation
from blastradius.model.predicate import Comparison, Predicate
from blastradius.source.document import Document, Ref
from blastradius.traces.events import Call, Ending, Origin
from blastradius.traces.join import Outcome, outcome_of

NOWHERE = Ref(Document("", 0, {}, [0, 0, 0, 0]), ())
DONE = Predicate(field="result.status", comparison=Comparison.IN, values=("succeeded", "pending"))
LOST = Predicate(field="result.status", comparison=Comparison.IN, values=("failed", "canceled"))


def operation(success: Predicate | None, failure: Predicate | None) -> Operation:
    receipt = Receipt(
        completion="sync",
        fields=(),
        success=success,
        failure=failure,
        read_back=None,
        expect=None,
        after=None,
        source=NOWHERE,
    )
    cells = dict.fromkeys(Operation.__struct_fields__)
    empty = dict.fromkeys(("effect", "requires", "also", "object", "says"), ())
    return Operation(**(cells | empty | {"id": "pay", "system": "s", "receipt": receipt, "source": NOWHERE}))


def called(result: object, ending: Ending = Ending.RESULT) -> Call:
    return Call(
        origin=Origin(file="f"),
        session="s",
        order=0,
        agent=None,
        service=None,
        tool="pay",
        call_id=None,
        arguments={},
        result=result,
        ending=ending,
        started=None,
        ended=None,
    )


@pytest.mark.parametrize(
    ("status", "both", "success", "failure"),
    [
        ("succeeded", Outcome.OK, Outcome.OK, Outcome.OK),
        ("failed", Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
        ("declined", Outcome.UNKNOWN, Outcome.FAILED, Outcome.OK),
        ("processing", Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.OK),
        (False, Outcome.UNKNOWN, Outcome.FAILED, Outcome.OK),
        (202, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.OK),
        (None, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.OK),
    ],
)
def test_what_is_neither_success_nor_failure_is_not_decided(
    status: str | int | None, both: Outcome, success: Outcome, failure: Outcome
) -> None:
    call = called({} if status is None else {"status": status})
    assert outcome_of(call, operation(DONE, LOST)) is both
    assert outcome_of(call, operation(DONE, None)) is success
    assert outcome_of(call, operation(None, LOST)) is failure
    lost = msgspec.structs.replace(call, ending=Ending.LOST)
    assert outcome_of(lost, operation(DONE, LOST)) is Outcome.UNKNOWN


NO_ERROR = Predicate(field="result.error", comparison=Comparison.PRESENT, values=(False,))
AN_ERROR = Predicate(field="result.error", comparison=Comparison.PRESENT, values=(True,))
AN_ID = Predicate(field="result.id", comparison=Comparison.PRESENT, values=(True,))


@pytest.mark.parametrize(
    ("result", "ending", "no_error", "an_id", "an_error"),
    [
        ({"id": "re_1"}, Ending.RESULT, Outcome.OK, Outcome.OK, Outcome.OK),
        ({"refund_id": "re_1"}, Ending.RESULT, Outcome.OK, Outcome.UNKNOWN, Outcome.OK),
        ({"error": "declined"}, Ending.RESULT, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
        ("not refundable", Ending.RESULT, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.UNKNOWN),
        ("Error: not refundable", Ending.RESULT, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
        ("not refundable", Ending.ERROR, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
        ({"why": "not refundable"}, Ending.ERROR, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
    ],
)
def test_a_field_that_is_missing_proves_nothing_in_a_text_or_against_a_marked_error(
    result: object, ending: Ending, no_error: Outcome, an_id: Outcome, an_error: Outcome
) -> None:
    call = called(result, ending)
    assert outcome_of(call, operation(NO_ERROR, None)) is no_error
    assert outcome_of(call, operation(AN_ID, None)) is an_id
    assert outcome_of(call, operation(None, AN_ERROR)) is an_error
    assert outcome_of(call, operation(NO_ERROR, AN_ERROR)) is no_error
