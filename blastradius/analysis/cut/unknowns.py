"""What nobody wrote down and what could therefore lead around a cut."""

from collections.abc import Iterable

from blastradius.analysis.reach.possible import Possible
from blastradius.analysis.reach.report import Unknown
from blastradius.analysis.reach.search import Search
from blastradius.graph.holes import Hole
from blastradius.model.cells import Level
from blastradius.source.document import Ref


def ways_not_known(search: Search, systems: Iterable[str], doubts: Iterable[Hole]) -> tuple[Unknown, ...]:
    """Holes on any way back from the systems, whatever it asks for: better too many. And other doubts.

    Each place once, sorted; what has none is said elsewhere.
    """
    cut = tuple(systems)
    holes = (*(Possible(search, cut).holes if cut else ()), *doubts)
    found = {f"{hole.where!r}": Unknown(where=hole.where, what=hole.what) for hole in holes if hole.where}
    return tuple(sorted(found.values(), key=lambda each: (_place(each.where), each.what)))


def holes_to_anything(search: Search) -> tuple[Hole, ...]:
    """The holes that anything rests on which is not reached without them: the fewest for each system, each once."""
    named = sorted({*search.catalog.system, *search.catalog.documents.words("system")})
    possible = Possible(search, named)
    found: dict[Hole, None] = {}
    for system in named:
        level = next((level for level in Level if level not in search.access.get(system, {})), None)
        if level is not None:
            found |= dict.fromkeys(possible.behind_access(system, level))
    return tuple(found)


def _place(where: Ref) -> tuple[str, int, str]:
    return (where.document.path, where.document.index, where.rfc6901)
