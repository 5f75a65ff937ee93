"""Undos that name no operation and no step."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.cells import Reversal, Reversibility
from blastradius.model.entities import Operation, System

_OPERATIONS = """
  - id: archive_page
    effect: write
    reversibility:{here}
      class: reversible
      window: 30d{undo}
  - {{id: restore_page, effect: write}}"""


@entity_rule(
    note="no-undo",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    misses=("undo", "undo_operation"),
    passes=system("notion", operations=_OPERATIONS.format(here="", undo="\n      undo_operation: restore_page")),
    fails=system("notion", operations=_OPERATIONS.format(here="  # here", undo="")),
)
def undo_without_steps(entity: System) -> Iterator[Problem]:
    """What can be undone says how: an operation, or steps.

    Why: *reversible* without a way is a hope. At night nobody invents the inverse call, and a plan to undo would have
    nothing to print.
    Fix: write `undo_operation:` with the id of the operation that takes it back, or `undo:` with steps.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        cells = part.reversibility
        if cells and not (isinstance(part, Operation) and part.reads_only) and _says_no_way(cells):
            yield Problem(
                at=cells.source / "undo",
                message=f"{owner_of(cells.source)} is {quoted(cells.reversal)}, but names neither an operation nor "
                "a step that undoes it",
                help="write `undo_operation:` with the id of the operation that takes it back, or `undo:` as a "
                "list of steps",
            )


def _says_no_way(cells: Reversibility) -> bool:
    undoable = cells.reversal in (Reversal.REVERSIBLE, Reversal.COMPENSABLE)
    return undoable and all((cells.source / key).value is None for key in ("undo", "undo_operation"))
