"""Values as we write them into YAML: short, plain where that is safe, and read back as what they were."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from blastradius.source.scalars import plain_scalar

_PLAIN = re.compile(r"[A-Za-z_][\w./+-]*(?: [\w./+()-][\w./+();-]*)*\Z", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_LENGTH = re.compile(r"(?:[0-9]+[smhdwy])+\Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_NOT_AT_THE_END = (",", ";", "-", "(")


class Cell(Struct, frozen=True, kw_only=True):
    """A key with its value, and why it is that, as a comment beside it."""

    key: str
    value: Any
    why: str = ""


Item = tuple[Cell, ...]
"""A mapping of a list, in the order in which it is written."""


def data_of(item: Item) -> dict[str, Any]:
    """The item as it is read back."""
    return {cell.key: cell.value for cell in item}


def value_text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {value_text(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _text(str(value))


def cell_text(cell: Cell) -> str:
    """`key: value # why`."""
    return f"{cell.key}: {value_text(cell.value)}{f' # {cell.why}' if cell.why else ''}"


def item_lines(item: Item, indent: int) -> list[str]:
    """An item of a block list whose dash stands in column `indent`, from 0."""
    first, *rest = item
    return [f"{' ' * indent}- {cell_text(first)}", *(f"{' ' * (indent + 2)}{cell_text(cell)}" for cell in rest)]


def document_text(cells: Sequence[Cell], lists: Mapping[str, Sequence[Item]], head: Sequence[str]) -> str:
    """A whole document: comments, single cells, then lists of items; `[]` for one that is empty."""
    lines = [*head, *map(cell_text, cells)]
    for key, items in lists.items():
        lines.append(f"{key}:" if items else f"{key}: []")
        lines += [line for item in items for line in item_lines(item, 2)]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Plain where YAML cannot take it for anything else, as JSON where it could."""
    if (
        _PLAIN.match(text)
        and not text.endswith(_NOT_AT_THE_END)
        and len(text) < 90
        and _stays_text(text)
        and not _DIGEST.match(text)
    ):
        return text
    return text if _DAY.match(text) or _LENGTH.match(text) else json.dumps(text, ensure_ascii=False)


def _stays_text(text: str) -> bool:
    try:
        return isinstance(plain_scalar(text), str)
    except ValueError:
        return False
