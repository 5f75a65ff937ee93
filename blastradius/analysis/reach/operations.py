"""The operations that can be carried out in a system reached, who uses them, and until when they can be undone."""

from datetime import datetime

from blastradius.analysis.reach.report import ReachedOperation
from blastradius.analysis.reach.search import Search
from blastradius.analysis.windows import Window, window_at
from blastradius.graph.kinds import Performs
from blastradius.graph.rules import hands
from blastradius.model.cells import Reversibility
from blastradius.model.entities import Operation


def operations_of(search: Search, system: str, since: datetime, now: datetime) -> tuple[ReachedOperation, ...]:
    """The operations reached, the soonest closing window first, reads last."""
    names = sorted(search.performs.get(system, ()))
    found = [_operation(search, search.catalog.operation[system, name], since, now) for name in names]
    return tuple(
        sorted(found, key=lambda each: (each.window is None, each.window.order if each.window else (), each.id))
    )


def _operation(search: Search, operation: Operation, since: datetime, now: datetime) -> ReachedOperation:
    ways = search.performs[operation.system][operation.id]
    reversibility = None if operation.reads_only else search.catalog.reversibility_of(operation)
    window: Window | None = None if operation.reads_only else window_at(reversibility, since, now)
    return ReachedOperation(
        id=operation.id,
        summary=operation.summary,
        effect=operation.effect,
        tools=_tools(search, operation, ways),
        conditions=search.conditions(ways[0]) if search.cost(ways[0]).presumed else (),
        window=window,
        reversibility=reversibility,
        undo_blocked=_undo_blocked(search, operation, reversibility),
        source=operation.source,
    )


def _tools(search: Search, operation: Operation, ways: list[Performs]) -> tuple[str, ...]:
    """The tools bound to the operation through one of the credentials that can do it here."""
    by = {way.credential for way in ways}
    bound = search.tools_of_operation(operation.system, operation.id)
    return tuple(
        sorted({name for name, agent, credential in bound if credential in by or hands(agent, credential) in by})
    )


def _undo_blocked(search: Search, operation: Operation, reversibility: Reversibility | None) -> bool:
    """Whether only the credentials about to be revoked can carry out the undo."""
    if reversibility is None or reversibility.undo_operation is None or not search.held:
        return False
    undo = search.catalog.operation.get((operation.system, reversibility.undo_operation))
    if undo is None or undo.access is None:
        return False
    able = search.index.able_to(undo.system, undo.access, (*undo.requires, *reversibility.undo_requires))
    return bool(able) and able <= set(search.held)
