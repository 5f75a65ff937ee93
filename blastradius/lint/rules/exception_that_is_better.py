"""Exceptions of reversibility that are better than the rule."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.cells import Reversal
from blastradius.model.entities import Operation, System

_OPERATIONS = """
  - id: delete_file
    effect: delete
    reversibility:
      class: {rule}
      window: 30d
      undo: [Restore it from the trash]
      residue: Links to it break.
      unless:
        - when: the trash was emptied
          class: {case}"""


@entity_rule(
    note="better",
    of=(System,),
    severity=Severity.WARNING,
    passes=system("drive", operations=_OPERATIONS.format(rule="compensable", case="irreversible")),
    fails=system("drive", operations=_OPERATIONS.format(rule="compensable", case="reversible  # here")),
)
def exception_that_is_better(entity: System) -> Iterator[Problem]:
    """Under `unless` stand the traps: cases in which the undo is worse than stated.

    Why: whoever cannot decide whether the case holds is told the worst of both, and a case that is better hides that
    the rule is the trap. Mostly the two classes were swapped.
    Fix: write the better class at the operation, and the worse one with its case under `unless`.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        cells = part.reversibility
        if cells is None or cells.reversal is Reversal.UNKNOWN:
            continue
        for case in cells.unless:
            if case.reversal and case.reversal.rank < cells.reversal.rank:
                yield Problem(
                    at=case.source / "class",
                    message=f"{owner_of(case.source)} is {quoted(cells.reversal)}, and {quoted(case.reversal)} "
                    "under `unless`: that is where the worse cases stand",
                    help=f"write `class: {case.reversal}` at the top and the case that is `{cells.reversal}` under "
                    "`unless`",
                )
