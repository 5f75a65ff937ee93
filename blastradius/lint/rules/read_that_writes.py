"""Operations that are called reading and are not."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Operation, System
from blastradius.source.false_reads import belied

_OPERATIONS = "\n  - {{id: {name}, summary: {summary}, effect: read}}"


@entity_rule(
    note="belied",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system(operations=_OPERATIONS.format(name="get_refund", summary="Read one refund and its status")),
    fails=system(operations=_OPERATIONS.format(name="create_refund", summary="Refund a charge") + "  # here"),
)
def read_that_writes(entity: System, near: Near) -> Iterator[Problem]:
    """What is said to only read does nothing else.

    Why: a read needs no undo, no approval and no receipt, and may be repeated at will. One that sends, pays or deletes
    escapes every other rule, and in an incident nobody looks whether it did harm.
    Fix: write the `effect` that it has, and the cells that an effect needs. If it really only reads, its id and summary
    mislead whoever is awakened: name it for what it does, or accept the finding with a reason.
    """
    for operation in entity.operations:
        why = (belied(operation.source.value) or _does(near, operation)) if operation.reads_only else ""
        if why:
            yield Problem(
                at=operation.source / "effect",
                message=f"{quoted(operation.id)} of {quoted(entity.id)} is said to only read, but {why}",
                help="write its effect: write, delete, send, pay, execute or grant, and what undoes it",
            )


def _does(near: Near, operation: Operation) -> str:
    others = near.brought_about(operation)
    return f"it brings about {listed(each.id for each in others)}" if others else ""
