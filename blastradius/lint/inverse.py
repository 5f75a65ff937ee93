"""Operations with the operation that takes them back."""

from collections.abc import Iterator

from msgspec import Struct

from blastradius.model.entities import Operation, System
from blastradius.source.document import Ref


class Inverse(Struct, frozen=True, kw_only=True):
    """An operation, the one that undoes it, and the place that says so."""

    operation: Operation
    undo: Operation
    place: Ref


def inverses(system: System) -> Iterator[Inverse]:
    """The pairs of a system, each place once."""
    own = {operation.id: operation for operation in reversed(system.operations)}
    seen = set()
    for operation in system.operations:
        cells = operation.reversibility or system.reversibility
        undo = own.get(cells.undo_operation or "") if cells else None
        if cells is None or undo is None or operation.reads_only:
            continue
        place = cells.source / "undo_operation"
        place = place / "id" if isinstance(place.value, dict) else place
        if place.pointer not in seen:
            seen.add(place.pointer)
            yield Inverse(operation=operation, undo=undo, place=place)
