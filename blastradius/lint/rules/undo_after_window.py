"""Undos that become possible when it is too late."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.entities import Operation, System

_OPERATIONS = """
  - id: delete_repository
    effect: delete
    reversibility:
      class: reversible
      window: 90d
      available_after: {after}
      undo: [Press Restore]"""


@entity_rule(
    note="too-late",
    of=(System,),
    severity=Severity.ERROR,
    passes=system("github", operations=_OPERATIONS.format(after="1h")),
    fails=system("github", operations=_OPERATIONS.format(after="90d  # here")),
)
def undo_after_window(entity: System) -> Iterator[Problem]:
    """An undo is possible before its window closes.

    Why: one that becomes available when the window is over is none; the plan of an incident would wait for it.
    Fix: look up both, and correct `available_after` or `window`.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        cells = part.reversibility
        if cells is None or cells.window is None or cells.available_after is None:
            continue
        after, ends = cells.available_after.seconds, cells.window.seconds
        if after is not None and ends is not None and after >= ends:
            yield Problem(
                at=cells.source / "available_after",
                message=f"the undo of {owner_of(cells.source)} is available after "
                f"{quoted(cells.available_after.text)} only, when its window of {quoted(cells.window.text)} is "
                "over",
                help="correct `available_after` or `window`",
            )
