"""Backwards over `obtainable_from`: who can get a credential's new value, and in which order to rotate."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.report import Origin, Step
from blastradius.graph.components import components
from blastradius.graph.index import Index, asks_for, covers_resource
from blastradius.graph.order import grant_key, need_key, way_key
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Credential, Grant, Need, Way
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref


class Sources:
    """From which credentials each credential can be obtained. Conditions and caps do not count: better too many."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def of(self, credential: str) -> Iterator[tuple[str, Step, Step]]:
        """The credentials that open a place where this one can be had, each with the two hops."""
        for entity in self._index.catalog.credentials:
            if entity.id == credential:
                for way in sorted(entity.ways, key=way_key):
                    for need in sorted(way.needs, key=need_key):
                        for grant in self._openers(need):
                            yield grant.credential, _opens(grant), _obtains(need, entity, way)

    def _openers(self, need: Need) -> Iterator[Grant]:
        """One grant of each credential that meets the need."""
        by_credential: dict[str, list[Grant]] = {}
        for grant in self._index.grants_on.get(need.system, ()):
            if self._index.valid(grant.until) and not self._index.expired(grant.credential):
                by_credential.setdefault(grant.credential, []).append(grant)
        for name in sorted(by_credential):
            grants = sorted(by_credential[name], key=grant_key)
            for resource in self._index.resources_of(need.system):
                given = self._index.gives(grants, need.system, resource, need.access, need.requires)
                if given and asks_for(need, resource):
                    yield next(
                        each for each in grants if each.access >= need.access and covers_resource(each, resource)
                    )
                    break


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


def unnamed_places(credential: Credential) -> Iterator[Ref]:
    """Where it says that the credential can be had from somewhere, and not from where."""
    ways = credential.source / "obtainable_from"
    if ways.value == UNKNOWN:
        yield ways
    for index in range(len(ways.value) if isinstance(ways.value, list) else 0):
        together = ways / index / "all_of"
        several = isinstance(together.value, list)
        asked = [together / each for each in range(len(together.value))] if several else [together, ways / index]
        for place in asked:
            if place.value == UNKNOWN:
                yield place
            elif (place / "system").value == UNKNOWN:
                yield place / "system"


def kept_elsewhere(catalog: Catalog, credentials: Iterable[str]) -> tuple[str, ...]:
    """Those of the credentials that can also be had from a place that nobody named."""
    named = set(credentials)
    found = (each.id for each in catalog.credentials if each.id in named and any(unnamed_places(each)))
    return tuple(sorted(set(found)))


def rotation_order(sources: Sources, credentials: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The credentials in the order in which to rotate them: what opens others first, cycles together."""
    named = set(credentials)
    edges = {name: sorted({origin for origin, _, _ in sources.of(name)} & named) for name in sorted(named)}
    return components(edges)


def _opens(grant: Grant) -> Step:
    return Step(
        rule="grant",
        origin=f"credential:{grant.credential}",
        target=f"system:{grant.system}",
        at=grant.source,
        says=f"{grant.credential} opens {grant.system} with {grant.access.word} access.",
    )


def _obtains(need: Need, credential: Credential, way: Way) -> Step:
    note = f": {way.how}" if way.how else ""
    gets = "gets hold of" if len(way.needs) == 1 else "has one part of what it takes to get"
    return Step(
        rule="obtain",
        origin=f"system:{need.system}",
        target=f"credential:{credential.id}",
        at=need.source,
        says=f"Whoever has {need.access.word} access to {need.system} {gets} {credential.id}{note}.",
    )
