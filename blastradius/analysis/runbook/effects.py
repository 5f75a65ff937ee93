"""Operations that change something: until when each can be undone, and how."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import ReachedOperation
from blastradius.analysis.runbook.desk import EPOCH, Desk
from blastradius.analysis.runbook.report import Effect
from blastradius.analysis.windows import State, window_at
from blastradius.model.entities import Operation, System
from blastradius.model.node import UNKNOWN

Effects = tuple[Effect, ...]


def reached_effect(desk: Desk, system: str, reached: ReachedOperation) -> Effect | None:
    """An operation that a search found, `None` where it only reads."""
    if reached.window is None:
        return None
    return _effect(desk, desk.catalog.operation[system, reached.id], reached)


def effects_of(desk: Desk, system: System) -> Effects:
    """All that can be changed in a system, the soonest closing window first."""
    operations = {operation.id: operation for operation in reversed(system.operations)}
    return in_order(_effect(desk, each, None) for each in operations.values() if not each.reads_only)


def in_order(effects: Iterable[Effect]) -> Effects:
    """The soonest closing window first."""
    return tuple(sorted(effects, key=lambda each: (*each.window.closes, each.system, each.id)))


def parted(effects: Iterable[Effect]) -> tuple[Effects, Effects]:
    """What can be undone, or might be; and what cannot."""
    listed = tuple(effects)
    final = tuple(each for each in listed if each.window.state is State.NEVER)
    return tuple(each for each in listed if each.window.state is not State.NEVER), final


def _effect(desk: Desk, operation: Operation, reached: ReachedOperation | None) -> Effect:
    # Whoever writes `unknown` does not mean the system's default.
    said = (operation.source / "reversibility").value == UNKNOWN
    reversibility = None if said else desk.catalog.reversibility_of(operation)
    window = reached.window if reached and not said else None
    return Effect(
        system=operation.system,
        id=operation.id,
        summary=operation.summary,
        effect=operation.effect,
        also=operation.also,
        window=window or window_at(reversibility, EPOCH, EPOCH),
        reversibility=reversibility,
        inherited=operation.reversibility is None and reversibility is not None,
        idempotency=operation.idempotency,
        receipt=operation.receipt.read_back if operation.receipt else None,
        tools=reached.tools if reached else _tools(desk, operation),
        conditions=reached.conditions if reached else (),
        blocked=reached.undo_block if reached else None,
        source=operation.source,
    )


def _tools(desk: Desk, operation: Operation) -> tuple[str, ...]:
    bound = desk.lookups.tools_of_operation(operation.system, operation.id)
    return tuple(sorted({tool for tool, _, _ in bound}))
