"""Whether a second call acts again, by what the inventory says of repeats and of keys."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.analysis.undo.recorded import value_at
from blastradius.model.brought_about import repeated_with
from blastradius.model.catalog import Catalog
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


def canonical(effect: Effect) -> bytes:
    """The arguments as bytes that are equal where the arguments are, volatile ones and the key aside."""
    arguments = effect.call.arguments
    cell = effect.operation.idempotency if effect.operation else None
    aside = {*VOLATILE, (cell.key or "").lower()} if cell and cell.carrier in _IN_ARGUMENTS else VOLATILE
    if isinstance(arguments, dict):
        arguments = {name: value for name, value in arguments.items() if str(name).lower() not in aside}
    return msgspec.json.encode(_as_in_json(arguments), order="deterministic")


_IN_ARGUMENTS = ("parameter", "client_id")


def _as_in_json(value: Any) -> Any:
    """Numbers as JSON has them: `5.0` is `5`."""
    if isinstance(value, Mapping):
        return {name: _as_in_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_in_json(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def scope_of(effect: Effect) -> bytes | None:
    """What the call is about, by the operation's scope or else its object; `None` where that is not known.

    A number names the same thing as its text.
    """
    operation = effect.operation
    if operation is None:
        return None
    cell = operation.idempotency
    paths = (cell.scope if cell else ()) or operation.object
    values = [_as_in_json(value_at(effect.call, path if "." in path else f"args.{path}")) for path in paths]
    if not values or any(value is MISSING for value in values):
        return None
    return msgspec.json.encode([_word(value) for value in values], order="deterministic")


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def is_provable(effect: Effect) -> bool:
    """Whether a result can show that the call took effect: somebody wrote what proves it."""
    receipt = effect.operation.receipt if effect.operation else None
    return receipt is not None and bool(receipt.success or receipt.failure or receipt.fields)


class Repeats:
    """What the inventory says of repeats."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def is_natural(self, effect: Effect) -> bool:
        """Whether a repeat changes nothing, and brings about nothing else anew."""
        cell = effect.operation.idempotency if effect.operation else None
        return bool(cell and cell.kind == "natural") and not self._anew(effect)

    def judged(self, first: Effect, second: Effect) -> Judged:
        """What the second call did, if both were received."""
        operation = second.operation
        if operation is None:
            return Judged(repeat=Repeat.UNDECIDED, why="nothing written down says what this tool does")
        cell = operation.idempotency
        kind = cell.kind if cell else None
        if cell is None or kind in (None, "unknown"):
            return Judged(repeat=Repeat.UNDECIDED, why="whether a repeat acts again is not known")
        said = f": {cell.on_repeat}" if cell.on_repeat else ""
        if kind == "natural" and (anew := self._anew(second)):
            what = f"a repeat changes nothing itself{said}, but it may bring about {', '.join(anew)} anew"
            return Judged(repeat=Repeat.UNDECIDED, why=what)
        if kind == "natural":
            return Judged(repeat=Repeat.REPLAYS, why=f"a repeat changes nothing{said}")
        if kind == "keyed":
            return _late(_keyed(first, second, cell), first, second, cell)
        does = "does more harm" if kind == "worsens" else "acts again"
        return Judged(repeat=Repeat.ACTS, why=f"a repeat {does}{said}")

    def _anew(self, effect: Effect) -> tuple[str, ...]:
        """What happens with the operation by itself, and again with each repeat."""
        if effect.operation is None or not effect.operation.also:
            return ()
        found = repeated_with(self._catalog, effect.operation)
        return tuple(each.id for each in found if not (each.idempotency and each.idempotency.kind == "natural"))


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
        return _made_of_arguments(first, second)
    return Judged(repeat=Repeat.UNDECIDED, why="whether both sent the same key was not recorded")


def _made_of_arguments(first: Effect, second: Effect) -> Judged:
    one, other = (msgspec.json.encode(each.call.arguments, order="deterministic") for each in (first, second))
    if one == other:
        return Judged(repeat=Repeat.REPLAYS, why="the key is made of the arguments, and they are the same")
    if canonical(first) == canonical(second):
        why = "the key is made of the arguments, and whether of those that differ was not recorded"
        return Judged(repeat=Repeat.UNDECIDED, why=why)
    return Judged(repeat=Repeat.ACTS, why="the key is made of the arguments, and they differ")


def _late(found: Judged, first: Effect, second: Effect, cell: Idempotency) -> Judged:
    """A key that has been forgotten protects nothing, and nobody knows of one that may have been."""
    if found.repeat is not Repeat.REPLAYS or (cell.window and cell.window.delta is None):
        return found
    if cell.window is None or cell.window.delta is None:
        return _perhaps_late(found, "how long keys are kept is not known")
    began, again = first.call.started, second.call.started
    if began is None or again is None or first.call.lower_bound or second.call.lower_bound:
        why = f"whether it came within the {cell.window.text} for which keys are kept was not recorded"
        return _perhaps_late(found, why)
    if again - began <= cell.window.delta:
        return found
    return _perhaps_late(found, f"it came after the {cell.window.text} for which keys are kept")


def _perhaps_late(found: Judged, why: str) -> Judged:
    return Judged(repeat=Repeat.UNDECIDED, why=f"{found.why}, but {why}")


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
    """The key that a call carries; an empty one is none."""
    value = call.arguments.get(name) if name and isinstance(call.arguments, dict) else None
    return MISSING if value in (None, "") else value
