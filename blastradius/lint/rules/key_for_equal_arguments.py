"""Keys that guard only where the arguments are the same."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import System

_OPERATIONS = """
  - id: create_payout
    effect: pay
    idempotency:
      class: keyed
      key: {{carrier: header, name: Idempotency-Key}}
      window: 24h
      on_mismatch: {word}"""


@entity_rule(
    note="mismatch",
    of=(System,),
    severity=Severity.WARNING,
    passes=system(operations=_OPERATIONS.format(word="error")),
    fails=system(operations=_OPERATIONS.format(word="duplicate  # here")),
)
def key_for_equal_arguments(entity: System) -> Iterator[Problem]:
    """A key that was used is refused or answered, whatever else stands in the call.

    Why: a model words its arguments anew when it repeats a call. Where the system acts again for a known key with other
    arguments, the key guards against nothing that a model does.
    Fix: read in the documentation what really happens: mostly it refuses (`error`). If it does act again, let the
    runtime repeat the recorded arguments and never ask the model again.
    """
    for operation in entity.operations:
        cell = operation.idempotency
        if cell and cell.on_mismatch == "duplicate" and not operation.reads_only:
            yield Problem(
                at=cell.source / "on_mismatch",
                message=f"{quoted(operation.id)} acts again for a known key with other arguments: a model that "
                "words them anew does it twice",
                help="let the runtime repeat the recorded arguments; if the system refuses or answers as before, "
                "write `error` or `replay`",
            )
