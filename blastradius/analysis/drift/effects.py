"""The effect that is written, held against what the registry says now, whatever was kept."""

from collections.abc import Iterator

from blastradius.analysis.drift.report import Change, Difference, What
from blastradius.analysis.registry.evidence import beyond
from blastradius.finding import Severity
from blastradius.foreign.description import Described
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Operation, Tool


def of_row(tool: Described, row: Tool, catalog: Catalog) -> Iterator[Change]:
    """Where what a row is bound to falls short of what its tool says."""
    records = [catalog.operation.get((each.system, each.operation)) for each in row.bound]
    yield from of_operations(tool, row.name, [each for each in records if each])


def of_operations(tool: Described, name: str, operations: list[Operation]) -> Iterator[Change]:
    """One change for each thing that says more than the operations together; at the effect of the first of them."""
    written = {effect: None for each in operations for effect in each.effect}
    for clause in beyond(tool, written):
        yield Change(
            tool=name,
            server=tool.server,
            difference=Difference(
                what=What.EFFECT,
                severity=Severity.ERROR,
                message=f"{clause}, and {' and '.join(f'`{each}`' for each in written)} is written",
                before=None,
                after=None,
            ),
            where=operations[0].source / "effect",
        )
