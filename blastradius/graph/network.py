"""Derivation for many starts at once: every fact is a node, and carries the set of the starts that derive it.

A set of starts is one integer with a bit for each. A clause with several premises is the `and` of their sets, several
clauses for one conclusion are the `or`, so conjunctions cost no more than steps. Nodes that lead to each other by
single steps carry the same set and become one; the rest is visited in the order of what leads to what, and again only
where a conjunction leads back.
"""

import heapq
from collections.abc import Iterable, Mapping

from blastradius.graph.components import components


class Network:
    """Nodes, and the clauses between them. Numbers of nodes are given out here and go on to mean the same."""

    def __init__(self) -> None:
        self._steps: list[list[int]] = []
        """By conclusion, the nodes each of which is enough."""

        self._joins: dict[tuple[int, tuple[int, ...]], None] = {}
        """Conclusions with premises that have to hold together."""

        self._place: list[int] = []
        """By node, where it stands in the order in which sets are final; the same for nodes with the same set."""

        self._next: list[tuple[int, ...]] = []
        self._waiting: list[tuple[tuple[int, tuple[int, ...]], ...]] = []

    def node(self) -> int:
        """A new node."""
        self._steps.append([])
        return len(self._steps) - 1

    def clause(self, conclusion: int, premises: Iterable[int]) -> None:
        """The conclusion holds for every start for which all premises do; there is at least one."""
        distinct = tuple(sorted(set(premises)))
        if conclusion in distinct:
            return
        if len(distinct) == 1:
            self._steps[conclusion].append(distinct[0])
        else:
            self._joins[conclusion, distinct] = None

    @property
    def size(self) -> int:
        """How many different sets there are."""
        return len(self._next)

    def settle(self) -> None:
        """Put the nodes in order. Clauses that are added later have no effect."""
        merged = components(dict(enumerate(self._steps)))
        of = [0] * len(self._steps)
        for number, members in enumerate(merged):
            for node in members:
                of[node] = number
        sources = [dict.fromkeys(of[each] for node in members for each in self._steps[node]) for members in merged]
        joins = dict.fromkeys(
            (of[conclusion], tuple(sorted({of[each] for each in premises})))
            for conclusion, premises in self._joins
            if of[conclusion] not in {of[each] for each in premises}
        )
        order = self._order(sources, joins)
        self._place = [order[number] for number in of]
        following: list[list[int]] = [[] for _ in merged]
        for number, several in enumerate(sources):
            for source in several:
                if source != number:
                    following[order[source]].append(order[number])
        waiting: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in merged]
        for conclusion, premises in joins:
            join = (order[conclusion], tuple(order[each] for each in premises))
            for place in join[1]:
                waiting[place].append(join)
        self._next = [tuple(each) for each in following]
        self._waiting = [tuple(each) for each in waiting]

    @staticmethod
    def _order(sources: list[dict[int, None]], joins: Iterable[tuple[int, tuple[int, ...]]]) -> list[int]:
        """By merged node its place: what leads to it by single steps before it, and by conjunctions if that can be."""
        leading = {number: list(several) for number, several in enumerate(sources)}
        any_join = False
        for conclusion, premises in joins:
            any_join = True
            leading[conclusion] += premises
        order = [0] * len(sources)
        if not any_join:
            return list(range(len(sources)))
        for place, number in enumerate(number for members in components(leading) for number in members):
            order[number] = place
        return order

    def place(self, node: int) -> int:
        """Where the set of a node is found in what `derive` returns."""
        return self._place[node]

    def derive(self, starts: Mapping[int, int]) -> dict[int, int]:
        """The sets of everything that follows, by place, for starts as a mapping of node to set."""
        derived: dict[int, int] = {}
        pending: dict[int, int] = {}
        for node, bits in starts.items():
            pending[self._place[node]] = pending.get(self._place[node], 0) | bits
        queue = sorted(pending)
        later: list[int] = []
        while queue or later:
            if not queue:  # what lies behind is taken up again when all that lies ahead is done
                queue, later = sorted(later), []
            place = heapq.heappop(queue)
            before = derived.get(place, 0)
            bits = before | pending.pop(place)
            if bits == before:
                continue
            derived[place] = bits
            for following in self._next[place]:
                if following not in pending:
                    pending[following] = bits
                    heapq.heappush(queue, following)
                else:
                    pending[following] |= bits
            for conclusion, premises in self._waiting[place]:
                joined = bits & ~derived.get(conclusion, 0)
                for premise in premises:
                    joined &= derived.get(premise, 0)
                if joined and conclusion in pending:
                    pending[conclusion] |= joined
                elif joined:
                    pending[conclusion] = joined
                    if conclusion > place:
                        heapq.heappush(queue, conclusion)
                    else:
                        later.append(conclusion)
        return derived
