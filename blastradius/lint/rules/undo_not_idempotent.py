"""Undos that must not be called twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.inverse import inverses
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import System

_OPERATIONS = """
  - id: charge
    effect: pay
    reversibility:
      class: compensable
      window: 90d
      residue: The fee is lost.
      undo_operation: refund{here}
  - id: refund
    effect: pay
    idempotency: {repeat}"""


@rule(
    severity=Severity.WARNING,
    passes=system(
        operations=_OPERATIONS.format(here="", repeat="{class: keyed, key: {carrier: header, name: Idempotency-Key}}")
    ),
    fails=system(operations=_OPERATIONS.format(here="  # here", repeat="{class: none}")),
)
def undo_not_idempotent(subject: Subject) -> Iterator[Problem]:
    """An undo can be repeated without harm.

    Why: undos are done in a hurry, by several people, after timeouts. A compensation that is not idempotent itself
    does its own harm the second time: two refunds for one charge. For what no tool does it is an information.
    Fix: name an operation that is natural or takes a key. If there is none, say in `undo:` how to look first whether
    it has been done, and accept the finding with an exemption.
    """
    used = {(call.operation.system, call.operation.id) for call in subject.calls}
    for inverse in (each for entity in subject.noted("inverse", System) for each in inverses(entity)):
        cell = inverse.undo.idempotency
        if cell and cell.kind in ("none", "worsens") and not inverse.undo.reads_only:
            again = "does it again" if cell.kind == "none" else "does more harm"
            said = f" ({cell.on_repeat})" if cell.on_repeat else ""
            yield Problem(
                at=inverse.place,
                message=f"{quoted(inverse.operation.id)} is undone by {quoted(inverse.undo.id)}, which is not safe to "
                f"repeat: a second call {again}{said}",
                help="name an operation that is `natural` or `keyed`, or write into `undo:` how to look first whether "
                "it was done",
                severity=None if (inverse.operation.system, inverse.operation.id) in used else Severity.INFO,
            )
