"""What nobody wrote down and what could therefore lead around a cut."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.report import Unknown
from blastradius.graph.holes import Hole, on_the_way, openers, places
from blastradius.graph.index import Index
from blastradius.source.document import Ref


def ways_not_known(index: Index, systems: Iterable[str], doubts: Iterable[Hole]) -> tuple[Unknown, ...]:
    """Holes on any way back from the systems, whatever it asks for: better too many. And other doubts.

    Each place once, sorted; what has none is said elsewhere.
    """
    holes = (*_holes(index, *on_the_way(index, systems, ())), *doubts)
    found = {f"{hole.where!r}": Unknown(where=hole.where, what=hole.what) for hole in holes if hole.where}
    return tuple(sorted(found.values(), key=lambda each: (_place(each.where), each.what)))


def _holes(index: Index, systems: Iterable[str], credentials: Iterable[str]) -> Iterator[Hole]:
    for system in systems:
        yield from openers(index.catalog, system)
    for credential in credentials:
        if not index.expired(credential):
            yield from places(index, credential)


def _place(where: Ref) -> tuple[str, int, str]:
    return (where.document.path, where.document.index, where.rfc6901)
