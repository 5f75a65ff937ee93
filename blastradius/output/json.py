"""What all JSON answers share. Every field is written out: what is kept inside may change, version 1 may not."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from blastradius.finding import Finding
from blastradius.model.cells import Contact, OnCall
from blastradius.source.invisible import escaped

Object = dict[str, Any]
_PIECES = 4_000


class Listed(list[Any]):
    """A list for `streamed`, made item by item while it is written."""

    def __init__(self, change: Callable[[Any], Any], values: Sequence[Any]) -> None:
        super().__init__()
        self._change = change
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def __iter__(self) -> Iterator[Any]:
        return map(self._change, self._values)


def streamed(answer: Mapping[str, Any]) -> Iterator[str]:
    """One JSON document like `document`, piece by piece, so that long lists are never in memory."""
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(answer)
    while block := "".join(islice(pieces, _PIECES)):
        yield escaped(block)
    yield "\n"


def document(answer: Mapping[str, Any]) -> str:
    """One JSON document, its keys in the order given."""
    return escaped(json.dumps(answer, ensure_ascii=False, indent=2)) + "\n"


def problem(finding: Finding) -> Object:
    """A finding, short."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
    }


def on_call(cell: OnCall | None) -> Object | None:
    """Who is paged, as far as it is known."""
    if cell is None:
        return None
    return {
        "rotation": cell.rotation,
        "channel": cell.channel,
        "phone": cell.phone,
        "hours": cell.hours,
        "escalation": list(cell.escalation),
        "reaches_human": _day(cell.reaches_human),
    }


def contact(found: Contact | None) -> Object | None:
    """How a team is reached where nobody is known to be on call."""
    if found is None:
        return None
    return {"email": found.email, "channel": found.channel, "phone": found.phone, "lead": found.lead}


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
