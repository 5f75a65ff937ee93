"""YAML as people write it: short mappings on one line, long ones over several, quotes only where they are needed.

A key that begins with `# ` is a comment on a line of its own; so is such a text among the mappings of a list.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

WIDTH = 120
_COMMENT = "# "
_PLAIN = re.compile(r"[A-Za-z0-9/<(_](?:[^\n:#{}\[\]]|:(?! |$)|(?<! )#)*(?<! )")
_OTHER_TYPE = re.compile(r"true|false|null|0[xo][0-9a-f]+|[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?", re.IGNORECASE)
_TEXTS: dict[bool, str] = {True: "true", False: "false"}


def document(modeline: str, data: Mapping[str, Any]) -> str:
    """One entity as a file, or as a part of one."""
    lines = [modeline] if modeline else []
    _mapping(data, 0, lines)
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=200_000)
def _text(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and not _OTHER_TYPE.fullmatch(value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _text_in_flow(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if "," in value or ":" in value else _text(value)


def _scalar(value: Any, *, in_flow: bool) -> str:
    if isinstance(value, str):
        return _text_in_flow(value) if in_flow else _text(value)
    return _TEXTS[value] if isinstance(value, bool) else str(value)


def _mapping(data: Mapping[str, Any], indent: int, lines: list[str], first: str = "") -> None:
    """The keys one below the other. `first` stands before the first of them: the dash of a list."""
    for key, value in data.items():
        lead = first or " " * indent
        if key.startswith(_COMMENT):
            lines.append(" " * indent + key)
            continue
        first = ""
        start = f"{lead}{_text(key)}:"
        if isinstance(value, str) and "\n" in value:
            lines.append(f"{start} |-")
            lines += [f"{' ' * (indent + 2)}{line}" for line in value.split("\n")]
        elif isinstance(value, (dict, list)):
            flat = _flow(value, WIDTH - len(start) - 1) if _is_short(value) else None
            if flat is not None:
                lines.append(f"{start} {flat}")
            else:
                lines.append(start)
                _nested(value, indent + 2, lines)
        else:
            lines.append(f"{start} {_scalar(value, in_flow=False)}")


def _nested(value: "dict[str, Any] | list[Any]", indent: int, lines: list[str]) -> None:
    if isinstance(value, dict):
        _mapping(value, indent, lines)
    else:
        _list(value, indent, lines)


def _list(items: Sequence[Any], indent: int, lines: list[str]) -> None:
    dash = f"{' ' * indent}- "
    for item in items:
        if isinstance(item, str):
            comment = item.startswith(_COMMENT)
            lines.append(" " * indent + item if comment else dash + _text(item))
        else:
            flat = _flow(item, WIDTH - indent - 2)
            if flat is not None:
                lines.append(dash + flat)
            else:
                _mapping(item, indent + 2, lines, first=dash)


def _is_short(value: "dict[str, Any] | list[Any]") -> bool:
    """Whether it may stand on one line: a list of mappings is one item a line."""
    return isinstance(value, dict) or all(isinstance(item, str) for item in value)


def _flow(value: Any, room: int) -> str | None:
    """On one line, if that has room and nothing in it needs a line of its own."""
    parts: list[str] = []
    left = room - 2
    pairs = value.items() if isinstance(value, dict) else (("", item) for item in value)
    for key, item in pairs:
        if key.startswith(_COMMENT) or (isinstance(item, str) and (item.startswith(_COMMENT) or "\n" in item)):
            return None
        inner = _flow(item, left) if isinstance(item, (dict, list)) else _scalar(item, in_flow=True)
        if inner is None or (isinstance(item, list) and not _is_short(item)):
            return None
        parts.append(f"{_text(key)}: {inner}" if key else inner)
        left -= len(parts[-1]) + 2
        if left < -2:
            return None
    return f"{{{', '.join(parts)}}}" if isinstance(value, dict) else f"[{', '.join(parts)}]"
