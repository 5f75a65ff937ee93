"""Reads after the fact that change something."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import System
from blastradius.model.node import UNKNOWN

_OPERATIONS = """
  - id: create_payout
    effect: pay
    receipt:
      completion: async
      read_back: {{operation: {back}}}{here}
  - {{id: get_payout, effect: read}}
  - {{id: retry_payout, effect: pay}}"""


@entity_rule(
    note="read-back",
    of=(System,),
    severity=Severity.ERROR,
    passes=system(operations=_OPERATIONS.format(back="get_payout", here="")),
    fails=system(operations=_OPERATIONS.format(back="retry_payout", here="  # here")),
)
def read_back_that_writes(entity: System) -> Iterator[Problem]:
    """A read-back only reads.

    Why: it is called when the outcome of an effect is unknown, often more than once, by people and by machines. One
    that writes makes a second effect out of every doubt.
    Fix: name an operation whose `effect` is `read`, or correct the effect of the one that is named.
    """
    own = {operation.id: operation for operation in reversed(entity.operations)}
    for operation in entity.operations:
        back = own.get(operation.receipt.read_back or "") if operation.receipt else None
        effects = [each for each in back.effect if each not in ("read", UNKNOWN)] if back else []
        if operation.receipt and back and effects:
            yield Problem(
                at=operation.receipt.source / "read_back" / "operation",
                message=f"{quoted(operation.id)} is read back by {quoted(back.id)}, which does not only read: its "
                f"effect is {listed(effects)}",
                help=f"name an operation that reads, or correct `effect` at {back.source / 'effect'}",
            )
