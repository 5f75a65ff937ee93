"""What stands between a model and the harm, before and after: approval, limits, retries, undo, idempotency."""

from collections.abc import Iterator
from typing import NamedTuple

from blastradius.analysis.diff.cells import Table
from blastradius.analysis.diff.report import APPROVAL, GuardChange
from blastradius.lint.rates import parse_rate
from blastradius.model.catalog import Catalog
from blastradius.model.cells import REPEATS, Reversal
from blastradius.model.entities import Bound, Tool
from blastradius.model.rows import Row
from blastradius.source.document import Ref

_APPROVALS = ("human", "policy", "none")
_UNLIMITED = float("inf")
_NOT_WRITTEN = "not written"


class _Guard(NamedTuple):
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


def _guards(row: Row, catalog: Catalog) -> Iterator[tuple[str, _Guard]]:
    tool = row.tool
    acting = [each for each in tool.bound if _changes(each, catalog)]
    if acting:
        yield APPROVAL, _word(tool.source / "approval", _APPROVALS)
        yield "limit", _limit(tool)
        yield "retries", _Guard(tool.retries or 0, _text(tool.source / "retries"), tool.source / "retries")
    for bound in acting:
        yield from _of_operation(bound, catalog)


def _of_operation(bound: Bound, catalog: Catalog) -> Iterator[tuple[str, _Guard]]:
    operation = catalog.operation[bound.system, bound.operation]
    cells = catalog.reversibility_of(operation)
    if cells:
        place = cells.source / "class" if isinstance(cells.source.value, dict) else cells.source
        yield f"reversibility of {bound.target}", _word(place, tuple(Reversal))
    yield f"idempotency of {bound.target}", _word(operation.source / "idempotency" / "class", REPEATS)


def _changes(bound: Bound, catalog: Catalog) -> bool:
    operation = catalog.operation.get((bound.system, bound.operation))
    return operation is not None and not operation.reads_only


def _word(place: Ref, ranks: tuple[str, ...]) -> _Guard:
    """A word of an order; what is not known is worse than the worst."""
    value = place.value
    known = isinstance(value, str) and value in ranks
    return _Guard(ranks.index(str(value)) if known else len(ranks), _text(place), place)


def _limit(tool: Tool) -> _Guard:
    rate = parse_rate(tool.limit.rate) if tool.limit else None
    place = tool.source / "limit"
    if rate is None:
        return _Guard(_UNLIMITED, _NOT_WRITTEN, place)
    return _Guard(rate.number / rate.seconds, rate.text, place / "rate")


def _text(place: Ref) -> str:
    value = place.value
    return _NOT_WRITTEN if value is None else str(value)
