"""Undos by an operation that changes nothing."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.inverse import inverses
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import System
from blastradius.source.false_reads import belied

_OPERATIONS = """
  - id: archive_page
    effect: write
    reversibility:
      class: reversible
      window: 30d
      undo_operation: {undo}
  - {{id: restore_page, effect: write, idempotency: {{class: natural}}}}
  - {{id: get_page, effect: read}}"""


@entity_rule(
    note="inverse",
    of=(System,),
    severity=Severity.ERROR,
    passes=system("notion", operations=_OPERATIONS.format(undo="restore_page")),
    fails=system("notion", operations=_OPERATIONS.format(undo="get_page  # here")),
)
def undo_that_reads(entity: System) -> Iterator[Problem]:
    """The operation that undoes another changes something.

    Why: an operation that only reads takes nothing back. The plan of an incident would call it, get an answer, and
    count the effect as undone.
    Fix: name the operation that takes it back, or correct the `effect` of the one that is named.
    """
    for inverse in inverses(entity):
        if inverse.undo.reads_only and not belied(inverse.undo.source.value):
            yield Problem(
                at=inverse.place,
                message=f"{quoted(inverse.operation.id)} is undone by {quoted(inverse.undo.id)}, which only reads",
                help=f"name the operation that takes it back, or correct `effect` at {inverse.undo.source / 'effect'}",
            )
