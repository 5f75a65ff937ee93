"""Cells that an import wrote and nobody touched: corrected where the registry no longer claims what they rest on."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.registry.effects import ORDER, READ_CLAIM, judge
from blastradius.foreign.description import Described
from blastradius.foreign.snapshot import Kept
from blastradius.importers import cells
from blastradius.importers.edit import Edit
from blastradius.importers.grown import Stand, contradicted, listed
from blastradius.importers.target import Target
from blastradius.importers.yaml_text import Cell
from blastradius.model.entities import Operation

_READ = Cell(key="effect", value="read", why=READ_CLAIM)
_NATURAL = Cell(key="idempotency", value={"class": "natural"}, why=cells.NATURAL)
_OF_EFFECTS = ("reversibility", "idempotency", "receipt")


def correct(target: Target, stands: Sequence[Stand]) -> list[str]:
    """Write the worse effect into cells of ours; a sentence for each, and for those that say less and are not ours.

    Raises:
        InputError: an inventory that cannot be merged into.
    """
    stale: dict[tuple[str, int], dict[str, Stand]] = {}
    for stand in stands:
        operation = stand.operations[0] if len(stand.operations) == 1 else None
        if operation and _may_be_stale(stand, operation):
            document = operation.source.document
            stale.setdefault((document.path, document.index), {}).setdefault(operation.id, stand)
    done: dict[int, list[str]] = {}
    for of_document in stale.values():
        document = next(iter(of_document.values())).operations[0].source.document
        edit = target.edit(document)
        for stand in of_document.values():
            done[id(stand)] = list(_corrected(edit, stand, stand.operations[0]))
        target.finish(edit, document)
    told: list[str] = []
    for stand in stands:
        told += [f"`{stand.tool.name}`: {each}" for each in done.get(id(stand), ())] or contradicted(stand)
    return told


def _may_be_stale(stand: Stand, operation: Operation) -> bool:
    place = operation.source
    if place.document.broken or place.loan or (place / "effect").loan:
        return False
    return bool(stand.grown) or (stand.judged.repeat == "none" and place.value.get("idempotency") == _NATURAL.value)


def _corrected(edit: Edit, stand: Stand, operation: Operation) -> Iterator[str]:
    pointer, written = operation.source.pointer, operation.source.value
    new = {cell.key: cell for cell in cells.operation(operation.id, stand.tool, stand.judged)}
    place = f"at {(operation.source / 'effect').location}, which an import wrote"
    if stand.grown and _is_ours(edit, operation, "effect", stand):
        effects = [each for each in ORDER if each in {*stand.judged.effects, *(stand.written - {"read"})}]
        value = effects[0] if len(effects) == 1 else effects
        edit.reword(pointer, Cell(key="effect", value=value, why=stand.judged.why))
        for key in _OF_EFFECTS:
            if key in new and key not in written:
                edit.set(pointer, new[key])
        yield f"`effect` {place}, was {listed(sorted(stand.written))} and is now {listed(effects)}: look again"
    stale = stand.judged.repeat == "none" and written.get("idempotency") == _NATURAL.value and "idempotency" in new
    if stale and _is_ours(edit, operation, "idempotency", stand):
        edit.reword(pointer, new["idempotency"])
        yield f"`idempotency` {place}, was `natural` and is now `none`: look again"


def _is_ours(edit: Edit, operation: Operation, key: str, stand: Stand) -> bool:
    """Whether a cell and the comment beside it are what an import writes of the former tool."""
    written = operation.source.value
    said = edit.beside(operation.source.pointer, key) if key in written else ""
    known = [
        Cell(key="effect", value="read", why=READ_CLAIM),
        Cell(key="idempotency", value={"class": "natural"}, why=cells.NATURAL),
    ]
    for old in stand.former:
        tool = _described(old, stand.tool)
        known += cells.operation(operation.id, tool, judge(tool))
    return bool(said) and any((each.key, each.value, each.why) == (key, written[key], said) for each in known)


def _described(old: Kept, tool: Described) -> Described:
    return Described(
        name=old.name,
        server=old.server,
        text=old.text,
        schema=old.schema,
        hints=old.hints,
        hinted=tool.hinted,
        method=old.method,
        scopes=old.scopes,
        title=tool.title,
        vendor_type=old.vendor_type,
    )
