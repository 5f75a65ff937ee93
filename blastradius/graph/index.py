"""What the rules look up in a catalog, by system and by credential, for the time that is asked about."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

import msgspec

from blastradius.graph.kinds import PROMPT_INJECTION, WHOLE
from blastradius.graph.scopes import ScopeRules, covers
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Bound, Discharge, Feed, Grant, Need, Operation, System, Way
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

_READING = frozenset({"read", "execute", UNKNOWN})
"""Effects by which what stands in a system can come back to an agent: free SQL returns rows."""


class Index:
    """Lookups over one catalog. A grant or credential counts if it was valid at any moment since `since`."""

    def __init__(self, catalog: Catalog, since: datetime) -> None:
        self.catalog = catalog
        self.since = since

    def conditions(self) -> frozenset[str]:
        """Every condition that the inventory names, without the reserved one."""
        named = {name for system in self.catalog.systems for grant in system.grants for name in grant.conditions}
        for credential in self.catalog.credentials:
            for way in credential.ways:
                named.update(way.conditions, *(need.conditions for need in way.needs))
        return frozenset(named - {PROMPT_INJECTION})

    def grants_of(self, credential: str) -> list[Grant]:
        """The grants of a credential that were valid in the time asked about."""
        return [grant for grant in self.all_grants_of(credential) if self.valid(grant.until)]

    def all_grants_of(self, credential: str) -> list[Grant]:
        """The grants of a credential, ended ones too."""
        return self.grants.get(credential, [])

    def valid(self, end: datetime | None) -> bool:
        """Whether something that holds until `end` held at some moment since `since`."""
        return end is None or end >= self.since

    def expired(self, credential: str) -> bool:
        """Whether every record of the credential says that it had ended before."""
        return credential in self._expired

    def gives(self, grants: list[Grant], system: str, resource: str, level: Level, scopes: tuple[str, ...]) -> bool:
        """Whether one resource of one credential has the level and all the scopes."""
        covering = [grant for grant in grants if grant.system == system and covers_resource(grant, resource)]
        carry = self.scope_rules(system).carries
        return any(grant.access >= level for grant in covering) and all(
            any(carry(grant, scope) for grant in covering) for scope in scopes
        )

    def able_to(self, system: str, level: Level, scopes: tuple[str, ...]) -> frozenset[str]:
        """The credentials whose grants, all conditions met, give this level and these scopes on some part."""
        by_credential: dict[str, list[Grant]] = {}
        for grant in self.grants_on.get(system, ()):
            if self.valid(grant.until) and not self.expired(grant.credential):
                by_credential.setdefault(grant.credential, []).append(grant)
        return frozenset(
            name
            for name, grants in by_credential.items()
            if any(self.gives(grants, system, resource, level, scopes) for resource in self.resources_of(system))
        )

    def opens(self, credential: str, system: str) -> bool:
        """Whether any grant, ended ones too, gives this credential access there."""
        return any(grant.system == system for grant in self.all_grants_of(credential))

    def resources_of(self, system: str) -> tuple[str, ...]:
        """The parts of a system that anybody names, and the whole."""
        return self.resources.get(system, (WHOLE,))

    def scope_rules(self, system: str) -> ScopeRules:
        """How scopes compare in a system."""
        if system not in self._compared:
            self._compared[system] = ScopeRules(self._records.get(system, ()))
        return self._compared[system]

    @cached_property
    def grants(self) -> dict[str, list[Grant]]:
        """Grants by the credential that they are given to."""
        found: dict[str, list[Grant]] = {}
        for grant in self._all_grants:
            found.setdefault(grant.credential, []).append(grant)
        return found

    @cached_property
    def grants_on(self) -> dict[str, list[Grant]]:
        """Grants by the system that they open."""
        found: dict[str, list[Grant]] = {}
        for grant in self._all_grants:
            found.setdefault(grant.system, []).append(grant)
        return found

    @cached_property
    def _records(self) -> dict[str, tuple[System, ...]]:
        """Every entry for a system: there should be one, but all that was written counts."""
        found: dict[str, tuple[System, ...]] = {}
        for system in self.catalog.systems:
            found[system.id] = (*found.get(system.id, ()), system)
        return found

    @cached_property
    def _all_grants(self) -> tuple[Grant, ...]:
        written = (_at_worst(grant) for system in self.catalog.systems for grant in system.grants)
        return (*written, *self._shown_by_tools())

    def _shown_by_tools(self) -> Iterator[Grant]:
        """A tool shows that its credential works in a system, where no grant for the two is written.

        How far is not known, and therefore all the way: a grant that is missing must not turn into a "no".
        """
        written = {(grant.credential, each.id) for each in self.catalog.systems for grant in each.grants}
        seen: set[tuple[str, str]] = set()
        for _, bound in self._bindings:
            place = (bound.credential or "", bound.system)
            if bound.credential and place not in written and place not in seen:
                seen.add(place)
                yield everything(bound.credential, bound.system, bound.source)

    @cached_property
    def _bindings(self) -> tuple[tuple[str, Bound], ...]:
        """What each agent's tools do, by the names of agents and tools and not by where they stand."""
        named = sorted(
            ((agent.id, tool.name, tool.bound) for agent in self.catalog.agents for tool in agent.tools),
            key=lambda each: each[:2],
        )
        return tuple((agent, bound) for agent, _, several in named for bound in several)

    @cached_property
    def needs(self) -> dict[str, list[tuple[str, int, Way, int, Need]]]:
        """By system, what ways to a credential ask for there: credential, number of the way, way, position, need."""
        found: dict[str, list[tuple[str, int, Way, int, Need]]] = {}
        numbered: dict[str, int] = {}
        for credential in self.catalog.credentials:
            for way in credential.ways:
                number = numbered[credential.id] = numbered.get(credential.id, -1) + 1
                for position, need in enumerate(way.needs):
                    found.setdefault(need.system, []).append((credential.id, number, way, position, need))
        return found

    @cached_property
    def operations(self) -> dict[str, list[Operation]]:
        """Operations by system."""
        found: dict[str, list[Operation]] = {}
        for system in self.catalog.systems:
            found.setdefault(system.id, []).extend(system.operations)
        return found

    @cached_property
    def feeds_from(self) -> dict[str, list[Feed]]:
        """Where data written to a system flows."""
        found: dict[str, list[Feed]] = {}
        for system in self.catalog.systems:
            found.setdefault(system.id, []).extend(system.feeds)
        return found

    @cached_property
    def feeds_into(self) -> dict[str, list[tuple[str, Feed]]]:
        """From which systems data flows into a system."""
        found: dict[str, list[tuple[str, Feed]]] = {}
        for system in self.catalog.systems:
            for feed in system.feeds:
                found.setdefault(feed.system, []).append((system.id, feed))
        return found

    @cached_property
    def readers(self) -> dict[str, list[tuple[str, Ref]]]:
        """The agents with a tool that reads the system, and the place that says so."""
        found: dict[str, dict[str, Ref]] = {}
        for agent, bound in self._bindings:
            known = [each for each in self.operations.get(bound.system, ()) if each.id == bound.operation]
            if not known or any(not each.effect or not _READING.isdisjoint(each.effect) for each in known):
                found.setdefault(bound.system, {}).setdefault(agent, bound.source)
        return {system: list(agents.items()) for system, agents in found.items()}

    @cached_property
    def resources(self) -> dict[str, tuple[str, ...]]:
        """The parts of each system that anybody names, and the whole."""
        named: dict[str, set[str]] = {}
        for system in self.catalog.systems:
            for grant in system.grants:
                named.setdefault(system.id, {WHOLE}).update(grant.resources or ())
        for credential in self.catalog.credentials:
            for way in credential.ways:
                for need in way.needs:
                    named.setdefault(need.system, {WHOLE}).update(need.resources)
        return {system: tuple(sorted(resources)) for system, resources in named.items()}

    @cached_property
    def _compared(self) -> dict[str, ScopeRules]:
        return {}

    @cached_property
    def _expired(self) -> frozenset[str]:
        ended = {each.id for each in self.catalog.credentials if not self.valid(each.expires)}
        return frozenset(ended - {each.id for each in self.catalog.credentials if self.valid(each.expires)})

    @cached_property
    def discharges(self) -> dict[str, list[Discharge]]:
        """Conditions that access to a system satisfies."""
        found: dict[str, list[Discharge]] = {}
        for system in self.catalog.systems:
            found.setdefault(system.id, []).extend(system.discharges)
        return found


def _at_worst(grant: Grant) -> Grant:
    """A grant with a limit that is not known, or empty, counts as admin on the whole system."""
    if not grant.worst:
        return grant
    return msgspec.structs.replace(grant, access=Level.ADMIN, scopes=None, resources=None)


def everything(credential: str, system: str, source: Ref) -> Grant:
    """A grant of all there is, for where nobody wrote how far it goes."""
    return Grant(
        credential=credential,
        system=system,
        access=Level.ADMIN,
        scopes=None,
        resources=None,
        denies=(),
        conditions=(),
        until=None,
        worst=("access",),
        source=source,
    )


def covers_resource(grant: Grant, resource: str) -> bool:
    """Whether the grant holds for this part of its system."""
    return grant.resources is None or any(covers(pattern, resource) for pattern in grant.resources)
