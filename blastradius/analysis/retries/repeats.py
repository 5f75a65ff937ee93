"""Whether a second call acts again, by what the inventory says of repeats and of keys."""

from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.analysis.undo.recorded import value_at
from blastradius.model.cells import Idempotency
from blastradius.model.predicate import MISSING
from blastradius.traces.events import Call
from blastradius.traces.join import Effect

VOLATILE = frozenset({
    "idempotency_key", "idempotencykey", "idempotency-key", "request_id", "requestid", "trace_id", "traceid",
    "correlation_id", "correlationid", "timestamp", "nonce", "client_token", "clienttoken", "client_request_id",
})  # fmt: skip
"""Names of arguments that differ from attempt to attempt and say nothing about what is wanted."""


class Repeat(StrEnum):
    """What the second of two calls did."""

    ACTS = "acts"
    REPLAYS = "replays"
    UNDECIDED = "undecided"


class Judged(Struct, frozen=True, kw_only=True):
    """What a repeat did, and why."""

    repeat: Repeat
    why: str


def canonical(call: Call) -> bytes:
    """The arguments as bytes that are equal where the arguments are, volatile ones aside."""
    arguments = call.arguments
    if isinstance(arguments, dict):
        arguments = {name: value for name, value in arguments.items() if str(name).lower() not in VOLATILE}
    return msgspec.json.encode(arguments, order="deterministic")


def scope_of(effect: Effect) -> bytes | None:
    """What the call is about, by the operation's scope or else its object; `None` where that is not known."""
    operation = effect.operation
    if operation is None:
        return None
    cell = operation.idempotency
    paths = (cell.scope if cell else ()) or operation.object
    values = [value_at(effect.call, path if "." in path else f"args.{path}") for path in paths]
    if not values or any(value is MISSING for value in values):
        return None
    return msgspec.json.encode(values, order="deterministic")


def is_natural(effect: Effect) -> bool:
    """Whether a repeat changes nothing."""
    cell = effect.operation.idempotency if effect.operation else None
    return bool(cell and cell.kind == "natural")


def judged(first: Effect, second: Effect) -> Judged:
    """What the second call did, if both were received."""
    operation = second.operation
    if operation is None:
        return Judged(repeat=Repeat.UNDECIDED, why="nothing written down says what this tool does")
    cell = operation.idempotency
    kind = cell.kind if cell else None
    if cell is None or kind in (None, "unknown"):
        return Judged(repeat=Repeat.UNDECIDED, why="whether a repeat acts again is not known")
    said = f": {cell.on_repeat}" if cell.on_repeat else ""
    if kind == "natural":
        return Judged(repeat=Repeat.REPLAYS, why=f"a repeat changes nothing{said}")
    if kind == "keyed":
        return _late(_keyed(first, second, cell), first, second, cell)
    return Judged(repeat=Repeat.ACTS, why=f"a repeat {'does more harm' if kind == 'worsens' else 'acts again'}{said}")


def _keyed(first: Effect, second: Effect, cell: Idempotency) -> Judged:
    """Keys in headers are not recorded: whether they were equal follows from what the binding makes them of."""
    one, other = _argument(first.call, cell.key), _argument(second.call, cell.key)
    if one is not MISSING and other is not MISSING:
        if one == other:
            return Judged(repeat=Repeat.REPLAYS, why=f"both carry the same `{cell.key}`")
        return Judged(repeat=Repeat.ACTS, why=f"they carry different values of `{cell.key}`")
    made_of = second.tool.idempotency_key if second.tool else None
    if made_of == "none":
        return Judged(repeat=Repeat.ACTS, why="the tool sends no key")
    if made_of == "call-id" and first.call.call_id and second.call.call_id:
        if first.call.call_id == second.call.call_id:
            return Judged(repeat=Repeat.REPLAYS, why="the key is the call id, and it is the same")
        return Judged(repeat=Repeat.ACTS, why="the key is the call id, and the ids differ")
    if made_of == "arguments":
        if canonical(first.call) == canonical(second.call):
            return Judged(repeat=Repeat.REPLAYS, why="the key is made of the arguments, and they are the same")
        return Judged(repeat=Repeat.ACTS, why="the key is made of the arguments, and they differ")
    return Judged(repeat=Repeat.UNDECIDED, why="whether both sent the same key was not recorded")


def _late(found: Judged, first: Effect, second: Effect, cell: Idempotency) -> Judged:
    """A key that has been forgotten protects nothing."""
    window = cell.window.delta if cell.window else None
    began, again = first.call.started, second.call.started
    known = began and again and not (first.call.lower_bound or second.call.lower_bound)
    if found.repeat is not Repeat.REPLAYS or window is None or not known:
        return found
    assert began is not None  # noqa: S101 - known
    assert again is not None  # noqa: S101 - known
    if again - began <= window:
        return found
    return Judged(repeat=Repeat.UNDECIDED, why=f"{found.why}, but it came after the {cell.window and cell.window.text} "
                  "for which keys are kept")  # fmt: skip


def made_of_both(first: Effect, second: Effect) -> Judged | None:
    """What the results tell: one id for both may be a replay, two ids are two new things; `None` for nothing.

    Only ids among the fields that the undo needs are looked at: other fields can change between replays.
    """
    operation = second.operation
    cell = operation.reversibility if operation else None
    for path in cell.keep if cell else ():
        if path.startswith("args.") or not path.lower().endswith("id"):
            continue
        one, other = value_at(first.call, path), value_at(second.call, path)
        if one is MISSING or other is MISSING:
            continue
        name = path.rpartition(".")[2]
        if one == other:
            return Judged(repeat=Repeat.UNDECIDED, why=f"both results name the same {name}: it may be a replay")
        return Judged(repeat=Repeat.ACTS, why=f"the results name different values of {name}")
    return None


def _argument(call: Call, name: str | None) -> Any:
    return call.arguments.get(name, MISSING) if name and isinstance(call.arguments, dict) else MISSING
