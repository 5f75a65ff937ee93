"""The ground clauses behind one goal, by number, to be derived from again and again with some facts left out."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import TypeAlias

from msgspec import Struct

from blastradius.graph.kinds import Access, Clause, Cost, Fact, Meets, Scope
from blastradius.source.document import Ref

Premise: TypeAlias = Ref | str
"""What a proof rests on: a place where somebody wrote a fact, or the name of a condition that nobody said is met."""

Key: TypeAlias = tuple[str, int, tuple[str | int, ...]] | str

FREE = 0
"""The number of what always holds: the start, and what was asked to be assumed."""

_IN_LIST = 2
"""A fact is an item of a list of an entity: the key of the list, the number of the item."""


def premise_of(clause: Clause) -> Premise | None:
    """The written fact, or the condition, that a clause stands for; `None` where it always holds.

    What an `all_of` asks for belongs to its entry, what an operation of a tool says to the tool.
    """
    fact = clause.conclusion
    if clause.rule == "assume" and isinstance(fact, Meets):
        return fact.condition if clause.cost.presumed else None
    inside = isinstance(fact, Access | Scope) and fact.credential.startswith("system:")
    if clause.source is None or inside:
        return None
    return Ref(clause.source.document, clause.source.pointer[:_IN_LIST])


def key_of(premise: Premise) -> Key:
    """Tells premises apart."""
    if isinstance(premise, str):
        return premise
    return (premise.document.path, premise.document.index, premise.pointer)


Makers: TypeAlias = dict[Fact, dict[object, Clause]]
"""For every fact the clauses that it can follow from, each once."""


def makers_of(clauses: Iterable[Clause]) -> Makers:
    """The clauses by what they conclude. Two that ask for the same and stand for the same are one."""
    makers: Makers = {}
    for clause in clauses:
        if clause.conclusion not in clause.premises:
            premise = premise_of(clause)
            same = (clause.premises, None if premise is None else key_of(premise))
            makers.setdefault(clause.conclusion, {}).setdefault(same, clause)
    return makers


class Derived(Struct, frozen=True):
    """What follows when some premises are left out: for every fact its clause and cost, and the cheapest goal."""

    clauses: dict[int, int]
    costs: dict[int, Cost]
    goal: int | None

    @property
    def cost(self) -> Cost:
        """What the goal costs."""
        return Cost() if self.goal is None else self.costs[self.goal]


class Program:
    """Clauses that can contribute to a goal, and nothing else. `work` counts how often one was looked at."""

    def __init__(self, makers: Makers, goals: Sequence[Fact]) -> None:
        self.work = 0
        self.premises: list[Premise | None] = [None]
        self._numbers: dict[Fact, int] = {}
        self._clauses = _towards(goals, makers)
        self.goals = frozenset(self._number(goal) for goal in goals)
        self.sources = list(self._number_premises())
        self.conclusions = [self._number(clause.conclusion) for clause in self._clauses]
        self.bodies = [tuple(map(self._number, clause.premises)) for clause in self._clauses]
        self._axioms = [at for at, body in enumerate(self.bodies) if not body]
        self._missing = [len(set(body)) for body in self.bodies]
        self._users: dict[int, list[int]] = {}
        self.makers: dict[int, list[int]] = {}
        for at, body in enumerate(self.bodies):
            self.makers.setdefault(self.conclusions[at], []).append(at)
            for fact in set(body):
                self._users.setdefault(fact, []).append(at)
        self._ranks = _ranks(self._clauses)

    def without(self, blocked: frozenset[int]) -> bytearray:
        """Every premise may be used but these."""
        usable = bytearray(b"\1") * len(self.premises)
        for each in blocked:
            usable[each] = 0
        return usable

    def only(self, kept: Iterable[int]) -> bytearray:
        """No premise may be used but these."""
        usable = bytearray(len(self.premises))
        usable[FREE] = 1
        for each in kept:
            usable[each] = 1
        return usable

    def derive(self, usable: bytearray, kept: frozenset[int] = frozenset(), *, whole: bool = False) -> Derived:
        """What follows until a goal does, or the `whole` of it, each fact by its cheapest proof (as in `graph.solve`).

        Among proofs of the same cost, those are taken that need the fewest premises beside those `kept`.
        """
        clauses: dict[int, int] = {}
        costs: dict[int, Cost] = {}
        besides: dict[int, int] = {}
        missing = self._missing.copy()
        queue = [(self._clauses[at].cost, self._beside(at, kept), self._ranks[at], at) for at in self._axioms]
        queue = [each for each in queue if usable[self.sources[each[3]]]]
        heapq.heapify(queue)
        best: tuple[Cost, int, int, int] | None = None
        while queue and (whole or best is None or queue[0][0] == best[0]):
            cost, beside, rank, at = heapq.heappop(queue)
            self.work += 1
            fact = self.conclusions[at]
            if fact in clauses:
                continue
            clauses[fact], costs[fact], besides[fact] = at, cost, beside
            if fact in self.goals and (best is None or (cost, beside, rank) < best[:3]):
                best = (cost, beside, rank, fact)
            for user in self._users.get(fact, ()):
                self.work += 1
                missing[user] -= 1
                if not missing[user] and usable[self.sources[user]] and self.conclusions[user] not in clauses:
                    total, beside = self._clauses[user].cost, self._beside(user, kept)
                    for premise in self.bodies[user]:
                        total, beside = total.plus(costs[premise]), beside + besides[premise]
                    heapq.heappush(queue, (total, beside, self._ranks[user], user))
        return Derived(clauses, costs, best[3] if best else None)

    def proof(self, derived: Derived) -> tuple[Clause, ...]:
        """The clauses of the cheapest proof of the goal, premises before conclusions, each once."""
        goals = () if derived.goal is None else (derived.goal,)
        return tuple(self._clauses[at] for at in self._proof(derived, goals))

    def used(self, derived: Derived, facts: Iterable[int]) -> tuple[int, ...]:
        """The premises that the cheapest proofs of these facts rest on, in their order, each once."""
        found = dict.fromkeys(self.sources[at] for at in self._proof(derived, facts))
        found.pop(FREE, None)
        return tuple(found)

    def cost_of(self, at: int) -> Cost:
        """What a clause itself costs."""
        return self._clauses[at].cost

    def _proof(self, derived: Derived, facts: Iterable[int]) -> list[int]:
        ordered: list[int] = []
        seen: set[int] = set()
        stack = [(fact, False) for fact in facts]
        while stack:
            fact, expanded = stack.pop()
            at = derived.clauses[fact]
            if expanded:
                ordered.append(at)
            elif fact not in seen:
                seen.add(fact)
                stack.append((fact, True))
                stack += [(premise, False) for premise in reversed(self.bodies[at])]
        return ordered

    def _beside(self, at: int, kept: frozenset[int]) -> int:
        return int(bool(kept) and self.sources[at] not in kept and self.sources[at] != FREE)

    def _number(self, fact: Fact) -> int:
        return self._numbers.setdefault(fact, len(self._numbers))

    def _number_premises(self) -> Iterator[int]:
        numbers: dict[Key, int] = {}
        following = count(1)
        for clause in self._clauses:
            premise = premise_of(clause)
            if premise is None:
                yield FREE
                continue
            key = key_of(premise)
            if key not in numbers:
                numbers[key] = next(following)
                self.premises.append(premise)
            yield numbers[key]


def _towards(goals: Sequence[Fact], makers: Makers) -> list[Clause]:
    """The clauses from which a goal can follow, nearest first."""
    found: dict[Fact, None] = dict.fromkeys(goals)
    queue = list(found)
    clauses: list[Clause] = []
    for fact in queue:
        for clause in makers.get(fact, {}).values():
            clauses.append(clause)
            for premise in clause.premises:
                if premise not in found:
                    found[premise] = None
                    queue.append(premise)
    return clauses


def _ranks(clauses: Sequence[Clause]) -> list[int]:
    """For every clause, its place in the order of the keys; clauses of the same key share one."""
    ranks = [0] * len(clauses)
    rank, before = -1, None
    for at in sorted(range(len(clauses)), key=lambda at: clauses[at].key):
        if clauses[at].key != before:
            rank, before = rank + 1, clauses[at].key
        ranks[at] = rank
    return ranks
