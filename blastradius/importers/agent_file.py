"""The file of an agent that an import fills: new rows, digests of the others, and a mark above those that are gone."""

from collections.abc import Mapping
from datetime import date

from blastradius.analysis.registry.binding import Binding, Scope
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described, Registry
from blastradius.importers import cells
from blastradius.importers.edit import Edit
from blastradius.importers.marks import Marks
from blastradius.importers.target import Target
from blastradius.importers.yaml_text import Cell, Item
from blastradius.model.entities import Agent, Tool
from blastradius.source.document import Pointer


def create_agent(target: Target, name: str, rows: list[Item], registry: Registry, day: date) -> None:
    """Make an agent of which only the tools are known.

    Raises:
        InputError: there is a file in the way, or the agent may stand in one that cannot be read.
    """
    target.document("Agent", name)
    single = cells.agent_cells(day, registry.source)
    if not registry.tools:  # a client's configuration names servers, and not what they offer
        single.append(Cell(key="tools", value=cells.UNKNOWN))
    target.create("Agent", name, single, {"tools": rows} if registry.tools else {})


def write_rows(
    target: Target, agent: Agent, rows: list[Item], binding: Binding, names: Mapping[int, str], scope: Scope
) -> Marks:
    """Add rows, keep digests current, mark what is gone; `names` are the operations of tools, by their identity.

    Raises:
        InputError: an inventory that cannot be merged into.
    """
    document = target.document("Agent", agent.id)
    marks = Marks()
    tools = {id(pair.row): pair.tool for pair in binding.pairs}
    gone = {id(each) for each in binding.gone if each.schema_sha256}
    places: dict[tuple[str, int], list[Tool]] = {}
    documents = {(document.path, document.index): document} if document else {}
    for row in agent.tools:
        if id(row) in tools or id(row) in gone:
            written = row.source.document
            documents[written.path, written.index] = written
            places.setdefault((written.path, written.index), []).append(row)
    for key, written in sorted(documents.items(), key=lambda each: each[0]):
        edit = target.edit(written)
        for row in places.get(key, []):
            if tool := tools.get(id(row)):
                _refresh(edit, row.source.pointer, row, tool, names.get(id(tool)), scope)
            marks.set(edit, row.name, row.source, gone=id(row) in gone)
        if document and key == (document.path, document.index):
            edit.append("tools", rows)
        target.finish(edit, written)
    return marks


def _refresh(edit: Edit, pointer: Pointer, row: Tool, tool: Described, name: str | None, scope: Scope) -> None:
    """Keep what is ours of a row current, and bind one that is bound to nothing yet."""
    if scope.system and name and not row.bound and not row.none:
        edit.set(pointer, Cell(key="operation", value=f"{scope.system}/{name}"))
    if tool.server and row.server is None:
        edit.set(pointer, Cell(key="server", value=tool.server))
    edit.set(pointer, Cell(key="schema_sha256", value=digest(tool.schema)))
