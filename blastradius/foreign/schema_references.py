"""References of a schema that stands alone."""

from collections.abc import Iterator, Mapping
from typing import Any

_VALUES = frozenset({"default", "const", "enum", "example", "examples"})
"""Keywords that hold values of the caller, in which `$ref` means nothing."""

_NAMES = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
"""Keywords under which names stand."""


def dangling(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every reference that leads nowhere inside of the schema: out of it, or to what is not there."""
    left: list[tuple[Any, bool]] = [(schema, False)]
    for node, named in left:
        if isinstance(node, list):
            left += [(each, False) for each in node]
        elif isinstance(node, dict):
            target = None if named else node.get("$ref")
            if isinstance(target, str) and not _leads(schema, target):
                yield target
            left += [(each, not named and key in _NAMES) for key, each in node.items() if named or key not in _VALUES]


def _leads(schema: Mapping[str, Any], target: str) -> bool:
    if target == "#":
        return True
    if not target.startswith("#/"):
        return False
    node: Any = schema
    if "%" in target:
        from urllib.parse import unquote  # noqa: PLC0415 - hardly any reference has one

        target = unquote(target)
    for part in target[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return isinstance(node, dict | bool)
