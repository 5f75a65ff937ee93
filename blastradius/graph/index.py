"""What the rules look up in a catalog, by system and by credential, for the time that is asked about.

Everything is looked up by the word that somebody asks for and kept: an answer touches few entities of many.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from blastradius.graph.kinds import PROMPT_INJECTION, WHOLE
from blastradius.graph.scopes import ScopeRules, covers
from blastradius.graph.shown import beyond, everything
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.durations import parse_moment
from blastradius.model.entities import (
    Agent,
    Bound,
    Credential,
    Discharge,
    Feed,
    Grant,
    Need,
    Operation,
    System,
    Way,
)
from blastradius.model.node import UNKNOWN, is_open
from blastradius.source.document import Ref
from blastradius.source.mentions import system_of_word, word_in_system

_READING = frozenset({"read", "execute", UNKNOWN})
"""Effects by which what stands in a system can come back to an agent: free SQL returns rows."""

_Found = TypeVar("_Found")
NumberedNeed = tuple[str, int, Way, int, Need]
"""Credential, number of the way to it, the way, position in there, and what is needed."""


class Lookup(Generic[_Found]):
    """What `find` says of a name, asked once for each."""

    def __init__(self, find: Callable[[str], _Found]) -> None:
        self._find = find
        self._known: dict[str, _Found] = {}

    def __getitem__(self, name: str) -> _Found:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]


class Index:
    """Lookups over one catalog. A grant or credential counts if it was valid at any moment since `since`."""

    def __init__(self, catalog: Catalog, since: datetime) -> None:
        self.catalog = catalog
        self.since = since
        self.grants = Lookup(self._grants)
        """By credential, the grants that it was given, ended ones too."""
        self.grants_on = Lookup(self._grants_on)
        """By system, the grants that open it, ended ones too."""
        self.needs = Lookup(self._needs)
        """By system, what ways to a credential ask for there."""
        self.operations = Lookup(self._operations)
        """By system, what can be done there."""
        self.entries = Lookup(self._entries)
        """By system and id, every entry for an operation: there should be one, but all that was written counts."""
        self.feeds_from = Lookup(self._feeds_from)
        """By system, where data written to it flows."""
        self.feeds_into = Lookup(self._feeds_into)
        """By system, from which others data flows into it."""
        self.readers = Lookup(self._readers)
        """By system, the agents with a tool that reads it, and the place that says so."""
        self.resources = Lookup(self._resources)
        """By system, the parts that anybody names, and the whole."""
        self.discharges = Lookup(self._discharges)
        """By system, the conditions that access to it satisfies."""
        self.bindings = Lookup(self._bindings)
        """By system, what tools do there: agent, tool and binding, by the names of agents and tools."""
        self._compared = Lookup(lambda system: ScopeRules(self._records[system]))
        self._expired = Lookup(self._has_expired)
        self._records = Lookup(lambda system: catalog.records(System, system))

    def conditions(self) -> frozenset[str]:
        """Every condition that a grant or a way to a credential names, without the reserved one."""
        return self._conditions

    def grants_of(self, credential: str) -> list[Grant]:
        """The grants of a credential that were valid in the time asked about."""
        return [grant for grant in self.grants[credential] if self.valid(grant.until)]

    def all_grants_of(self, credential: str) -> list[Grant]:
        """The grants of a credential, ended ones too."""
        return self.grants[credential]

    def valid(self, end: datetime | None) -> bool:
        """Whether something that holds until `end` held at some moment since `since`."""
        return end is None or end >= self.since

    def expired(self, credential: str) -> bool:
        """Whether every record of the credential says that it had ended before."""
        return self._expired[credential]

    def gives(self, grants: list[Grant], system: str, resource: str, level: Level, scopes: tuple[str, ...]) -> bool:
        """Whether one resource of one credential has the level and all the scopes."""
        covering = [grant for grant in grants if grant.system == system and covers_resource(grant, resource)]
        carry = self.scope_rules(system).carries
        return any(grant.access >= level for grant in covering) and all(
            any(carry(grant, scope) for grant in covering) for scope in scopes
        )

    def suffices(self, grants: Iterable[Grant], operation: Operation) -> bool:
        """Whether grants of one credential give, on some part of the system, the level and all the scopes."""
        held = list(grants)
        if operation.access is None:
            return bool(held)
        carry = self.scope_rules(operation.system).carries
        for grant in held:  # nearly always one grant is enough, and then no part has to be looked at
            if grant.access >= operation.access and all(carry(grant, scope) for scope in operation.requires):
                return True
        return len(held) > 1 and any(
            self.gives(held, operation.system, resource, operation.access, operation.requires)
            for resource in self.resources_of(operation.system)
        )

    def able_to(self, system: str, level: Level, scopes: tuple[str, ...]) -> frozenset[str]:
        """The credentials whose grants, all conditions met, give this level and these scopes on some part."""
        by_credential: dict[str, list[Grant]] = {}
        for grant in self.grants_on[system]:
            if self.valid(grant.until) and not self.expired(grant.credential):
                by_credential.setdefault(grant.credential, []).append(grant)
        return frozenset(
            name
            for name, grants in by_credential.items()
            if any(self.gives(grants, system, resource, level, scopes) for resource in self.resources_of(system))
        )

    def opens(self, credential: str, system: str) -> bool:
        """Whether any grant, ended ones too, gives this credential access there."""
        return any(grant.system == system for grant in self.grants[credential])

    def resources_of(self, system: str) -> tuple[str, ...]:
        """The parts of a system that anybody names, and the whole."""
        return self.resources[system]

    def scope_rules(self, system: str) -> ScopeRules:
        """How scopes compare in a system."""
        return self._compared[system]

    @cached_property
    def _conditions(self) -> frozenset[str]:
        return frozenset(self.catalog.documents.words("condition")) - {PROMPT_INJECTION}

    def _grants(self, credential: str) -> list[Grant]:
        systems = self.catalog.naming(f"credential:{credential}", System)
        written = [_at_worst(grant) for system in systems for grant in system.grants if grant.credential == credential]
        agents = self.catalog.naming(f"credential:{credential}", Agent)
        used = (bound for _, _, bound in _sorted_bindings(agents) if bound.credential == credential)
        return [*written, *self._shown_by_tools(used)]

    def _grants_on(self, system: str) -> list[Grant]:
        written = [_at_worst(grant) for each in self._records[system] for grant in each.grants]
        return [*written, *self._shown_by_tools(bound for _, _, bound in self.bindings[system])]

    def _shown_by_tools(self, bindings: Iterator[Bound]) -> Iterator[Grant]:
        """A tool shows that its credential works in a system, and does there what it says.

        Where no grant for the two is written, how far it goes is not known, and therefore all the way; where what is
        written allows less, the tool does. A grant that is missing or too narrow must not turn into a "no".
        """
        seen: set[tuple[str, str, str]] = set()
        for bound in bindings:
            name = bound.credential
            if not name:
                continue
            written = self.written(name, bound.system)
            place = (name, bound.system, bound.operation if written else "")
            if place in seen:
                continue
            seen.add(place)
            if not written:
                yield everything(name, bound.system, bound.source)
                continue
            for operation in self.entries[bound.system].get(bound.operation, ()):
                if not self.suffices(written, operation):
                    yield from (beyond(grant, operation, name, bound.source) for grant in written)

    def keys_of(self, system: str) -> set[str]:
        """The credentials with a grant on a system, ended ones too; the cards of systems say which are written."""
        shown = {bound.credential for _, _, bound in self.bindings[system] if bound.credential}
        return shown.union(*(self._keys.get(number, ()) for number in self.catalog.numbers(System, system)))

    @cached_property
    def _keys(self) -> Mapping[int, Sequence[str]]:
        """By the number of the document of a system, the credentials that its grants name."""
        found: dict[int, list[str]] = defaultdict(list)
        documents = self.catalog.documents
        for name, numbers in documents.words("credential").items():
            for number in numbers if not is_open(name) else ():
                if documents.is_of("System", number):
                    found[number].append(name)
        return found

    def written(self, credential: str, system: str) -> list[Grant]:
        """The grants of a credential on a system that somebody wrote, ended ones too."""
        return [
            _at_worst(grant)
            for each in self._records[system]
            for grant in each.grants
            if grant.credential == credential
        ]

    def _bindings(self, system: str) -> list[tuple[Agent, str, Bound]]:
        agents = self.catalog.naming(f"system:{system}", Agent)
        return [each for each in _sorted_bindings(agents) if each[2].system == system]

    def _needs(self, system: str) -> list[NumberedNeed]:
        """Ways are numbered across all entries for a credential."""
        found: list[NumberedNeed] = []
        for credential in self.catalog.naming(f"system:{system}", Credential):
            entries = self.catalog.records(Credential, credential.id)
            before = sum(len(each.ways) for each in entries[: entries.index(credential)]) if len(entries) > 1 else 0
            for number, way in enumerate(credential.ways, before):
                for position, need in enumerate(way.needs):
                    if need.system == system:
                        found.append((credential.id, number, way, position, need))
        return found

    def _operations(self, system: str) -> list[Operation]:
        return [operation for each in self._records[system] for operation in each.operations]

    def _entries(self, system: str) -> Mapping[str, Sequence[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation in self.operations[system]:
            found.setdefault(operation.id, []).append(operation)
        return found

    def _feeds_from(self, system: str) -> list[Feed]:
        return [feed for each in self._records[system] for feed in each.feeds]

    def _feeds_into(self, system: str) -> list[tuple[str, Feed]]:
        origins = self.catalog.naming(f"system:{system}", System)
        return [(each.id, feed) for each in origins for feed in each.feeds if feed.system == system]

    def _discharges(self, system: str) -> list[Discharge]:
        return [discharge for each in self._records[system] for discharge in each.discharges]

    def _readers(self, system: str) -> list[tuple[str, Ref]]:
        found: dict[str, Ref] = {}
        for agent, _, bound in self.bindings[system]:
            known = [each for each in self.operations[system] if each.id == bound.operation]
            if not known or any(not each.effect or not _READING.isdisjoint(each.effect) for each in known):
                found.setdefault(agent.id, bound.source)
        return list(found.items())

    def _resources(self, system: str) -> tuple[str, ...]:
        named = {WHOLE}
        for each in self._records[system]:
            for grant in each.grants:
                named.update(grant.resources or ())
        words = self.catalog.documents.words_from("part", word_in_system(system))
        named.update(part for _, part in map(system_of_word, words))
        return tuple(sorted(named))

    @cached_property
    def _ended(self) -> frozenset[int]:
        """The numbers of the documents with an end that came before."""
        ends = self.catalog.documents.words("ends").items()
        over = (numbers for day, numbers in ends if not self.valid(parse_moment(day, end_of_day=True)))
        return frozenset(chain.from_iterable(over))

    def _has_expired(self, credential: str) -> bool:
        if not self._ended.issuperset(self.catalog.documents.named("Credential").numbers(credential)):
            return False
        entries = self.catalog.records(Credential, credential)
        return bool(entries) and not any(self.valid(each.expires) for each in entries)


def _sorted_bindings(agents: Iterator[Agent]) -> Iterator[tuple[Agent, str, Bound]]:
    """What the tools of agents do, by the names of agents and tools and not by where they stand."""
    named = sorted(
        ((agent, tool) for agent in agents for tool in agent.tools), key=lambda each: (each[0].id, each[1].name)
    )
    return ((agent, tool.name, bound) for agent, tool in named for bound in tool.bound)


def _at_worst(grant: Grant) -> Grant:
    """A grant with a limit that is not known, or empty, counts as admin on the whole system."""
    if not grant.worst:
        return grant
    return msgspec.structs.replace(grant, access=Level.ADMIN, scopes=None, resources=None)


def covers_resource(grant: Grant, resource: str) -> bool:
    """Whether the grant holds for this part of its system."""
    return grant.resources is None or any(covers(pattern, resource) for pattern in grant.resources)
