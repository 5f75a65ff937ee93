"""The whole answer to `diff`: two sweeps over all starts, then searches from those alone for which they differ."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from blastradius.analysis.diff import cells, guards, unseen
from blastradius.analysis.diff.renames import renamed, under_new_ids
from blastradius.analysis.diff.report import DiffReport
from blastradius.analysis.diff.side import Name, Side
from blastradius.analysis.diff.starts import PROVEN, compare
from blastradius.analysis.reach.doubled import doubled_entities
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.model.rows import rows


def diff(  # noqa: PLR0913 - the question has as many parts
    base: Catalog,
    head: Catalog,
    *,
    names: tuple[str, str],
    now: datetime,
    only: frozenset[Name] = frozenset(),
    assumed: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    problems: tuple[tuple[Finding, ...], tuple[Finding, ...]] = ((), ()),
) -> DiffReport:
    """What changed from `base` to `head`, called by these `names`, for all starts or those in `only`.

    `problems` are those of reading, of either side; each is told with the name of its side.
    """
    moved = renamed(base, head)
    before, after = Side(under_new_ids(base, moved), now, assumed), Side(head, now, assumed)
    found = compare(before, after, moved, only)
    twice = tuple(doubled_entities(base)), tuple(doubled_entities(head))
    was, is_ = cells.by_tool(rows(before.catalog, now)), cells.by_tool(rows(head, now))
    return DiffReport(
        complete=base.complete and head.complete and not any(twice),
        now=now,
        base=names[0],
        head=names[1],
        assumed=tuple(sorted(assumed)),
        renamed=moved,
        starts=found.starts,
        compared=found.compared,
        tools_added=tuple(sorted(f"{agent}/{tool}" for agent, tool in is_.keys() - was.keys())),
        tools_removed=tuple(sorted(f"{agent}/{tool}" for agent, tool in was.keys() - is_.keys())),
        cells_gained=tuple(cells.gained(was, is_)),
        cells_lost=tuple(cells.lost(was, is_)),
        cells_open=tuple(cells.opened(was, is_)),
        guards=tuple(guards.changed(was, is_, before.catalog, head)),
        effects=tuple(unseen.gained(before.catalog, head)),
        notes=(*notes, *([_unproven(found.unproven)] if found.unproven else ())),
        problems=tuple(_told((*problems[0], *twice[0]), (*problems[1], *twice[1]), names)),
    )


def _told(before: Sequence[Finding], after: Sequence[Finding], names: tuple[str, str]) -> Iterator[Finding]:
    """Each problem once, and in which of the two it is."""
    found_in = tuple(zip(names, (frozenset(before), frozenset(after)), strict=True))
    for each in dict.fromkeys((*before, *after)):
        sides = [name for name, found in found_in if each in found]
        yield msgspec.structs.replace(each, message=f"{each.message} (in {' and '.join(dict.fromkeys(sides))})")


def _unproven(number: int) -> str:
    told = f"More than {PROVEN:,} changes: {number} starts are told without lines and paths"
    return f"{told}; `--start ID` tells those of one."
