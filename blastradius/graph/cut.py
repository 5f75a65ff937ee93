"""The smallest set of labels without which the goal of a Horn program does not hold.

Every proof of the goal has to lose a label, so the smallest cut is the smallest hitting set of the labels of all
proofs. There are far too many proofs to list; but few of them decide. So proofs are asked for one by one, each past
the hitting set of those before, until there is none left (implicit hitting set: Reiter, Artif. Intell. 32, 1987;
Chandrasekaran et al., SODA 2011). No cut is smaller than a hitting set of some proofs: what comes out is proven.
"""

import sys
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from blastradius.graph.budget import Budget, ExhaustedError
from blastradius.graph.hitting import lightest_hitting_set
from blastradius.graph.horn import Program

STEPS = 6_000_000
"""Steps for each of the two questions, how few and which ones: seconds, not minutes."""


class Cut(Struct, frozen=True, kw_only=True):
    """Labels without which the goal does not hold, none of them needlessly.

    No cut has fewer than `at_least`. `cheapest`: it is proven that none with as few has a lower price.
    """

    labels: frozenset[int]
    at_least: int
    cheapest: bool

    @property
    def smallest(self) -> bool:
        """Whether it is proven that there is none with fewer."""
        return len(self.labels) == self.at_least


def smallest_cut(program: Program, prices: Mapping[int, int], steps: int = STEPS) -> Cut:
    """The smallest cut; of several the one with the lowest sum of `prices`, then the one with the smallest labels.

    Where the steps run out, one that has no needless label and perhaps more than it takes. `prices` has every label of
    the program, none below 0.
    """
    search = _Search(program, prices)
    few = search.fewest(Budget(steps))
    best = search.cheapest(Budget(steps)) if len(few) == search.at_least else None
    return Cut(labels=few if best is None else best, at_least=search.at_least, cheapest=best is not None)


class _Search:
    """The proofs that are known so far, and what they prove about every cut."""

    def __init__(self, program: Program, prices: Mapping[int, int]) -> None:
        self._program = program
        self._prices = prices
        self._proofs: list[frozenset[int]] = []
        self.at_least = 0

    def fewest(self, budget: Budget) -> frozenset[int]:
        """A cut with `at_least` labels, or with more where the budget is not enough."""
        alike = dict.fromkeys(self._prices, 1)
        before = 0
        try:
            while True:
                before = len(self._proofs)
                chosen = lightest_hitting_set(self._proofs, alike, budget)
                self.at_least = max(self.at_least, len(chosen))
                cut = self._needed(self._past(chosen, budget))
                if len(cut) == self.at_least:
                    return cut
        except ExhaustedError:
            apart = len(self._proofs) - before  # no two of the last round share a label, so each needs one of its own
            self.at_least = max(self.at_least, apart)
            return self._needed(self._past(self._greedy(), Budget(sys.maxsize)))

    def cheapest(self, budget: Budget) -> frozenset[int] | None:
        """Of the smallest cuts the one with the lowest price; `None` where the budget was not enough to prove it."""
        one = 1 + sum(self._prices.values())
        weights = {label: one + price for label, price in self._prices.items()}
        try:
            while True:
                chosen = lightest_hitting_set(self._proofs, weights, budget, smallest=True)
                if self._past(chosen, budget) == chosen:
                    return chosen
        except ExhaustedError:
            return None

    def _past(self, cut: frozenset[int], budget: Budget) -> frozenset[int]:
        """The cut with all the labels of the proofs past it, no two of which share one: without these, none is left."""
        gone = set(cut)
        while (proof := self._program.proof(budget, without=gone)) is not None:
            self._proofs.append(proof)
            gone |= proof
        return frozenset(gone)

    def _needed(self, cut: frozenset[int]) -> frozenset[int]:
        """Without needless labels: what hits few proofs or costs much goes first."""
        hits = Counter(label for proof in self._proofs for label in proof)
        return self._program.irreducible(sorted(cut, key=lambda label: (hits[label], -self._prices[label], -label)))

    def _greedy(self) -> frozenset[int]:
        """Labels that hit every known proof, always the one that hits most of those that are left."""
        chosen: set[int] = set()
        left = self._proofs
        while left:
            hits = Counter(label for proof in left for label in proof)
            best = min(hits, key=lambda label: (-hits[label], self._prices[label], label))
            chosen.add(best)
            left = [proof for proof in left if best not in proof]
        return frozenset(chosen)
