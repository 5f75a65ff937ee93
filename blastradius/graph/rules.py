"""The Horn rules of reach, made ground on demand from a catalog: a clause comes up when the fact that triggers it does.

An inventory's facts are read as the worst they can mean: a level, a scope or a part that is not known counts as all.
"""

from collections.abc import Iterable, Iterator, Sequence

from blastradius.graph import holders, spread
from blastradius.graph.asked import Asked
from blastradius.graph.index import Index, covers_resource
from blastradius.graph.kinds import (
    Access,
    Clause,
    Cost,
    Disclosed,
    Fact,
    Has,
    Meets,
    Performs,
    Satisfies,
    Scope,
    Steered,
    Tainted,
)
from blastradius.graph.order import grant_key, way_key
from blastradius.graph.scopes import covered
from blastradius.graph.withdrawal import Name, name_of
from blastradius.model.cells import Level
from blastradius.model.durations import rfc3339
from blastradius.model.entities import Grant, Operation, Way

_HOP = Cost(hops=1)
_OBTAIN = Cost(obtained=1, hops=1)


class Rules:
    """The rules over one catalog.

    Without `obtain`, nothing is got hold of on the way: what is left is direct. Without `perform`, what can be done in
    a system is not looked at. Grants and ways named in `without` are read as taken back.
    """

    def __init__(
        self, index: Index, *, obtain: bool = True, perform: bool = True, without: frozenset[Name] = frozenset()
    ) -> None:
        self.index = index
        self.obtain = obtain
        self.perform = perform
        self.without = without
        self._extra: dict[str, list[Grant]] = {}
        self._keys: dict[Grant | Way, tuple[str, ...]] = {}
        self._asked: dict[str, Asked] = {}
        self._granted: dict[str, dict[str, list[Grant]]] = {}

    def triggered(self, fact: Fact) -> Iterator[Clause]:
        """The clauses that may fire now that `fact` is known."""
        if not self.without:
            return self._triggered(fact)
        return (
            clause
            for clause in self._triggered(fact)
            if clause.basis is None or name_of(clause.basis) not in self.without
        )

    def _triggered(self, fact: Fact) -> Iterator[Clause]:
        match fact:
            case Has():
                yield from self._use(fact)
            case Access():
                if self.obtain:
                    yield from self._obtain(fact)
                if self.perform:
                    yield from self._perform(fact)
                yield from self._discharge(fact)
                yield from spread.spread(self.index, fact)
            case Performs(_, system, operation):
                yield from self._bring_about(fact, system, operation)
            case Tainted(system, _):
                yield from spread.flow_down(self.index, fact, system)
                yield from spread.steer(self.index, fact)
            case Disclosed(system):
                yield from spread.flow_up(self.index, fact, system)
            case Steered(agent):
                yield from self.start_as_tools(agent, fact)
                yield from spread.delegate(self.index, agent, fact)

    def start_with(self, credential: str, premise: Fact | None = None) -> Iterator[Clause]:
        """Holding a credential whole."""
        premises = (premise,) if premise else ()
        for level in Level:
            yield Clause(rule="start", conclusion=Has(credential, level), premises=premises, key=(credential,))

    def start_in(self, system: str) -> Iterator[Clause]:
        """A breached system: whoever starts there can do anything in it."""
        inside = holders.inside(system)
        self._extra[inside] = [holders.whole_system(self.index, system)]
        yield from self.start_with(inside)

    def start_as_tools(self, agent: str, premise: Fact | None = None) -> Iterator[Clause]:
        """A steered agent: its own tools, as far as their operations go, each credential by itself."""
        found: dict[str, list[Grant]] = {}
        for grant in holders.tool_grants(self.index, agent, self.records):
            found.setdefault(grant.credential, []).append(grant)
        self._extra |= found
        for hands in found:
            yield from self.start_with(hands, premise)

    def give(self, holder: str, grants: list[Grant]) -> None:
        """Let a holder that is no credential have grants."""
        self._extra[holder] = grants

    def start_unnamed(self, agent: str) -> Iterator[Clause]:
        """An agent that is taken over also has the credentials of its tools that nobody named."""
        unnamed = holders.unnamed_grants(self.index, agent)
        if unnamed:
            holder = holders.taken_over(agent)
            self._extra[holder] = unnamed
            yield from self.start_with(holder)

    def grants_of(self, credential: str) -> list[Grant]:
        """The grants of a credential, of a breached system (`system:ID`) or of an agent (`hands`, `taken_over`)."""
        return self._extra.get(credential) or self.index.grants_of(credential)

    def records(self, system: str, operation: str) -> Sequence[Operation]:
        """Every entry for an operation: there should be one, but all that was written counts."""
        return self.index.entries[system].get(operation, ())

    def _key(self, basis: Grant | Way) -> tuple[str, ...]:
        """Its key, made once: a grant comes up for every part, level and scope."""
        if basis not in self._keys:
            self._keys[basis] = grant_key(basis) if isinstance(basis, Grant) else way_key(basis)
        return self._keys[basis]

    def _use(self, has: Has) -> Iterator[Clause]:
        """Rule 1: a credential held opens what it was granted, up to its cap."""
        if self.index.expired(has.credential):
            return
        for grant in self.grants_of(has.credential):
            if grant.access < has.cap:
                continue
            key = (has.credential, grant.system, *self._key(grant))
            for resource in self._parts(grant):
                yield Clause(
                    rule="grant",
                    conclusion=Access(has.credential, grant.system, resource, has.cap),
                    premises=(has, *_conditions(grant.conditions)),
                    cost=_HOP,
                    key=key,
                    source=holders.place(grant),
                    note=rfc3339(grant.until) or "",
                    basis=holders.basis(grant),
                )

    def _parts(self, grant: Grant) -> Iterable[str]:
        """The parts that the grant holds for, of those that anybody names."""
        parts = self.index.resources_of(grant.system)
        return parts if grant.resources is None else covered(grant.resources, parts)

    def _carried(self, access: Access, scopes: tuple[str, ...]) -> Iterator[Clause]:
        """The scopes that grants of this credential carry for this part, each under the conditions of its grant."""
        for grant in self._grants_on(access.credential, access.system) if scopes else ():
            if covers_resource(grant, access.resource):
                for scope in scopes:
                    if self.index.scope_rules(access.system).carries(grant, scope):
                        yield Clause(
                            rule="scope",
                            conclusion=Scope(access.credential, access.system, access.resource, scope),
                            premises=_conditions(grant.conditions),
                            key=(access.credential, access.system, *self._key(grant)),
                            source=holders.place(grant),
                            basis=holders.basis(grant),
                        )

    def _grants_on(self, credential: str, system: str) -> Sequence[Grant]:
        if credential not in self._granted:
            by_system = self._granted[credential] = {}
            for grant in self.grants_of(credential):
                by_system.setdefault(grant.system, []).append(grant)
        return self._granted[credential].get(system, ())

    def _obtain(self, access: Access) -> Iterator[Clause]:
        """Rule 2: whoever has what an entry of `obtainable_from` asks for gets the credential, up to its cap."""
        if access.system not in self._asked:
            self._asked[access.system] = Asked(self.index.needs[access.system])
        for credential, number, way, position, need in self._asked[access.system].by(access.level, access.resource):
            asked = self.index.scope_rules(access.system).distinct(need.requires)
            yield from self._carried(access, asked)
            scopes = (Scope(access.credential, access.system, access.resource, each) for each in asked)
            premises: tuple[Fact, ...] = (access, *scopes, *_conditions(need.conditions))
            if len(way.needs) == 1:
                yield from self._obtained(credential, way, premises, access.credential)
                continue
            satisfied = Satisfies(credential, number, position)
            yield Clause(
                rule="need",
                conclusion=satisfied,
                premises=premises,
                key=(access.credential, access.system, access.resource),
                source=need.source,
                basis=way,
            )
            together: tuple[Fact, ...] = tuple(Satisfies(credential, number, each) for each in range(len(way.needs)))
            yield from self._obtained(credential, way, together, "")

    def _obtained(self, credential: str, way: Way, premises: tuple[Fact, ...], by: str) -> Iterator[Clause]:
        asked = tuple(dict.fromkeys((*premises, *_conditions(way.conditions))))
        for level in Level:
            if level <= way.cap:
                yield Clause(
                    rule="obtain",
                    conclusion=Has(credential, level),
                    premises=asked,
                    cost=_OBTAIN,
                    key=(credential, by, *self._key(way)),
                    source=way.source,
                    note=way.how or "",
                    basis=way,
                )

    def _perform(self, access: Access) -> Iterator[Clause]:
        """An operation is reached at its level with all of its scopes."""
        for operation in self.index.operations[access.system]:
            if (operation.access or Level.READ) == access.level:
                asked = self.index.scope_rules(access.system).distinct(operation.requires)
                yield from self._carried(access, asked)
                scopes = (Scope(access.credential, access.system, access.resource, each) for each in asked)
                yield Clause(
                    rule="operation",
                    conclusion=Performs(access.credential, access.system, operation.id),
                    premises=(access, *scopes),
                    key=(access.credential, access.system, operation.id, access.resource),
                    source=operation.source,
                )

    def _bring_about(self, performs: Performs, system: str, operation: str) -> Iterator[Clause]:
        """What an operation brings about by itself happens with it, whatever it would take to do that alone."""
        for record in self.records(system, operation):
            for other in record.also:
                yield Clause(
                    rule="also",
                    conclusion=Performs(performs.credential, system, other),
                    premises=(performs,),
                    cost=_HOP,
                    key=(performs.credential, system, other, operation),
                    source=record.source,
                )

    def _discharge(self, access: Access) -> Iterator[Clause]:
        """Rule 3: access that satisfies a condition."""
        for discharge in self.index.discharges[access.system]:
            if discharge.access == access.level:
                yield Clause(
                    rule="discharge",
                    conclusion=Meets(discharge.condition),
                    premises=(access,),
                    cost=_HOP,
                    key=(discharge.condition, access.credential, access.system, access.resource),
                    source=discharge.source,
                )


def _conditions(names: tuple[str, ...]) -> tuple[Meets, ...]:
    return tuple(Meets(name) for name in names)
