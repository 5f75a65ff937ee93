"""Counter-actions of which nobody says what they leave."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.cells import Reversal
from blastradius.model.entities import Operation, System
from blastradius.source.document import Ref
from blastradius.source.risks import leaves_nothing

_OPERATIONS = """
  - id: create_refund
    effect: pay
    reversibility:
      class: compensable{here}
      window: 90d
      undo: ["Charge {{args.customer}} again"]{residue}"""


@entity_rule(
    note="no-residue",
    heirs=True,
    of=(System,),
    severity=Severity.ERROR,
    instead_of=("missing-key", "empty-value"),
    misses=("residue",),
    passes=system(operations=_OPERATIONS.format(here="", residue="\n      residue: The fee, and the trust.")),
    fails=system(
        operations=_OPERATIONS.format(here="", residue="").replace("reversibility:", "reversibility:  # here")
    ),
)
def compensable_without_residue(entity: System) -> Iterator[Problem]:
    """What is compensable says what remains after the counter-action.

    Why: compensable means that the effect is not erased. What stays (a fee, a mail that was read, a day without
    service) is what somebody has to explain to the customer; without it the undo reads like a clean one.
    Fix: write `residue:` with what remains. If nothing does, the class is `reversible`.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        cells = part.reversibility
        if cells is None:
            continue
        lacking = [cells.source] if cells.reversal is Reversal.COMPENSABLE and _is_open(cells.source) else []
        lacking += [
            case.source for case in cells.unless if case.reversal is Reversal.COMPENSABLE and _is_open(case.source)
        ]
        for place in lacking:
            said = (place / "residue").value
            yield Problem(
                at=place / "residue",
                message=f"{owner_of(place)} is `compensable`, but "
                + (f"{quoted(said)} is said to remain" if said else "nobody says what remains")
                + " after the undo",
                help="write `residue:` with what stays (a fee, a message that was read); if nothing does, "
                "`class: reversible`",
            )


def _is_open(cells: Ref) -> bool:
    return leaves_nothing((cells / "residue").value)
