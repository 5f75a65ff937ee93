"""Which proof counts for a fact, and whether it still does."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from blastradius.model import read_cells
from blastradius.model.cells import Proof
from blastradius.model.durations import Duration, later, lies_ahead
from blastradius.model.node import Node
from blastradius.source.document import Ref

FACTS_LAST = Duration(text="1y", seconds=365 * 24 * 3600)
"""How long a fact of a vendor counts since somebody read it on its page."""


class Doubt(StrEnum):
    """Why a fact counts as merely declared."""

    NOBODY = "nobody"
    NO_DATE = "no-date"
    AHEAD = "ahead"
    OLD = "old"


def nearest_proof(place: Ref) -> Proof | None:
    """The proof that counts for a place; `None` where nobody stands for it."""
    holder = vouched_for(place)
    return read_cells.proof(Node(holder.value, holder)) if holder else None


def vouched_for(place: Ref) -> Ref | None:
    """The innermost mapping around a place that has a `verified` of its own.

    A mapping that stands at the place itself counts as well. The innermost one wins, so that whoever checked the
    rotation of a credential does not vouch for its revocation. For what is inherited, nobody here vouches: its source
    does.
    """
    if place.loan:
        return None
    depth = -1
    node: Any = place.document.data
    for level, key in enumerate((*place.pointer, "")):
        if type(node) is dict:
            if type(node.get("verified")) is dict:
                depth = level
            node = node.get(key)
        elif type(node) is list and type(key) is int and 0 <= key < len(node):
            node = node[key]
        else:
            break
    return Ref(place.document, place.pointer[:depth]) if depth >= 0 else None


def doubt(proof: Proof | None, stale_after: Duration, now: datetime | None) -> Doubt | None:
    """Why proof does not hold; `None` where it does. To have none is no better than to have an old one.

    Without `now` no age is judged.
    """
    if proof is None:
        return Doubt.NOBODY
    if proof.on is None:
        return Doubt.NO_DATE
    if now is None:
        return None
    if lies_ahead(str((proof.source / "on").value), now):
        return Doubt.AHEAD
    return Doubt.OLD if ran_out(proof, stale_after, now) else None


def ran_out(proof: Proof, stale_after: Duration, now: datetime) -> bool:
    """Whether the proof is older than proof may be. One without a legible date has no age and never runs out."""
    return is_old(proof.on, stale_after, now)


def is_old(day: datetime | None, stale_after: Duration, now: datetime) -> bool:
    """Whether proof of that day is older than proof may be."""
    end = later(day, stale_after) if day else None
    return end is not None and end < now
