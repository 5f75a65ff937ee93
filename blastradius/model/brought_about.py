"""What happens with an operation by itself (`also`), and with what those bring about."""

import re
from collections.abc import Iterator

from blastradius.model.catalog import Catalog
from blastradius.model.entities import Operation

Name = tuple[str, str]


def with_all(catalog: Catalog, name: Name) -> tuple[Name, ...]:
    """System and id of an operation, and of those that happen with it, also where one is not described."""
    found = {name: None}
    queue = [name]
    while queue:
        operation = catalog.operation.get(queue.pop())
        for other in operation.also if operation else ():
            if (name[0], other) not in found:
                found[name[0], other] = None
                queue.append((name[0], other))
    return tuple(found)


def brought_about(catalog: Catalog, operation: Operation) -> tuple[Operation, ...]:
    """The described operations that happen with one, without those that only read."""
    names = with_all(catalog, (operation.system, operation.id))[1:]
    return tuple(each for each in map(catalog.operation.get, names) if each is not None and not each.reads_only)


def repeated_with(catalog: Catalog, operation: Operation) -> Iterator[Operation]:
    """Those of them that a repeat of the operation may bring about anew.

    None where a key makes the repeat one call, and none that `on_repeat` of what is said to be natural names.
    """
    cell = operation.idempotency
    kind, said = (cell.kind, cell.on_repeat or "") if cell else (None, "")
    if kind != "keyed":
        for other in brought_about(catalog, operation):
            if kind != "natural" or not _names(said, other.id):
                yield other


def _names(text: str, operation: str) -> bool:
    """Whether a text names an operation, and not only one whose id has this one in it."""
    return re.search(rf"(?<![\w.-]){re.escape(operation)}(?![\w-]|\.\w)", text) is not None
