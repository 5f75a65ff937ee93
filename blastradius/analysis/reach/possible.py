"""What could be reached if somebody stood in every hole of the inventory: a "no" that rests on one is none."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

import msgspec

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import Search, agents_below
from blastradius.graph import holes, tool_holes
from blastradius.graph.holders import NOWHERE, supposed
from blastradius.graph.holes import ANY, Hole
from blastradius.graph.kinds import (
    PROMPT_INJECTION,
    WHOLE,
    Access,
    Clause,
    Cost,
    Disclosed,
    Fact,
    Has,
    Steered,
    Tainted,
)
from blastradius.graph.rules import Rules
from blastradius.graph.shown import everything
from blastradius.graph.solve import Solution
from blastradius.model.cells import Level

_SUPPOSED = Cost(presumed=1)


class Possible:
    """The search again, with everything that is not known on the way to some systems and credentials.

    Where prompts can be injected, everything is on the way: what is written anywhere may steer an agent. With `flows`
    also what data flows on between them.
    """

    def __init__(
        self, search: Search, systems: Iterable[str] = (), credentials: Iterable[str] = (), *, flows: bool = False
    ) -> None:
        self._search = search
        self._injected = PROMPT_INJECTION in search.assumed
        self._flows = flows or self._injected
        asked = tuple(credentials)
        if self._injected:
            self._systems, found = _everything_named(search)
        else:
            around = chain.from_iterable(holes.flowing(search.index, name) for name in systems) if flows else systems
            anywhere = tool_holes.used_somewhere(search.catalog)
            self._systems, found = holes.on_the_way(search.index, around, (*asked, *anywhere))
        self._credentials = {*asked, *(name for name in found if not search.index.expired(name))}
        self._holes = {supposed(number): hole for number, hole in enumerate(self._find())}

    @cached_property
    def solution(self) -> Solution:
        """What follows if somebody stands in each of them."""
        return self._search.with_more(self._suppose)

    @property
    def holes(self) -> tuple[Hole, ...]:
        """All of them, whether they lead there or not."""
        return tuple(self._holes.values())

    def behind_access(self, system: str, level: Level) -> tuple[Hole, ...]:
        """The holes that access to a system rests on; none where there is no access with them either."""
        return self._fewest(self._access.get((system, level), ()))

    def behind_holding(self, credential: str, level: Level) -> tuple[Hole, ...]:
        """The same for a credential."""
        return self._fewest([Has(credential, level)])

    def behind_flow(self, system: str) -> tuple[Hole, ...]:
        """The same for data that arrives in a system, or is seen from there."""
        tainted = [fact for fact in self.solution if isinstance(fact, Tainted) and fact.tainted == system]
        return self._fewest([*tainted, Disclosed(system)])

    @cached_property
    def _access(self) -> dict[tuple[str, Level], list[Access]]:
        found: dict[tuple[str, Level], list[Access]] = {}
        for fact in self.solution:
            if isinstance(fact, Access):
                found.setdefault((fact.system, fact.level), []).append(fact)
        return found

    def _fewest(self, facts: Iterable[Fact]) -> tuple[Hole, ...]:
        found = [self._behind(fact) for fact in facts if fact in self.solution]
        return min(found, key=lambda each: (len(each), [hole.what for hole in each]), default=())

    def _behind(self, fact: Fact) -> tuple[Hole, ...]:
        used = {clause.key[0] for clause in self.solution.proof(fact) if clause.rule == "suppose"}
        return tuple(hole for holder, hole in self._holes.items() if holder in used)

    def _suppose(self, rules: Rules) -> Iterator[Clause]:
        for holder, hole in self._holes.items():
            yield from self._flow(holder, hole.flow) if hole.flow else self._stand_in(rules, holder, hole)

    def _stand_in(self, rules: Rules, holder: str, hole: Hole) -> Iterator[Clause]:
        """Somebody has what a hole leaves open."""
        whole = (everything(holder, name, hole.where or NOWHERE) for name in _all_of(hole.system, self._systems))
        rules.give(holder, [msgspec.structs.replace(each, access=hole.access) for each in whole])
        for level in Level:
            premises: tuple[Fact, ...] = (Has(hole.holding, level),) if hole.holding else ()
            premises += (Steered(hole.steered),) if hole.steered else ()
            held = Has(holder, level)
            yield Clause(rule="suppose", conclusion=held, premises=premises, cost=_SUPPOSED, key=(holder,))
        for name in _all_of(hole.credential, self._credentials):
            yield from rules.start_with(name, Has(holder, Level.READ))

    def _flow(self, holder: str, system: str) -> Iterator[Clause]:
        """What is written to a system flows anywhere, and from there to what is read."""
        arrived = Tainted(holder, WHOLE)
        for part in self._search.index.resources_of(system):
            premises = (Tainted(system, part),)
            yield Clause(rule="suppose", conclusion=arrived, premises=premises, cost=_SUPPOSED, key=(holder,))
        for name in sorted(self._systems):
            yield Clause(rule="feed", conclusion=Tainted(name, WHOLE), premises=(arrived,), key=(holder, name))
        yield Clause(rule="suppose", conclusion=Disclosed(system), cost=_SUPPOSED, key=(holder,))

    def _find(self) -> Iterator[Hole]:
        index = self._search.index
        for system in sorted(self._systems):
            yield from holes.openers(index.catalog, system)
            yield from tool_holes.unnamed_users(index, system)
            yield from holes.implied(index, system)
            if self._flows:
                yield from holes.flows(index, system)
        for name in sorted(self._credentials):
            yield from holes.places(index, name)
        for name in sorted({*self._search.has, *self._credentials}):
            yield from tool_holes.uses(index, name)
        yield from self._of_agents()

    def _of_agents(self) -> Iterator[Hole]:
        index, catalog = self._search.index, self._search.catalog
        agents = (agents_below(catalog, start.id) for start in self._search.starts if start.kind is Kind.AGENT)
        started = sorted(set(chain.from_iterable(agents)))
        yield from tool_holes.deeds(index, started)
        yield from tool_holes.calls(index, started, steered=False)
        if self._search.as_tools:
            yield from tool_holes.hands(index, started, steered=False)
        else:
            yield from tool_holes.unnamed_credentials(index, started)
        if self._injected:
            others = sorted({*catalog.agent, *catalog.documents.words("agent")} - set(started))
            yield from tool_holes.deeds(index, others)
            yield from tool_holes.calls(index, others, steered=True)
            yield from tool_holes.hands(index, (*started, *others), steered=True)


def _everything_named(search: Search) -> tuple[set[str], set[str]]:
    """All systems and credentials that anybody names."""
    catalog = search.catalog
    systems = {*catalog.system, *catalog.documents.words("system")}
    return systems, {*catalog.credential, *catalog.documents.words("credential")}


def _all_of(wanted: str | None, names: Iterable[str]) -> Iterable[str]:
    return sorted(names) if wanted == ANY else filter(None, [wanted])
