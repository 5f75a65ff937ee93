"""What is final and is said to be undone within a time."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.cells import Reversal
from blastradius.model.entities import Operation, System

_OPERATIONS = """
  - id: delete_user
    effect: delete
    reversibility:
      class: {kind}{here}
      window: 30d
      undo: [Press Restore in Deleted users]"""
_ENDS = ("window", "undo_operation")


@entity_rule(
    note="final-window",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system("okta", operations=_OPERATIONS.format(kind="reversible", here="")),
    fails=system("okta", operations=_OPERATIONS.format(kind="irreversible", here="  # here")),
)
def irreversible_with_window(entity: System) -> Iterator[Problem]:
    """What is irreversible has no window in which it is undone, and no operation that undoes it.

    Why: one of the two is wrong. If it can be undone, the responder who reads *irreversible* does not try, and the
    window closes; if it cannot, the plan counts on an undo that is none. `undo` steps may stand there: what somebody
    still tries, and what follows.
    Fix: write `class: reversible`, or `compensable` with what remains; or take `window` and `undo_operation` away.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        cells = part.reversibility
        if cells is None or cells.reversal is not Reversal.IRREVERSIBLE:
            continue
        said = next((key for key in _ENDS if (cells.source / key).value is not None), None)
        if said is None or (said == "window" and cells.window is not None and cells.window.seconds == 0):
            continue
        value = (cells.source / said).value
        what = value.get("id") if isinstance(value, dict) else value
        tells = f"a `window` of {quoted(what)} to undo it" if said == "window" else f"{quoted(what)} to undo it"
        yield Problem(
            at=cells.source / "class",
            message=f"{owner_of(cells.source)} is `irreversible`, and yet has {tells}",
            help=f"write `class: reversible`, or `compensable` with a `residue`; if nothing undoes it, delete `{said}`",
        )
