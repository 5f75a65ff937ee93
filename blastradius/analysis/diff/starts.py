"""All starts of both sides, and what changed for each. Proofs are told up to a limit: beyond it nobody reads them."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from blastradius.analysis.diff.changes import Face, changed, seen
from blastradius.analysis.diff.report import Renamed, StartChange
from blastradius.analysis.diff.side import Name, Side
from blastradius.analysis.diff.widened import widened
from blastradius.graph.sweep import Reached

PROVEN = 3_000
"""Changes of a start and a system that are told with their lines and paths."""


class Compared(Struct, frozen=True, kw_only=True):
    """What changed, and how many starts are told without lines and paths."""

    starts: tuple[StartChange, ...]
    compared: int
    unproven: int


def compare(before: Side, after: Side, moved: Iterable[Renamed], only: frozenset[Name]) -> Compared:
    """What changed for every start, or for those in `only`."""
    old = {(each.kind, each.after): each.before for each in moved}
    starts = sorted(only or {*before.starts, *after.starts})
    together = min(before.sweep.together, after.sweep.together)
    found: list[StartChange] = []
    left, unproven = PROVEN, 0
    for first in range(0, len(starts), together):
        part = starts[first : first + together]
        was, is_ = dict(before.reached(part)), dict(after.reached(part))
        differing = _differing(was, is_)
        for number, start in enumerate(part):
            systems = differing.get(number, ())
            known = start in before.starts, start in after.starts
            wider, narrower = widened(start, after, before), widened(start, before, after)
            if not (systems or wider or narrower or known[0] != known[1]):
                continue
            proven = left > 0 and bool(systems)
            left -= len(systems)
            unproven += bool(systems) and not proven
            gained, lost, more, fewer = changed(
                systems,
                Face(seen(was, systems, number), before.lookups, before.search(start) if proven else None),
                Face(seen(is_, systems, number), after.lookups, after.search(start) if proven else None),
            )
            kind, name = start
            found.append(
                StartChange(
                    kind=kind,
                    id=name,
                    before=old.get((kind.value, name), name) if known[0] else None,
                    after=name if known[1] else None,
                    gained=gained,
                    lost=lost,
                    operations_gained=more,
                    operations_lost=fewer,
                    widened=wider,
                    narrowed=narrower,
                )
            )
    return Compared(starts=tuple(found), compared=len(starts), unproven=unproven)


def _differing(was: Mapping[str, Reached], is_: Mapping[str, Reached]) -> dict[int, list[str]]:
    """By the number of a start, the systems that it reaches differently."""
    found: dict[int, list[str]] = {}
    for system in sorted({*was, *is_}):
        bits = 0
        for old, new in _pairs(was.get(system), is_.get(system)):
            bits |= old ^ new
        while bits:
            lowest = bits & -bits
            found.setdefault(lowest.bit_length() - 1, []).append(system)
            bits ^= lowest
    return found


def _pairs(old: Reached | None, new: Reached | None) -> Iterator[tuple[int, int]]:
    """The sets of both sides for each level and operation."""
    for key in {*(old.access if old else ()), *(new.access if new else ())}:
        yield old.access.get(key, 0) if old else 0, new.access.get(key, 0) if new else 0
    for name in {*(old.operations if old else ()), *(new.operations if new else ())}:
        yield old.operations.get(name, 0) if old else 0, new.operations.get(name, 0) if new else 0
