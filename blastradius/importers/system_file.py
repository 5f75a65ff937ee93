"""The file of a system that an import fills: operations that are new, and a mark above those that are gone."""

from collections.abc import Collection
from datetime import date

from blastradius.foreign.description import Registry
from blastradius.importers import cells
from blastradius.importers.marks import Marks
from blastradius.importers.target import Target
from blastradius.importers.yaml_text import Cell, Item
from blastradius.model.entities import System


def write_system(target: Target, name: str, registry: Registry, items: list[Item], day: date) -> None:
    """Put new operations at the end of a system, or make one of which little is known.

    Raises:
        InputError: an inventory that cannot be merged into.
    """
    document = target.document("System", name)
    if document:
        edit = target.edit(document)
        edit.append("operations", items)
        target.finish(edit, document)
        return
    known = next((each for each in registry.systems if each.id == name), None)
    opened = registry.source == "mcp" and any(tool.hints.open_world is not False for tool in registry.tools)
    single = [
        *cells.system_cells(
            known.name if known else None,
            known.summary if known else None,
            known.owner if known else None,
            known.environment if known else None,
        ),
        Cell(key="on_call", value=cells.UNKNOWN),
        *cells.rest_of_system(opened),
        cells.verified(day, registry.source),
    ]
    if not items:
        single.insert(-1, Cell(key="operations", value=cells.UNKNOWN))
    target.create("System", name, single, {"operations": items} if items else {})


def mark_operations(target: Target, system: System, gone: Collection[str], there: Collection[str]) -> Marks:
    """Mark the operations that are `gone`, and take the mark from those that are `there`.

    Raises:
        InputError: as `write_system`.
    """
    marks = Marks()
    of_interest = [each for each in system.operations if each.id in gone or each.id in there]
    documents = {(each.source.document.path, each.source.document.index): each.source.document for each in of_interest}
    for key, document in sorted(documents.items(), key=lambda each: each[0]):
        edit = target.edit(document)
        for each in of_interest:
            if (each.source.document.path, each.source.document.index) == key:
                marks.set(edit, each.id, each.source, gone=each.id in gone)
        target.finish(edit, document)
    return marks
