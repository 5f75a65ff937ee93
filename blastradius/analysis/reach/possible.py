"""What could be reached if somebody stood in every hole of the inventory: a "no" that rests on one is none."""

from collections.abc import Iterable, Iterator

import msgspec

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import Search, agents_below
from blastradius.graph import holes
from blastradius.graph.holders import NOWHERE, supposed
from blastradius.graph.holes import Hole
from blastradius.graph.kinds import Access, Clause, Cost, Fact, Has
from blastradius.graph.rules import Rules
from blastradius.graph.shown import everything
from blastradius.model.cells import Level

_SUPPOSED = Cost(presumed=1)


class Possible:
    """The search again, with everything that is not known on the way to some systems and credentials."""

    def __init__(self, search: Search, systems: Iterable[str] = (), credentials: Iterable[str] = ()) -> None:
        self._search = search
        self._systems, self._credentials = holes.on_the_way(search.index, systems, credentials)
        self._holes = tuple(self._find())
        self.solution = search.with_more(self._suppose)

    def behind_access(self, system: str, level: Level) -> tuple[Hole, ...]:
        """The holes that access to a system rests on; none where there is no access with them either."""
        found = [fact for fact in self.solution if isinstance(fact, Access) and fact.system == system]
        return self._fewest(fact for fact in found if fact.level is level)

    def behind_holding(self, credential: str, level: Level) -> tuple[Hole, ...]:
        """The same for a credential."""
        return self._fewest([Has(credential, level)])

    def _fewest(self, facts: Iterable[Fact]) -> tuple[Hole, ...]:
        found = [self._behind(fact) for fact in facts if fact in self.solution]
        return min(found, key=lambda each: (len(each), [hole.what for hole in each]), default=())

    def _behind(self, fact: Fact) -> tuple[Hole, ...]:
        used = {
            clause.conclusion.credential
            for clause in self.solution.proof(fact)
            if clause.rule == "suppose" and isinstance(clause.conclusion, Has)
        }
        return tuple(hole for number, hole in enumerate(self._holes) if supposed(number) in used)

    def _suppose(self, rules: Rules) -> Iterator[Clause]:
        for number, hole in enumerate(self._holes):
            holder = supposed(number)
            anywhere = not hole.system and not hole.credential
            ways_in = sorted(self._systems) if anywhere else filter(None, [hole.system])
            keys = sorted(self._credentials) if anywhere else filter(None, [hole.credential])
            whole = (everything(holder, system, hole.where or NOWHERE) for system in ways_in)
            rules.give(holder, [msgspec.structs.replace(each, access=hole.access) for each in whole])
            premises = (Has(hole.holding, Level.READ),) if hole.holding else ()
            for level in Level:
                held = Has(holder, level)
                yield Clause(rule="suppose", conclusion=held, premises=premises, cost=_SUPPOSED, key=(holder,))
            for name in keys:
                yield from rules.start_with(name, Has(holder, Level.READ))

    def _find(self) -> Iterator[Hole]:
        index, catalog = self._search.index, self._search.catalog
        for system in sorted(self._systems):
            yield from holes.openers(catalog, system)
        for name in sorted({*self._credentials, *index.kept_elsewhere}):
            yield from holes.places(index, name)
        started = {
            name
            for start in self._search.starts
            if start.kind is Kind.AGENT
            for name in agents_below(catalog, start.id)
        }
        yield from holes.deeds(catalog, sorted(started))
        for name in sorted({*self._search.has, *self._credentials}):
            yield from holes.uses(catalog, name)
