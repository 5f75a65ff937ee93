"""What stands between a model and the harm, before and after: approval, limits, retries, undo, idempotency."""

from collections.abc import Iterator
from typing import NamedTuple

from blastradius.analysis.diff.cells import Table
from blastradius.analysis.diff.report import APPROVAL, GuardChange
from blastradius.lint.rates import parse_rate
from blastradius.model.catalog import Catalog
from blastradius.model.cells import REPEATS, Reversal, Reversibility
from blastradius.model.entities import Bound, Tool
from blastradius.model.rows import Row
from blastradius.source.document import Ref

_APPROVALS = ("human", "policy", "none")
SEEN = _APPROVALS.index("human")
"""How weak the approval of a person is."""

_UNLIMITED = float("inf")
_UNDOABLE = (Reversal.REVERSIBLE, Reversal.COMPENSABLE)
_NOT_WRITTEN = "not written"


class Guard(NamedTuple):
    """How weak a guard is (0 is the best), what is written, and where."""

    weakness: float
    says: str
    where: Ref


def changed(before: Table, after: Table, old: Catalog, new: Catalog) -> Iterator[GuardChange]:
    """The guards of tools that are there on both sides, where they hold more or less than before."""
    for (agent, tool), row in after.items():
        was = before.get((agent, tool))
        if was is None:
            continue
        earlier = dict(_guards(was, old))
        for name, now in _guards(row, new):
            then = earlier.get(name)
            if then and then.weakness != now.weakness:
                yield GuardChange(
                    agent=agent,
                    tool=tool,
                    guard=name,
                    before=then.says,
                    after=now.says,
                    weaker=now.weakness > then.weakness,
                    where=now.where,
                )


def approval(tool: Tool) -> Guard:
    """Who sees a call before it is made; what is not known is worse than nobody."""
    return _word(tool.source / "approval", _APPROVALS)


def _guards(row: Row, catalog: Catalog) -> Iterator[tuple[str, Guard]]:
    tool = row.tool
    acting = [each for each in tool.bound if _changes(each, catalog)]
    if acting:
        yield APPROVAL, approval(tool)
        yield "limit", _limit(tool)
        yield "retries", Guard(tool.retries or 0, _text(tool.source / "retries"), tool.source / "retries")
    for bound in acting:
        yield f"condition of {bound.target}", _condition(bound)
        yield from _of_operation(bound, catalog)
    for name in dict.fromkeys(each.credential for each in tool.bound):
        yield from _of_credential(name, catalog)


def _of_operation(bound: Bound, catalog: Catalog) -> Iterator[tuple[str, Guard]]:
    operation = catalog.operation[bound.system, bound.operation]
    cells = catalog.reversibility_of(operation)
    if cells:
        place = cells.source / "class" if isinstance(cells.source.value, dict) else cells.source
        yield f"reversibility of {bound.target}", _word(place, tuple(Reversal))
        if cells.reversal in _UNDOABLE:
            yield f"undo window of {bound.target}", _window(cells)
    yield f"idempotency of {bound.target}", _word(operation.source / "idempotency" / "class", REPEATS)


def _window(cells: Reversibility) -> Guard:
    """How long there is time for the undo. Until an event is better than until nobody knows when."""
    place = cells.source / "window"
    if cells.window is None:
        return Guard(
            -1 if cells.until else 0, cells.until or _text(place), cells.source / "until" if cells.until else place
        )
    return Guard(-_UNLIMITED if cells.window.seconds is None else -cells.window.seconds, _text(place), place)


def _of_credential(name: str | None, catalog: Catalog) -> Iterator[tuple[str, Guard]]:
    credential = catalog.credential.get(name or "")
    if credential and credential.revoke:
        place = credential.source / "revoke" / "kills_sessions"
        ranks = {True: 0, False: 1, None: 2}
        yield f"kills_sessions of {name}", Guard(ranks[credential.revoke.kills_sessions], _text(place).lower(), place)


def _changes(bound: Bound, catalog: Catalog) -> bool:
    operation = catalog.operation.get((bound.system, bound.operation))
    return operation is not None and not operation.reads_only


def _word(place: Ref, ranks: tuple[str, ...]) -> Guard:
    """A word of an order; what is not known is worse than the worst."""
    value = place.value
    known = isinstance(value, str) and value in ranks
    return Guard(ranks.index(str(value)) if known else len(ranks), _text(place), place)


def _condition(bound: Bound) -> Guard:
    """Whether a tool does it only in some calls; one condition for another is no more and no less."""
    place = bound.source / "when" if isinstance(bound.source.value, dict) else bound.source
    return Guard(0, bound.when.words, place) if bound.when else Guard(1, "none, it happens in every call", bound.source)


def _limit(tool: Tool) -> Guard:
    rate = parse_rate(tool.limit.rate) if tool.limit else None
    place = tool.source / "limit"
    if rate is None:
        return Guard(_UNLIMITED, _NOT_WRITTEN, place)
    return Guard(rate.number / rate.seconds, rate.text, place / "rate")


def _text(place: Ref) -> str:
    value = place.value
    return _NOT_WRITTEN if value is None else str(value)
