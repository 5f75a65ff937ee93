"""Receipts that no answer can meet."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import PlaceKey, place_key
from blastradius.lint.wording import quoted, tools

_OPERATIONS = "\n  - id: close_ticket\n    effect: write\n    receipt: {{completion: sync{test}}}"
_TOOL = agent(tools="\n  - {name: close, operation: stripe/close_ticket, credential: stripe-key}")


@rule(
    severity=Severity.WARNING,
    misses=("success", "failure", "read_back", "fields"),
    passes=together(
        system(operations=_OPERATIONS.format(test=", success: {field: status, equals: closed}")), credential(), _TOOL
    ),
    fails=together(system(operations=_OPERATIONS.format(test="") + "  # here"), credential(), _TOOL),
)
def receipt_without_test(subject: Subject) -> Iterator[Problem]:
    """A receipt says by what an answer proves that the call happened.

    Why: nothing is guessed. Where no test is written, every recorded call counts as *outcome unknown*: the undo plan
    has to ask a person about each, a claim of the agent can be neither backed nor denied, and no retry is safe.
    Fix: write `success` with what a good answer looks like. Where a good answer has no body (204), write `failure`
    with what the documented errors carry: whatever does not meet it has happened. A `read_back` proves it too.
    """
    resting: dict[PlaceKey, list[Call]] = {}
    for call in subject.calls:
        receipt = call.operation.receipt
        if receipt is None or receipt.completion != "sync":
            continue  # what completes later is proven by its read-back
        if any((receipt.success, receipt.failure, receipt.fields, (receipt.source / "read_back").value)):
            continue
        if not any((receipt.source / key).value for key in ("success", "failure")):
            resting.setdefault(place_key(receipt.source), []).append(call)
    for several in resting.values():
        receipt, operation = several[0].operation.receipt, several[0].operation
        named = [(call.agent.id, call.tool.name) for call in several]
        if receipt:
            yield Problem(
                at=receipt.source / "completion",
                message=f"no answer of {quoted(operation.id)} proves that it happened: its receipt has no test, so "
                f"every call of {tools(list(dict.fromkeys(named)))} has an unknown outcome",
                help="write `success: {field: status, equals: …}` beside it; where a good answer has no body, "
                "`failure: {field: error, present: true}` with a field that only errors have",
            )
