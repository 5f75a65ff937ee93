"""Receipts in which one answer means both."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import System
from blastradius.model.predicate import Predicate

_OPERATIONS = """
  - id: send_message
    effect: send
    receipt:
      completion: sync
      success: {{field: status, in: [sent, delivered]}}
      failure: {{field: status, in: [failed, {other}]}}"""
_WORDS = ("equals", "in")


@entity_rule(
    note="both",
    of=(System,),
    severity=Severity.ERROR,
    passes=system(operations=_OPERATIONS.format(other="undelivered")),
    fails=system(operations=_OPERATIONS.format(other="sent") + "  # here"),
)
def contradictory_receipt(entity: System) -> Iterator[Problem]:
    """No answer of a call means success and failure at once.

    Why: the receipt decides whether a call has to be undone, repeated or left alone. An answer that stands in both
    tests makes one of them wrong.
    Fix: take the value out of the test where it does not belong.
    """
    for operation in entity.operations:
        receipt = operation.receipt
        if receipt and receipt.success and receipt.failure:
            both = _both(receipt.success, receipt.failure)
            if both:
                yield Problem(
                    at=receipt.source / "failure",
                    message=f"{listed(both)} of {quoted(operation.id)} means success and failure at once",
                    help="take it out of `success` or of `failure`",
                )


def _both(success: Predicate, failure: Predicate) -> list[str]:
    if success.field != failure.field or not {success.comparison, failure.comparison} <= set(_WORDS):
        return []
    return [str(each) for each in success.values if each in failure.values]
