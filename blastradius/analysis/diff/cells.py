"""The cells of rows, before and after."""

from collections.abc import Iterator, Mapping

from blastradius.analysis.diff.report import CellChange
from blastradius.model.rows import Cell, Row, State

Table = Mapping[tuple[str, str], Row]
"""Rows by agent and tool."""


def by_tool(rows: tuple[Row, ...]) -> Table:
    """The rows by agent and tool, the first where a tool was written twice."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((row.agent.id, row.tool.name), row)
    return found


def gained(before: Table, after: Table) -> Iterator[CellChange]:
    """Cells that are known now, and were not."""
    for key, row in after.items():
        was = _cells(before.get(key))
        for cell in row.cells:
            state = was[cell.name].state if cell.name in was else None
            if cell.state is State.KNOWN and state is not State.KNOWN:
                yield _change(key, cell, state, cell.state)


def lost(before: Table, after: Table) -> Iterator[CellChange]:
    """Cells that were known and are not any more, of tools that are still there and still have such a cell."""
    for key, row in after.items():
        was = _cells(before.get(key))
        for cell in row.cells:
            state = was[cell.name].state if cell.name in was else None
            if state is State.KNOWN and cell.state is not State.KNOWN:
                yield _change(key, cell, state, cell.state)


def opened(before: Table, after: Table) -> Iterator[CellChange]:
    """Cells that were not asked for before, and are not known: those of new tools, and of what a tool does newly."""
    for key, row in after.items():
        was = _cells(before.get(key))
        for cell in row.cells:
            if cell.name not in was and cell.state is not State.KNOWN:
                yield _change(key, cell, None, cell.state)


def _cells(row: Row | None) -> dict[str, Cell]:
    return {cell.name: cell for cell in row.cells} if row else {}


def _change(key: tuple[str, str], cell: Cell, before: State | None, after: State | None) -> CellChange:
    return CellChange(agent=key[0], tool=key[1], cell=cell.name, before=before, after=after, where=cell.where)
