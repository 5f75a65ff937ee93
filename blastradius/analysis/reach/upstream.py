"""Backwards over `obtainable_from`: who can get a credential's new value, and in which order to rotate."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import Origin, Step
from blastradius.analysis.reach.sources import Sources
from blastradius.graph.components import components


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


def rotation_order(sources: Sources, credentials: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The credentials in the order in which to rotate them: what opens others first, cycles together."""
    named = set(credentials)
    edges = {name: sorted({origin for origin, _, _ in sources.of(name)} & named) for name in sorted(named)}
    return components(edges)
