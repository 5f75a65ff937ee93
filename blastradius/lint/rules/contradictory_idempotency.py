"""Keys of operations that take none."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import System
from blastradius.source.doubts import OF_KEYS, UNKEYED

_OPERATIONS = """
  - id: create_refund
    effect: pay
    idempotency: {{class: {name}, key: {{carrier: header, name: Idempotency-Key}}, window: 24h}}"""


@entity_rule(
    note="key",
    of=(System,),
    severity=Severity.WARNING,
    passes=system(operations=_OPERATIONS.format(name="keyed")),
    fails=system(operations=_OPERATIONS.format(name="none") + "  # here"),
)
def contradictory_idempotency(entity: System) -> Iterator[Problem]:
    """Only what is `keyed` has a key.

    Why: `none` and a key contradict each other, and one of them is wrong. If there is a key, every rule about retries
    judges too hard and no runtime sends it; if there is none, somebody relies on it.
    Fix: write `class: keyed` if the operation takes the key, else delete what is about a key.
    """
    for operation in entity.operations:
        cell = operation.idempotency
        if cell and cell.kind in UNKEYED:
            said = [key for key in OF_KEYS if (cell.source / key).value is not None]
            if said:
                yield Problem(
                    at=cell.source / "class",
                    message=f"{quoted(operation.id)} is {quoted(cell.kind)}, so it takes no key, and beside that "
                    f"stands {listed(said)}",
                    help=f"write `class: keyed` if it takes a key; else delete {listed(said)}",
                )
