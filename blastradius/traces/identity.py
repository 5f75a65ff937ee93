"""What a call is known by: its id, where it has one, else what it was called with."""

import re
from typing import Any

import msgspec

from blastradius.traces.values import arguments_of

_LONG_ID = 8  # characters: shorter ones are counted anew in each run
_BETWEEN = re.compile(r"[^A-Za-z0-9]+")
_COUNTED = re.compile(r"[A-Za-z]*[0-9]{0,6}")


def is_unique(call_id: str | None) -> bool:
    """Whether an id is one that no other call has: drawn, not counted as `call_001` and `functions.refund:0` are."""
    if call_id is None or len(call_id) < _LONG_ID:
        return False
    return not call_id[-1].isdigit() or not all(map(_COUNTED.fullmatch, _BETWEEN.split(call_id)))


def mark(tool: str, call_id: str | None, arguments: Any) -> int:
    """What stands for a call: its id, or its arguments where it has none. Odd where no other call has that id."""
    made = hash((tool, call_id)) if call_id else hash((tool, json_of(arguments)))
    return made | 1 if is_unique(call_id) else made & ~1


def is_everywhere(call: int) -> bool:
    """Whether a mark stands for the same call wherever it is shown."""
    return bool(call & 1)


def json_of(arguments: Any) -> bytes:
    """Arguments as bytes that are equal where they are."""
    try:
        return msgspec.json.encode(arguments_of(arguments), order="sorted")
    except (TypeError, ValueError, RecursionError):
        return b""
