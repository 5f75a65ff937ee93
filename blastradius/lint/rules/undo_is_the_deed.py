"""Undos by the operation that did it."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.cells import Reversibility
from blastradius.model.entities import System
from blastradius.source.document import Ref
from blastradius.source.verbs import SETTERS, words

_ONE_WAY = ("delete", "send", "pay", "execute")
_OPERATIONS = """
  - id: send_mail
    effect: send
    reversibility:
      class: compensable
      residue: The mail was read.
      window: 1h
      undo_operation: {undo}
  - {{id: send_correction, effect: send}}"""


@entity_rule(
    note="own-undo",
    heirs=True,
    of=(System,),
    severity=Severity.ERROR,
    instead_of=("undo-not-idempotent",),
    passes=system("sendgrid", operations=_OPERATIONS.format(undo="send_correction")),
    fails=system("sendgrid", operations=_OPERATIONS.format(undo="send_mail  # here")),
)
def undo_is_the_deed(entity: System) -> Iterator[Problem]:
    """What undoes an operation is not the same deed once more.

    Why: sending, paying or deleting again takes nothing back: the plan of an incident would do the harm twice. Only
    what sets a value can be undone by itself, with the value of before: then it says where that comes from.
    Fix: name the operation that takes it back. For one that sets a value, say in `undo` steps or in `before` where the
    former value comes from.
    """
    for operation in entity.operations:
        cells = operation.reversibility
        if cells is None or cells.undo_operation != operation.id or operation.reads_only or not operation.effect:
            continue
        again = [effect for effect in operation.effect if effect in _ONE_WAY]
        sets = bool({"write", "grant"} & set(operation.effect)) and bool(SETTERS & set(words(operation.id)[:1]))
        if sets and (cells.undo or cells.before or cells.undo_with):
            continue
        what = "nobody says where the former value comes from" if sets else "it only happens once more"
        yield Problem(
            at=_place(cells),
            message=f"{quoted(operation.id)} is undone by itself: {what}",
            help="name the operation that takes it back; for one that sets a value, say in `undo` or `before` "
            "where the former value comes from",
            severity=None if again else Severity.WARNING,
        )


def _place(cells: Reversibility) -> Ref:
    place = cells.source / "undo_operation"
    return place / "id" if isinstance(place.value, dict) else place
