"""References to operations."""

from collections.abc import Iterator

from blastradius.finding import Fix, Severity
from blastradius.lint.operation_names import (
    RESERVED,
    Reference,
    lost_references,
    misnamed_operations,
    near_unnamed,
)
from blastradius.lint.references import otherwise_lost, sure_fix
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import System
from blastradius.source.document import Ref

_MARKS = (".", ":", "__", " ", "#")


@rule(
    severity=Severity.ERROR,
    instead_of=("wrong-format",),
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations:
      - {id: get_refund, effect: read}
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - {name: look_up_refund, operation: stripe/get_refund, credential: unknown}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations:
      - {id: get_refund, effect: read}
      - id: create_refund
        effect: pay
        idempotency: unknown
        receipt:
          read_back: {operation: read_refund}  # here
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - name: look_up_refund
        operation: stripe/get_refnd  # here
        credential: unknown
      - name: refund
        operation: create_refund  # here
        credential: unknown
    """,
)
def dangling_operation(subject: Subject) -> Iterator[Problem]:
    """Every operation that a tool or another operation names is written at its system.

    Why: an operation carries what the worst day needs: its effect, its undo, whether a retry is safe. A tool bound to a
    name that is not there has none of it.
    Fix: correct the name (`SYSTEM/OPERATION` in a tool, the id alone within a system), or add the operation.
    """
    known: dict[tuple[str, bool], Words] = {}
    lost = list(lost_references(subject))
    misnamed = misnamed_operations(subject, lost)
    for (name, meant), operation in misnamed.items():
        yield Problem(
            at=operation.source / "id",
            message=f"nothing names the operation {quoted(operation.id)} of {quoted(name)}, and several places name "
            f"{quoted(meant)}, which is written nowhere",
            help=f"write `id: {meant}`",
            fix=Fix(old=operation.id, new=meant),
        )
    for reference in lost:
        system = subject.catalog.system.get(reference.system)
        if system is None or (reference.system, reference.operation) in misnamed:
            continue
        if not reference.operation or "," in reference.operation:
            several = [f"{system.id}/{reference.operation}"] if reference.operation else []
            parts = [part.strip() for whole in several for part in whole.split(",")]
            yield Problem(
                at=reference.at,
                message=f"{quoted(reference.at.value)} names {'several operations' if parts else 'no operation'}",
                help=f"write a list: `[{', '.join(parts)}]`" if parts else f"write `{system.id}/OPERATION`",
            )
            continue
        words = known.setdefault((system.id, reference.reading), _operations(system, reading=reference.reading))
        otherwise = "add it to the system's `operations`, or correct the id"
        rival = near_unnamed(subject, reference.system, reference.operation)
        either = f"; or correct the id itself ({(rival.source / 'id').location})" if rival else ""
        fix = sure_fix(
            reference.operation,
            words,
            [each.id for each in system.operations if each.reads_only or not reference.reading],
            within=reference.at.value,
        )
        near = words.nearest(reference.operation)
        if near and sum(each.id == near for each in system.operations) > 1:
            yield Problem(
                at=reference.at,
                message=f"{quoted(system.id)} has no operation {quoted(reference.operation)}, and two that are called "
                f"{quoted(near)}",
                help=f"write `id: {reference.operation}` at the one of the two that is meant",
            )
            continue
        yield Problem(
            at=reference.at,
            message=f"{quoted(system.id)} has no operation {quoted(reference.operation)}"
            f"{words.guess(reference.operation)}",
            help=(_as_written(reference, words) or otherwise_lost(subject, system.id, otherwise)) + either,
            fix=None if either else fix,
        )
    yield from _without_system(subject)


def _operations(system: System, *, reading: bool) -> Words:
    """What can be suggested: where something is to be read, an operation that reads."""
    return Words(each.id for each in system.operations if each.reads_only or not reading)


def _as_written(reference: Reference, words: Words) -> str:
    near = words.nearest(reference.operation)
    inside = reference.operation.removeprefix(f"{reference.system}/")
    if inside != reference.operation:
        return f"write `{inside}`: within a system the id of the operation alone"
    if "/" in reference.operation and reference.at.value == reference.operation and not reference.reading:
        return (
            f"name an operation of `{reference.system}`: only its own ids stand here; an undo in another system is "
            "told in `undo`"
        )
    whole = isinstance(reference.at.value, str) and "/" in reference.at.value
    return f"write `{f'{reference.system}/' if whole else ''}{near}`" if near else ""


def _without_system(subject: Subject) -> Iterator[Problem]:
    """Bindings that name an operation and not its system, or tell the two apart otherwise than by a slash.

    They are said here if a system has it, else by `wrong-format`.
    """
    holders: dict[str, list[str]] | None = None
    for place, credential in _bindings(subject):
        name = place.value
        if not isinstance(name, str) or "/" in name or name in RESERVED:
            continue
        if holders is None:
            holders = {}
            for each in sorted(subject.catalog.systems, key=lambda each: each.id):
                for operation in each.operations:
                    holders.setdefault(operation.id, []).append(each.id)
        systems = holders.get(name, [])
        if systems:
            opened = {grant.system for grant in subject.index.grants_of(credential)} if credential else set()
            meant = [each for each in systems if each in opened] or systems
            several = f" one of {listed(f'{each}/{name}' for each in meant)}"
            yield Problem(
                at=place,
                message=f"{quoted(name)} does not say which system it belongs to",
                help=f"write `{meant[0]}/{name}`" if len(meant) == 1 else f"write{several}",
            )
        for mark in _MARKS:
            system, parted, inside = name.partition(mark)
            if parted and system in holders.get(inside, []):
                yield Problem(
                    at=place,
                    message=f"between a system and its operation stands a slash, and not {quoted(mark)}",
                    help=f"write `{system}/{inside}`",
                )
        if name in subject.catalog.system and name not in holders:
            yield Problem(
                at=place,
                message=f"{quoted(name)} is a system, and does not say which of its operations is meant",
                help=f"write `{name}/OPERATION`",
            )


def _bindings(subject: Subject) -> Iterator[tuple[Ref, str | None]]:
    """Where an operation is named, and the credential it is to be carried out with."""
    for agent in subject.catalog.agents:
        for tool in agent.tools:
            place = tool.source / "operation"
            listed = [place / index for index in range(len(place.value))] if isinstance(place.value, list) else [place]
            for each in listed:
                own = (each / "credential").value if isinstance(each.value, dict) else None
                credential = own if isinstance(own, str) else tool.credential
                yield each / "id" if isinstance(each.value, dict) else each, credential
