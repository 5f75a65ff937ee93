"""Read-backs that tell when nothing can be taken back any more."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import System

_OPERATIONS = """
  - id: create_payout
    effect: pay
    reversibility: {{class: reversible, window: 1h, undo: [Press Cancel payout]}}
    receipt:
      completion: async
      read_back: {{operation: get_payout, expect: {{field: status, equals: paid}}, after: {after}}}
  - {{id: get_payout, effect: read}}"""


@entity_rule(
    note="late-read-back",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system(operations=_OPERATIONS.format(after="10m")),
    fails=system(operations=_OPERATIONS.format(after="2h")).replace("after: 2h}", "after: 2h}  # here"),
)
def read_back_too_late(entity: System, near: Near) -> Iterator[Problem]:
    """A read-back tells the outcome while the call can still be undone.

    Why: whether it happened is known only when the window has closed. By then it cannot be taken back, and nobody could
    have known earlier that it should be.
    Fix: look up both, and correct `after` or `window`; or read something back that tells it sooner.
    """
    for operation in entity.operations:
        cells, receipt = near.reversibility_of(operation), operation.receipt
        after = receipt.after.seconds if receipt and receipt.after else None
        ends = cells.window.seconds if cells and cells.window else None
        if cells and receipt and after is not None and ends is not None and after >= ends:
            window = cells.window.text if cells.window else ""
            place = receipt.source / "read_back" / "after"
            yield Problem(
                at=place,
                message=f"whether {quoted(operation.id)} happened is read after {quoted(place.value)}, when its "
                f"undo window of {quoted(window)} is over",
                help="correct `after` or `window`, or read back what tells it sooner",
            )
