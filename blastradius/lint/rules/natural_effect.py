"""Messages and payments that are said to be the same when they are made twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.repeats import adds
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import System

_OPERATIONS = "\n  - {{id: send_mail, effect: send, idempotency: {{class: natural{why}}}}}"


@entity_rule(
    note="natural",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system(operations=_OPERATIONS.format(why=", on_repeat: The same mail id is refused")),
    fails=system(operations=_OPERATIONS.format(why="") + "  # here"),
)
def natural_effect(entity: System) -> Iterator[Problem]:
    """What sends or pays is `natural` only where somebody says what a repeat does.

    Why: a second mail is a second mail, and a second payment a second payment, unless the system refuses it. `natural`
    tells every runtime that it may repeat at will, and silences every rule about retries.
    Fix: write `class: none`, or `keyed` where it takes a key. If a repeat really changes nothing, say why in
    `on_repeat`.
    """
    for operation in entity.operations:
        cell = operation.idempotency
        does = adds(operation)
        if cell and does and cell.kind == "natural" and not cell.on_repeat:
            yield Problem(
                at=cell.source / "class",
                message=f"{quoted(operation.id)} {does}, and is said to be safe to repeat: nobody says why a "
                "second call changes nothing",
                help="write `class: none`, or `keyed` with its key; if the system refuses a second one, say so in "
                "`on_repeat`",
            )
