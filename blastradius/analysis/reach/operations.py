"""The operations that can be carried out in a system reached, who uses them, and until when they can be undone."""

from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.reach.report import ReachedOperation, UndoBlock
from blastradius.analysis.reach.search import Search
from blastradius.analysis.reach.stop import ends_with
from blastradius.analysis.windows import Window, window_at
from blastradius.graph.holders import hands, taken_over
from blastradius.graph.holes import openers
from blastradius.graph.kinds import Performs
from blastradius.model.cells import Level, Reversibility
from blastradius.model.entities import Operation
from blastradius.model.node import UNKNOWN


def operations_of(search: Search, system: str, since: datetime, now: datetime) -> tuple[ReachedOperation, ...]:
    """The operations reached, the soonest closing window first, reads last."""
    performed = search.performs.get(system, {})
    described = [name for name in sorted(performed) if search.rules.records(system, name)]
    found = [_operation(search, system, name, since, now) for name in described]
    return tuple(
        sorted(found, key=lambda each: (each.window is None, each.window.order if each.window else (), each.id))
    )


def _operation(search: Search, system: str, name: str, since: datetime, now: datetime) -> ReachedOperation:
    """One operation. Where it is written several times, the entry that leaves least hope has the word on undoing."""
    records = search.rules.records(system, name)
    ways = search.performs[system][name]
    judged = [_judged(search, record, since, now) for record in records if not record.reads_only]
    window, reversibility, record = max(judged, key=_hopelessness, default=(None, None, records[0]))
    blocks = [block for _, cell, each in judged if (block := _undo_block(search, each, cell, now))]
    block = max(blocks, key=lambda each: (each[0].rank, each[1]), default=None)
    return ReachedOperation(
        id=name,
        summary=record.summary,
        effect=_effects(records),
        tools=_tools(search, system, name, ways),
        brought_about_by=_causes(search, system, name),
        conditions=search.conditions(ways[0]) if search.cost(ways[0]).presumed else (),
        window=window,
        reversibility=reversibility,
        undo_block=block[0] if block else None,
        undo_needs=block[1] if block else (),
        source=record.source,
    )


_Judged = tuple[Window, Reversibility | None, Operation]


def _judged(search: Search, record: Operation, since: datetime, now: datetime) -> _Judged:
    reversibility = search.catalog.reversibility_of(record)
    return window_at(reversibility, since, now), reversibility, record


def _hopelessness(judged: _Judged) -> tuple[int, float, str]:
    """Orders entries for one operation by how little they promise; equal ones by their words."""
    window, _, record = judged
    earliest = -window.deadline.timestamp() if window.deadline else 0.0
    return (window.state.hopelessness, earliest, repr(record.source.value))


def _effects(records: Iterable[Operation]) -> tuple[str, ...]:
    """What any of the entries says that it does; an entry that says nothing adds that it is not known."""
    said = [each.effect or (UNKNOWN,) for each in records]
    return said[0] if len(said) == 1 else tuple(sorted({effect for effects in said for effect in effects}))


def _tools(search: Search, system: str, name: str, ways: list[Performs]) -> tuple[str, ...]:
    """The tools bound to it, or to what brings it about, through one of the credentials that can do it here."""
    by = {way.credential for way in ways}
    found: set[str] = set()
    for operation in _with_causes(search, system, name):
        for tool, agent, credential in search.index.tools_of_operation(system, operation):
            if credential in by or hands(agent, credential) in by or (not credential and taken_over(agent) in by):
                found.add(tool)
    return tuple(sorted(found))


def _causes(search: Search, system: str, name: str) -> tuple[str, ...]:
    """The operations reached that bring this one about by themselves."""
    return tuple(sorted(search.causes.get(system, {}).get(name, ())))


def _with_causes(search: Search, system: str, name: str) -> Iterable[str]:
    """The operation and whatever leads to it, at any remove."""
    found = {name: None}
    queue = [name]
    while queue:
        for cause in _causes(search, system, queue.pop()):
            if cause not in found:
                found[cause] = None
                queue.append(cause)
    return found


def _undo_block(
    search: Search, operation: Operation, reversibility: Reversibility | None, now: datetime
) -> tuple[UndoBlock, tuple[str, ...]] | None:
    """Why the undo may not be carried out once the starts are revoked, and which of them it needs.

    It takes what the operation that undoes it takes, else, where scopes are named for it, these with write access.
    """
    if reversibility is None or not (reversibility.undo_operation or reversibility.undo_requires):
        return None
    if reversibility.undo_operation is None:
        return _block_of(search, operation.system, Level.WRITE, reversibility.undo_requires, now)
    records = search.rules.records(operation.system, reversibility.undo_operation)
    found = [
        (UndoBlock.UNKNOWN, ())
        if undo.access is None
        else _block_of(search, undo.system, undo.access, (*undo.requires, *reversibility.undo_requires), now)
        for undo in records
    ]
    if not records:
        return (UndoBlock.UNKNOWN, ())
    return max(filter(None, found), key=lambda block: block[0].rank, default=None)


def _block_of(
    search: Search, system: str, access: Level, scopes: tuple[str, ...], now: datetime
) -> tuple[UndoBlock, tuple[str, ...]] | None:
    able = {name for name in search.index.able_to(system, access, scopes) if _still_opens(search, name, system, now)}
    if not able <= ends_with(search.index, search.held):
        return None
    if any(hole.access >= access for hole in openers(search.catalog, system)):
        return (UndoBlock.UNKNOWN, ())
    needed = tuple(name for name in sorted(search.held) if able & ends_with(search.index, [name]))
    return (UndoBlock.REVOKED, needed) if needed else (UndoBlock.NOBODY, ())


def _still_opens(search: Search, credential: str, system: str, now: datetime) -> bool:
    """Whether it opens the system now, and not only earlier in the time asked about."""
    ends = search.ends(credential, system)
    return any(end is None or end >= now for end in ends)
