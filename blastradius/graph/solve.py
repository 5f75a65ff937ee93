"""The least fixpoint of Horn clauses with the cheapest proof of every fact.

Knuth's generalisation of Dijkstra's algorithm (Inf. Proc. Letters 6, 1977): a fact is settled at its cheapest cost as
soon as it leaves the queue, because no clause makes its conclusion cheaper than one of its premises. Clauses are made
when a fact that triggers them is settled, so that only what is reached is ever looked at.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from blastradius.graph.kinds import Clause, Cost, Fact


class Derived(Struct, frozen=True):
    """A settled fact: the clause that proves it most cheaply, and what the whole proof costs."""

    clause: Clause
    cost: Cost


class Solution:
    """Every derivable fact with its cheapest proof."""

    def __init__(self, derived: Mapping[Fact, Derived]) -> None:
        self._derived = derived

    def __contains__(self, fact: Fact) -> bool:
        return fact in self._derived

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._derived)

    def __getitem__(self, fact: Fact) -> Derived:
        return self._derived[fact]

    def proof(self, fact: Fact) -> tuple[Clause, ...]:
        """The clauses of the cheapest proof, premises before conclusions, each once."""
        ordered: list[Clause] = []
        seen: set[Fact] = set()
        stack: list[tuple[Fact, bool]] = [(fact, False)]
        while stack:
            current, expanded = stack.pop()
            if expanded:
                ordered.append(self._derived[current].clause)
            elif current not in seen:
                seen.add(current)
                stack.append((current, True))
                stack += [(premise, False) for premise in reversed(self._derived[current].clause.premises)]
        return tuple(ordered)


def solve(axioms: Iterable[Clause], triggered: Callable[[Fact], Iterable[Clause]]) -> Solution:
    """Everything that follows from `axioms`.

    `triggered(fact)` gives the clauses that `fact` is the last new ingredient of; each may be given more than once.
    """
    settled: dict[Fact, Derived] = {}
    waiting: dict[Fact, list[Clause]] = {}
    queue: list[tuple[Cost, tuple[str, ...], int, Clause]] = []
    pushed = 0

    def offer(clause: Clause) -> None:
        nonlocal pushed
        if clause.conclusion in settled:
            return
        for premise in clause.premises:
            if premise not in settled:
                waiting.setdefault(premise, []).append(clause)
                return
        presumed, assumed, obtained, hops = clause.cost
        for premise in clause.premises:
            cost = settled[premise].cost
            presumed += cost.presumed
            assumed += cost.assumed
            obtained += cost.obtained
            hops += cost.hops
        pushed += 1
        heapq.heappush(queue, (Cost(presumed, assumed, obtained, hops), clause.key, pushed, clause))

    for clause in axioms:
        offer(clause)
    while queue:
        cost, _, _, clause = heapq.heappop(queue)
        fact = clause.conclusion
        if fact in settled:
            continue
        settled[fact] = Derived(clause, cost)
        for waiter in waiting.pop(fact, ()):
            offer(waiter)
        for made in triggered(fact):
            offer(made)
    return Solution(settled)
