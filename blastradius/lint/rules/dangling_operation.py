"""References to operations."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blastradius.finding import Severity
from blastradius.lint.references import otherwise_lost, sure_fix
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.model.entities import Operation, System
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

_RESERVED = frozenset({UNKNOWN, "none"})


class _Reference(NamedTuple):
    at: Ref
    system: str
    operation: str
    reading: bool = False


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
    catalog = subject.catalog
    known: dict[tuple[str, bool], Words] = {}
    for reference in _references(subject):
        system = catalog.system.get(reference.system)
        if system is None or (reference.system, reference.operation) in catalog.operation:
            continue
        if (system.source / "operations").value == UNKNOWN:
            continue
        words = known.setdefault((system.id, reference.reading), _operations(system, reading=reference.reading))
        otherwise = "add it to the system's `operations`, or correct the id"
        yield Problem(
            at=reference.at,
            message=f"{quoted(system.id)} has no operation {quoted(reference.operation)}"
            f"{words.guess(reference.operation)}",
            help=_as_written(reference, words) or otherwise_lost(subject, system.id, otherwise),
            fix=sure_fix(
                reference.operation,
                words,
                [each.id for each in system.operations if each.reads_only or not reference.reading],
                within=reference.at.value,
            ),
        )
    yield from _without_system(subject)


def _operations(system: System, *, reading: bool) -> Words:
    """What can be suggested: where something is to be read, an operation that reads."""
    return Words(each.id for each in system.operations if each.reads_only or not reading)


def _as_written(reference: _Reference, words: Words) -> str:
    near = words.nearest(reference.operation)
    whole = isinstance(reference.at.value, str) and "/" in reference.at.value
    return f"write `{f'{reference.system}/' if whole else ''}{near}`" if near else ""


def _references(subject: Subject) -> Iterator[_Reference]:
    for agent in subject.catalog.agents:
        for tool in agent.tools:
            for bound in tool.bound:
                own = isinstance(bound.source.value, dict)
                yield _Reference(bound.source / "id" if own else bound.source, bound.system, bound.operation)
    for system in subject.noted("operation", System):
        yield from _of_undo(system, system.id)
        for operation in system.operations:
            yield from _of_undo(operation, system.id)
            also = operation.source / "also"
            listed = range(len(also.value) if isinstance(also.value, list) else 0)
            yield from _at((also / index for index in listed), system.id)
            yield from _at([operation.source / "receipt" / "read_back" / "operation"], system.id, reading=True)


def _of_undo(item: System | Operation, system: str) -> Iterator[_Reference]:
    undo = item.source / "reversibility" / "undo_operation"
    yield from _at([undo / "id" if isinstance(undo.value, dict) else undo], system)
    yield from _at([item.source / "reversibility" / "before" / "operation"], system, reading=True)


def _at(places: Iterable[Ref], system: str, *, reading: bool = False) -> Iterator[_Reference]:
    for place in places:
        if isinstance(place.value, str) and place.value not in _RESERVED:
            yield _Reference(place, system, place.value, reading)


def _without_system(subject: Subject) -> Iterator[Problem]:
    """Bindings that name an operation and not its system: said here if a system has it, else by `wrong-format`."""
    holders: dict[str, list[str]] | None = None
    for place in _bindings(subject):
        name = place.value
        if not isinstance(name, str) or "/" in name or name in _RESERVED:
            continue
        if holders is None:
            holders = {}
            for each in sorted(subject.catalog.systems, key=lambda each: each.id):
                for operation in each.operations:
                    holders.setdefault(operation.id, []).append(each.id)
        for system in holders.get(name, [])[:1]:
            yield Problem(
                at=place,
                message=f"{quoted(name)} does not say which system it belongs to",
                help=f"write `{system}/{name}`",
            )


def _bindings(subject: Subject) -> Iterator[Ref]:
    for agent in subject.catalog.agents:
        for tool in agent.tools:
            place = tool.source / "operation"
            listed = [place / index for index in range(len(place.value))] if isinstance(place.value, list) else [place]
            for each in listed:
                yield each / "id" if isinstance(each.value, dict) else each
