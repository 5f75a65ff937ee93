"""Backwards over `obtainable_from`: from which credentials each credential can be had."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Step
from blastradius.graph.index import covers_resource
from blastradius.graph.order import grant_key, need_key, way_key
from blastradius.graph.scopes import covered
from blastradius.model.entities import Credential, Grant, Need, Way


class Sources:
    """From which credentials each credential can be obtained. Conditions and caps do not count: better too many."""

    def __init__(self, index: Lookups) -> None:
        self.index = index
        self._granted: dict[str, list[list[Grant]]] = {}

    def of(self, credential: str) -> Iterator[tuple[str, Step, Step]]:
        """The credentials that open a place where this one can be had, each with the two hops."""
        for entity in self.index.catalog.records(Credential, credential):
            for way in sorted(entity.ways, key=way_key):
                for need in sorted(way.needs, key=need_key):
                    for grant in self._openers(need):
                        yield grant.credential, _opens(grant), _obtains(need, entity, way)

    def _openers(self, need: Need) -> Iterator[Grant]:
        """One grant of each credential that meets the need."""
        parts = self._parts(need)
        for grants in self._holders(need.system):
            if not any(grant.access >= need.access for grant in grants):
                continue
            for part in parts:
                if self.index.gives(grants, need.system, part, need.access, need.requires):
                    yield next(each for each in grants if each.access >= need.access and covers_resource(each, part))
                    break

    def _parts(self, need: Need) -> Sequence[str]:
        """The parts of the system with which the need is content, of those that anybody names."""
        parts = self.index.resources_of(need.system)
        if not need.resources:
            return parts
        return covered(need.resources, parts)

    def _holders(self, system: str) -> list[list[Grant]]:
        """The grants on a system that count, of each credential apart, in the order of their ids."""
        if system not in self._granted:
            found: dict[str, list[Grant]] = {}
            for grant in self.index.grants_on[system]:
                if self.index.valid(grant.until) and not self.index.expired(grant.credential):
                    found.setdefault(grant.credential, []).append(grant)
            self._granted[system] = [sorted(found[name], key=grant_key) for name in sorted(found)]
        return self._granted[system]


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
