"""A document as those look at it who make the words of its card: what all of them ask of a system, told apart once."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Cells: TypeAlias = Mapping[str, Any]

_TOLD = frozenset({"audit_log", "idempotency", "reversibility", "receipt"})
"""Where an operation says something about its consequences."""
_NO_CELLS: Cells = {}


class Said:
    """One document. What only systems have is empty for any other.

    `telling` are the `operations` that say anything of their own about their consequences: half of all only read, and
    do not. `by_name` has the first of each id; `asked` are the scopes that the operations require.
    """

    __slots__ = ("asked", "by_name", "data", "grants", "kind", "operations", "telling")

    def __init__(self, data: Cells) -> None:
        self.data = data
        self.kind = data.get("kind")
        self.operations: list[Cells] = []
        self.grants: list[Cells] = []
        if self.kind == "System":
            self.operations = mappings(data, "operations")
            self.grants = mappings(data, "credentials")
        self.telling = [each for each in self.operations if not _TOLD.isdisjoint(each)]
        self.by_name = {each["id"]: each for each in reversed(self.operations) if isinstance(each.get("id"), str)}
        self.asked = {scope for each in self.operations for scope in texts(each, "requires")}


def part(data: Cells, key: str) -> Cells:
    """What stands below a key, without anything where that is no mapping."""
    value = data.get(key)
    return value if isinstance(value, dict) else _NO_CELLS


def items(data: Cells, key: str) -> list[Any]:
    """The list below a key, empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, list) else []


def mappings(data: Cells, key: str) -> list[Cells]:
    """The mappings in the list below a key."""
    return [each for each in items(data, key) if isinstance(each, dict)]


def texts(data: Cells, key: str) -> list[str]:
    """The texts in the list below a key."""
    return [each for each in items(data, key) if isinstance(each, str)]
