"""Who names which operation: tools of agents, and other operations of the same system."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.model.entities import Agent, Operation, System
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

RESERVED = frozenset({UNKNOWN, "none"})


class Reference(NamedTuple):
    """A place that names an operation; `reading` where one is meant that only reads."""

    at: Ref
    system: str
    operation: str
    reading: bool = False


def lost_references(subject: Subject) -> Iterator[Reference]:
    """The references to operations that are not written, of systems whose operations are known."""
    catalog = subject.catalog
    for each in _references(subject):
        system = catalog.system.get(each.system)
        if system is None or (each.system, each.operation) in catalog.operation:
            continue
        if isinstance((system.source / "operations").value, list) and not subject.is_cut_off(system):
            yield each


def misnamed_operations(subject: Subject, lost: Sequence[Reference]) -> Mapping[tuple[str, str], Operation]:
    """By the name that is meant, the operations whose own id is the slip: several name it, and none the id as it is."""
    found: dict[tuple[str, str], Operation] = {}
    for (system, name), times in Counter((each.system, each.operation) for each in lost).items():
        near = near_unnamed(subject, system, name)
        if near and times > 1:
            found[system, name] = near
    return found


def near_unnamed(subject: Subject, system: str, name: str) -> Operation | None:
    """The one operation that a slip makes of a name, if nothing names it."""
    written = [each for record in subject.catalog.records(System, system) for each in record.operations]
    near = [each for each in written if slip_of(name, [each.id]) is not None]
    if len(near) != 1:
        return None
    agents = subject.catalog.naming(f"system:{system}", Agent)
    bound = {bound.target for agent in agents for tool in agent.tools for bound in tool.bound}
    inside = (each.operation for record in subject.catalog.records(System, system) for each in _of_system(record))
    return None if f"{system}/{near[0].id}" in bound or near[0].id in set(inside) else near[0]


def _references(subject: Subject) -> Iterator[Reference]:
    for agent in subject.catalog.agents:
        for tool in agent.tools:
            for bound in tool.bound:
                own = isinstance(bound.source.value, dict)
                yield Reference(bound.source / "id" if own else bound.source, bound.system, bound.operation)
    for system in subject.noted("operation", System):
        yield from _of_system(system)


def _of_system(system: System) -> Iterator[Reference]:
    yield from _of_undo(system, system.id)
    for operation in system.operations:
        yield from _of_undo(operation, system.id)
        also = operation.source / "also"
        listed = range(len(also.value) if isinstance(also.value, list) else 0)
        yield from _at((also / index for index in listed), system.id)
        yield from _at([operation.source / "receipt" / "read_back" / "operation"], system.id, reading=True)


def _of_undo(item: System | Operation, system: str) -> Iterator[Reference]:
    undo = item.source / "reversibility" / "undo_operation"
    yield from _at([undo / "id" if isinstance(undo.value, dict) else undo], system)
    yield from _at([item.source / "reversibility" / "before" / "operation"], system, reading=True)


def _at(places: Iterable[Ref], system: str, *, reading: bool = False) -> Iterator[Reference]:
    for place in places:
        if isinstance(place.value, str) and place.value not in RESERVED:
            yield Reference(place, system, place.value, reading)
