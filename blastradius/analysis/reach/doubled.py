"""What was written twice, with other facts: whoever answers has to choose, and must say so."""

from collections.abc import Iterable, Iterator

from blastradius.finding import Finding, Severity
from blastradius.graph.index import Index
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Operation
from blastradius.source.document import Ref

_HELP = "keep one of the two"


def doubled_entities(catalog: Catalog) -> Iterator[Finding]:
    """Entities of one kind and id."""
    for first, second in catalog.said_twice:
        what = f"{second.document.entity} is also written at {first}, with other facts; both count here"
        yield _finding("duplicate-id", what, second)


def doubled_operations(index: Index, systems: Iterable[str]) -> Iterator[Finding]:
    """Operations of one id in one entry for a system, of the systems that were reached."""
    for name in sorted(systems):
        first: dict[tuple[int, str], Operation] = {}
        for operation in index.operations[name]:
            other = first.setdefault((id(operation.source.document), operation.id), operation)
            if other is not operation and other.source.value != operation.source.value:
                what = f"operation {name}/{operation.id} is also written at {other.source}, with other facts"
                yield _finding("duplicate-operation", f"{what}; the worst of both counts here", operation.source / "id")


def _finding(rule: str, message: str, at: Ref) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=message,
        help=_HELP,
        location=at.location,
        entity=at.document.entity,
        pointer=at.rfc6901,
    )
