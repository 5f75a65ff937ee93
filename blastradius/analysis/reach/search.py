"""One run of the rules from the starts, and what is asked of it: who is reached, at which level, in which class."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain

from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Class, Kind, Start
from blastradius.analysis.reach.steps import Paths
from blastradius.graph.holders import used_by
from blastradius.graph.kinds import (
    PROMPT_INJECTION,
    Access,
    Clause,
    Cost,
    Disclosed,
    Fact,
    Has,
    Meets,
    Performs,
    Tainted,
)
from blastradius.graph.rules import Rules
from blastradius.graph.solve import Solution, solve
from blastradius.graph.spread import untrusted
from blastradius.graph.withdrawal import Name
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level


class Search:
    """The fixpoint from some starts, with the grants and ways named in `without` taken back.

    Without `perform`, operations are not looked at.

    Conditions of the inventory are presumed at a price that comes before all others: what needs one is conditional.
    """

    def __init__(
        self,
        lookups: Lookups,
        starts: Iterable[Start],
        assumed: Iterable[str],
        *,
        as_tools: bool,
        perform: bool = True,
        without: frozenset[Name] = frozenset(),
    ) -> None:
        self.catalog = lookups.catalog
        self.starts = tuple(starts)
        self.assumed = frozenset(assumed)
        self.as_tools = as_tools
        self.index = lookups
        self.rules = Rules(self.index, perform=perform, without=without)
        self.solution = self._solve(self.rules, presume=True)

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The credentials that the search starts with."""
        named: dict[str, None] = {}
        for start in self.starts:
            if start.kind is Kind.CREDENTIAL:
                named[start.id] = None
            elif start.kind is Kind.AGENT:
                named.update(dict.fromkeys(credentials_of(self.catalog, start.id)))
        return tuple(named)

    @cached_property
    def access(self) -> dict[str, dict[Level, list[Access]]]:
        """For every system and level, the facts that give it, the cheapest proof first."""
        found: dict[str, dict[Level, list[Access]]] = {}
        for fact in self.solution:
            if isinstance(fact, Access):
                found.setdefault(fact.system, {}).setdefault(fact.level, []).append(fact)
        for levels in found.values():
            for facts in levels.values():
                facts.sort(key=self._order)
        return found

    @cached_property
    def paths(self) -> Paths:
        """How each fact is reached."""
        return Paths(self.solution)

    @cached_property
    def has(self) -> dict[str, dict[Level, Has]]:
        """For every credential, the facts by level."""
        found: dict[str, dict[Level, Has]] = {}
        for fact in self.solution:
            if isinstance(fact, Has) and ":" not in fact.credential:
                found.setdefault(fact.credential, {})[fact.cap] = fact
        return found

    @cached_property
    def performs(self) -> dict[str, dict[str, list[Performs]]]:
        """By system and operation, by which credentials it can be carried out, the cheapest proof first."""
        found: dict[str, dict[str, list[Performs]]] = {}
        for fact in self.solution:
            if isinstance(fact, Performs):
                found.setdefault(fact.system, {}).setdefault(fact.operation, []).append(fact)
        for operations in found.values():
            for facts in operations.values():
                facts.sort(key=self._order)
        return found

    @cached_property
    def causes(self) -> dict[str, dict[str, set[str]]]:
        """By system and operation, the operations that can be carried out and bring it about by themselves."""
        found: dict[str, dict[str, set[str]]] = {}
        for system, operations in self.performs.items():
            for name in operations:
                for record in self.rules.records(system, name):
                    for other in record.also:
                        if other != name:
                            found.setdefault(system, {}).setdefault(other, set()).add(name)
        return found

    def ends(self, credential: str, system: str) -> list[datetime | None]:
        """When each way ends in which a credential, or who uses it, opens a system; `None` where it does not."""
        entity = self.catalog.credential.get(used_by(credential) or "")
        limits = [entity.expires] if entity and entity.expires else []
        return [
            min([*limits, *([grant.until] if grant.until else [])], default=None)
            for grant in self.rules.grants_of(credential)
            if grant.system == system
        ]

    @cached_property
    def tainted(self) -> dict[str, list[Tainted]]:
        """For every tainted system, the facts for its parts, the cheapest proof first."""
        found: dict[str, list[Tainted]] = {}
        for fact in self.solution:
            if isinstance(fact, Tainted):
                found.setdefault(fact.tainted, []).append(fact)
        for facts in found.values():
            facts.sort(key=self._order)
        return found

    @cached_property
    def disclosed(self) -> dict[str, list[Disclosed]]:
        """For every disclosed system, its fact."""
        return {fact.disclosed: [fact] for fact in self.solution if isinstance(fact, Disclosed)}

    def class_of(self, facts: Sequence[Access | Has]) -> Class:
        """Whether all of these, the cheapest first, need a condition that nobody assumed, or a step that obtains."""
        first = facts[0]
        if self.cost(first).presumed:
            return Class.CONDITIONAL
        direct = not self.cost(first).obtained
        if direct or (self.assumed and any(fact in self._without_obtaining for fact in facts)):
            return Class.HELD if isinstance(first, Has) else Class.DIRECT
        return Class.ESCALATED

    def cost(self, fact: Fact) -> Cost:
        """What the cheapest proof costs."""
        return self.solution[fact].cost

    def with_more(self, axioms: Callable[[Rules], Iterator[Clause]]) -> Solution:
        """The same fixpoint from more than the starts."""
        rules = Rules(self.index, perform=False, without=self.rules.without)
        return solve(chain(self._axioms(rules, presume=True), axioms(rules)), rules.triggered)

    def clauses(self) -> Iterator[Clause]:
        """Every ground clause that can fire: the axioms, and what each derived fact triggers."""
        yield from self._axioms(self.rules, presume=True)
        for fact in self.solution:
            yield from self.rules.triggered(fact)

    def conditions(self, fact: Fact) -> tuple[str, ...]:
        """The conditions that the cheapest proof assumes."""
        cost = self.cost(fact)
        if not (cost.presumed or cost.assumed):
            return ()
        used = {
            clause.conclusion.condition
            for clause in self.solution.proof(fact)
            if clause.rule == "assume" and isinstance(clause.conclusion, Meets)
        }
        return tuple(sorted(used))

    @cached_property
    def direct_if_conditions_hold(self) -> Solution:
        """What is reached when every condition holds and nothing is obtained on the way."""
        return self._solve(self._rules_without_obtaining(), presume=True)

    @cached_property
    def _without_obtaining(self) -> Solution:
        """What an assumption makes direct, although the cheapest proof assumes less and obtains something instead."""
        return self._solve(self._rules_without_obtaining(), presume=False)

    def _rules_without_obtaining(self) -> Rules:
        return Rules(self.index, obtain=False, perform=self.rules.perform, without=self.rules.without)

    def _solve(self, rules: Rules, *, presume: bool) -> Solution:
        return solve(self._axioms(rules, presume=presume), rules.triggered)

    def _axioms(self, rules: Rules, *, presume: bool) -> Iterator[Clause]:
        for start in self.starts:
            if start.kind is Kind.SYSTEM:
                yield from rules.start_in(start.id)
            elif start.kind is Kind.CREDENTIAL:
                yield from rules.start_with(start.id)
            elif self.as_tools:
                for agent in agents_below(self.catalog, start.id):
                    yield from rules.start_as_tools(agent)
            else:
                for credential in credentials_of(self.catalog, start.id):
                    yield from rules.start_with(credential)
                for agent in agents_below(self.catalog, start.id):
                    yield from rules.start_unnamed(agent)
        for name in sorted(self.assumed):
            yield Clause(rule="assume", conclusion=Meets(name), cost=Cost(assumed=1), key=(name,))
        if PROMPT_INJECTION in self.assumed:
            yield from untrusted(self.index)
        if presume:
            for name in sorted(self.index.conditions() - self.assumed):
                yield Clause(rule="assume", conclusion=Meets(name), cost=Cost(presumed=1), key=(name,))

    def _order(self, fact: Fact) -> tuple[Cost, tuple[str, ...]]:
        derived = self.solution[fact]
        return (derived.cost, derived.clause.key)


def highest(levels: Mapping[Level, Class]) -> Level:
    """The highest level that needs no assumption, or where all do, the highest of those."""
    return max((level for level in levels if levels[level] is not Class.CONDITIONAL), default=max(levels))


def agents_below(catalog: Catalog, agent: str) -> tuple[str, ...]:
    """The agent and everyone it delegates to, at any remove."""
    found = {agent: None}
    queue = [agent]
    while queue:
        entity = catalog.agent.get(queue.pop())
        for other in entity.delegates_to if entity else ():
            if other not in found:
                found[other] = None
                queue.append(other)
    return tuple(sorted(found))


def credentials_of(catalog: Catalog, agent: str) -> tuple[str, ...]:
    """The credentials of the agent and of everyone it delegates to."""
    entities = (catalog.agent.get(name) for name in agents_below(catalog, agent))
    tools = [tool for entity in entities if entity for tool in entity.tools]
    used = {name for tool in tools for name in (tool.credential, *(bound.credential for bound in tool.bound))}
    return tuple(sorted(filter(None, used)))
