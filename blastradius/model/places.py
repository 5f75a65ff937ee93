"""Where the cells of a row are written, and whether what stands there fills them.

Every answer is a place that can be pointed at: the value, or the key that its mapping lacks.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from blastradius.model.cells import Reversal
from blastradius.model.durations import parse_duration
from blastradius.model.entities import Bound, Credential, Grant, Operation, System, Tool
from blastradius.model.node import UNKNOWN, Node
from blastradius.source.document import Ref

_PAGED_THROUGH = ("rotation", "channel", "phone")


class Place(NamedTuple):
    """A place, and whether it holds a value of the right shape."""

    ref: Ref
    known: bool


def credential(tool: Tool, bound: Bound) -> Ref:
    """Where it is written with which credential a tool performs an operation."""
    value = bound.source.value
    own = isinstance(value, dict) and "credential" in value
    return (bound.source if own else tool.source) / "credential"


def effect(operation: Operation) -> Place:
    """What the operation does; one unknown effect in a list leaves it open."""
    ref = operation.source / "effect"
    value = ref.value
    if isinstance(value, list) and UNKNOWN in value:
        return Place(ref / value.index(UNKNOWN), known=False)
    return Place(ref, known=bool(operation.effect) and UNKNOWN not in operation.effect)


def on_call(entity: Ref, team: Ref | None) -> Place:
    """Who is paged: the entity's own rotation if it writes one, else its owner's.

    Without either it is the owner that is to be found first.
    """
    ref = entity / "on_call"
    if ref.value is None:
        if team is None:
            return Place(entity / "owner", known=False)
        ref = team / "on_call"
    cells = _mapping(ref)
    if cells is None:
        return Place(ref, known=False)
    reachable = any(cells.text(key) for key in _PAGED_THROUGH)
    return Place(ref, known=True) if reachable else Place(ref / "rotation", known=False)


def steps(ref: Ref) -> Place:
    """A kill switch or a revocation: a mapping that says how."""
    cells = _mapping(ref)
    return Place(ref, known=False) if cells is None else Place(ref / "how", known=bool(cells.texts("how")))


def audit_log(operation: Operation, system: System, cell: str) -> Place:
    """A cell of the audit log: the operation's own if it writes one, else the system's. To have none is known."""
    for holder in (operation.source / "audit_log", system.source / "audit_log"):
        cells = _mapping(holder)
        if cells is None:
            if holder.value is not None:
                return Place(holder, known=False)
        elif cells.flag("none"):
            return Place(holder, known=True)
        elif cell in cells.data:
            written = cells.duration(cell) if cell == "retention" else cells.text(cell)
            return Place(holder / cell, known=written is not None)
    whole = system.source / "audit_log"
    return Place(whole if whole.value is None else whole / cell, known=False)


def reversibility(operation: Operation, system: System) -> Iterator[Place]:
    """The class, and window and undo where the class has them: of the operation, else its system's default."""
    ref = operation.source / "reversibility"
    if ref.value is None and (system.source / "reversibility").value is not None:
        ref = system.source / "reversibility"
    cells = _mapping(ref)
    if cells is None:
        yield Place(ref, known=False)
        return
    word = cells.text("class")
    known = word in list(Reversal)
    yield Place(ref / "class", known=known)
    if not known or word == Reversal.IRREVERSIBLE:
        return
    if "window" in cells.data or cells.text("until") is None:
        yield Place(ref / "window", known=parse_duration(cells.data.get("window")) is not None)
    if not cells.data.get("undo_operation"):
        yield Place(ref / "undo", known=bool(cells.texts("undo")))


def idempotency(operation: Operation) -> Iterator[Place]:
    """What a repeat does; where a key prevents it, which one, and how long the system remembers it."""
    ref = operation.source / "idempotency"
    cells = _mapping(ref)
    if cells is None:
        yield Place(ref, known=False)
        return
    yield Place(ref / "class", known=cells.text("class") is not None)
    if cells.text("class") == "keyed":
        key = cells.child("key")
        yield Place(ref / "key" / "name" if key else ref / "key", known=bool(key and key.text("name")))
        yield Place(ref / "window", known=parse_duration(cells.data.get("window")) is not None)


def receipt(operation: Operation) -> Iterator[Place]:
    """What proves that a call happened: any of its cells is an answer."""
    ref = operation.source / "receipt"
    cells = _mapping(ref)
    if cells is None:
        yield Place(ref, known=False)
    elif any(value != UNKNOWN for key, value in cells.data.items() if key != "verified"):
        yield Place(ref, known=True)
    else:
        yield Place(ref / "completion", known=False)


def rotation(credential: Credential) -> Iterator[Place]:
    """How often it is replaced and when it last was; one that expires by itself needs no rotation."""
    source = credential.source
    if (source / "rotate_every").value is None and credential.expires:
        yield Place(source / "expires", known=True)
        return
    yield Place(source / "rotate_every", known=credential.rotate_every is not None)
    yield Place(source / "rotated", known=credential.rotated is not None)


def scope(grant: Grant) -> Iterator[Place]:
    """How far a grant goes: the grant, or each of its cells that nobody knows."""
    if not grant.worst:
        yield Place(grant.source, known=True)
    for key in grant.worst:
        yield Place(grant.source / key, known=False)


def _mapping(ref: Ref) -> Node | None:
    value: Any = ref.value
    return Node(value, ref) if isinstance(value, dict) else None
