"""Backwards over `obtainable_from`: who can get a credential's new value, and in which order to rotate."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import DoubtfulPlace, Origin, Step
from blastradius.analysis.reach.search import Search
from blastradius.analysis.reach.sources import Sources
from blastradius.graph.components import components
from blastradius.graph.holes import Hole, openers
from blastradius.graph.order import need_key, way_key
from blastradius.model.entities import Credential


def upstream(sources: Sources, starts: Iterable[str]) -> tuple[Origin, ...]:
    """Every credential from which one of the starts can be had, directly or by way of others, nearest first."""
    origins: dict[str, tuple[Step, ...]] = {}
    wave: list[tuple[str, tuple[Step, ...]]] = [(start, ()) for start in sorted(starts)]
    first = {name for name, _ in wave}
    while wave:
        next_wave: list[tuple[str, tuple[Step, ...]]] = []
        for name, path in wave:
            for origin, opens, obtains in sources.of(name):
                if origin not in origins and origin not in first:
                    origins[origin] = (opens, obtains, *path)
                    next_wave.append((origin, origins[origin]))
        wave = sorted(next_wave, key=lambda each: each[0])
    return tuple(Origin(id=name, path=path) for name, path in origins.items())


def places_not_known(search: Search, origins: Iterable[Origin]) -> tuple[DoubtfulPlace, ...]:
    """The places where a start, or what it can be had from, is kept, of which is not known who opens them."""
    found: dict[tuple[str, str], DoubtfulPlace] = {}
    for name in sorted({*search.held, *(origin.id for origin in origins)}):
        for entity in search.catalog.records(Credential, name):
            ways = sorted(entity.ways, key=way_key)
            for need in (need for way in ways for need in sorted(way.needs, key=need_key)):
                for hole in sorted(openers(search.catalog, need.system), key=_widest_first):
                    if hole.access >= need.access:
                        place = DoubtfulPlace(
                            credential=name, system=need.system, what=hole.what, where=hole.where or need.source
                        )
                        found.setdefault((name, need.system), place)
    return tuple(found[key] for key in sorted(found))


def _widest_first(hole: Hole) -> tuple[int, str]:
    return (-hole.access, repr(hole.where.value) if hole.where else "")


def rotation_order(sources: Sources, credentials: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The credentials in the order in which to rotate them: what opens others first, cycles together."""
    named = set(credentials)
    edges = {name: sorted({origin for origin, _, _ in sources.of(name)} & named) for name in sorted(named)}
    return components(edges)
