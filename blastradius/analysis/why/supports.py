"""The alternatives that matter: the smallest sets of written facts each of which suffices for a goal.

This is the minimal why-provenance of the goal (Buneman, Khanna and Tan, "Why and Where", ICDT 2001): sets from which
nothing can be left out. Whoever wants to close the goal has to cut something in every one of them.

They are listed cheapest first by Lawler's way to the k best solutions (Management Science 18, 1972), which divides what
is left at every solution found, and which Nielsen, Andersen and Pretolani use for hyperpaths (Computers & Operations
Research 32, 2005). The cheapest proof of a region is made smaller until nothing can be left out, and for each of its
facts in turn a region is opened that does without this fact and has the ones before it. As in Reiter's hitting set tree
(Artificial Intelligence 32, 1987) nothing is missed, because another smallest set always lacks one of these facts. A
region closes when its goal is out of reach, or when one of the facts that it has leads to no goal any more; its cost is
that of the dearest proof among those that each have to go through one of them.
"""

import heapq
from itertools import count
from typing import TypeAlias

from msgspec import Struct, structs

from blastradius.analysis.why.program import Premise, Program
from blastradius.analysis.why.through import through, used_through
from blastradius.graph.kinds import Clause, Cost

MOST = 20
"""How many are listed."""

WORK = 1_500_000
"""How often a clause may be looked at before the search for more stops: a few seconds. A count, so that it stops at the
same place on every machine."""

_Set: TypeAlias = frozenset[int]


class Support(Struct, frozen=True, kw_only=True):
    """One smallest set, with the cheapest proof that rests on nothing else, premises before conclusions."""

    premises: tuple[Premise, ...]
    proof: tuple[Clause, ...]
    cost: Cost


class Supports(Struct, frozen=True, kw_only=True):
    """The smallest sets, cheapest first. `total` counts all of them, and is `None` where not all were looked for.

    `ran_out` says that this is because it would have been too much work.
    """

    found: tuple[Support, ...]
    total: int | None
    ran_out: bool


def supports(program: Program, *, most: int = MOST, work: int = WORK) -> Supports:
    """The smallest sets of premises for the goal of a program: at most `most`, and as many as `work` allows."""
    search = _Division(program)
    search.open(frozenset(), frozenset())
    ran_out = False
    while search.regions and search.certain() <= most:
        if program.work > work:
            ran_out = True
            break
        search.divide()
    # The first one found is the proof that is shown everywhere else: among equals it comes first.
    first = next(iter(search.found.values()), None)
    listed = sorted(search.found.values(), key=lambda each: (each.cost, each is not first, _from_the_goal(each)))
    total = None if search.regions else len(listed)
    return Supports(found=tuple(listed[:most]), total=total, ran_out=ran_out)


def _from_the_goal(support: Support) -> list[tuple[str, ...]]:
    """What was written, from the goal backwards: the order of equals."""
    return [clause.key for clause in reversed(support.proof)]


class _Region(Struct, frozen=True, kw_only=True):
    """What is left to search: the sets that have all that is `kept` and nothing that is `blocked`.

    None of them is cheaper than `cost`. `used` is a smallest set that has nothing blocked. `sharp`: cost and set come
    from a proof that goes through what is kept, as far as one such proof can tell.
    """

    cost: Cost
    kept: _Set
    blocked: _Set
    used: tuple[int, ...]
    sharp: bool


class _Division:
    """What is found, and the regions that are left."""

    def __init__(self, program: Program) -> None:
        self.found: dict[_Set, Support] = {}
        self.regions: list[tuple[Cost, int, _Region]] = []
        self._program = program
        self._opened = count()

    def certain(self) -> int:
        """How many of those found cannot be preceded by one that is still to be found."""
        cheapest = self.regions[0][0]
        return sum(each.cost <= cheapest for each in self.found.values())

    def open(self, kept: _Set, blocked: _Set) -> None:
        """Note the cheapest set without those `blocked`; the region stays open where there is one."""
        derived = self._program.derive(self._program.without(blocked), kept)
        if derived.goal is not None:
            used = self._smallest(self._program.used(derived, [derived.goal]), kept)
            self._leave(_Region(cost=derived.cost, kept=kept, blocked=blocked, used=used, sharp=kept <= set(used)))

    def divide(self) -> None:
        """Take the cheapest region apart along its set, or first find out what is really in it."""
        region = heapq.heappop(self.regions)[2]
        if not region.sharp:
            self._sharpen(region)
            return
        kept = region.kept
        for each in region.used:
            if each in kept:
                continue
            if any(known <= kept for known in self.found):
                return
            self.open(kept, region.blocked | {each})
            kept |= {each}

    def _sharpen(self, region: _Region) -> None:
        """Go through that premise among those kept that costs most: no set with all of them is cheaper.

        A premise through which no proof goes at all closes the region.
        """
        program = self._program
        usable = program.without(region.blocked)
        derived = program.derive(usable, region.kept, whole=True)
        found = through(program, derived, usable)
        if region.kept <= found.costs.keys():
            dearest = max(sorted(region.kept), key=found.costs.__getitem__)
            used = self._smallest(used_through(program, derived, found, dearest), region.kept)
            self._leave(structs.replace(region, cost=max(region.cost, found.costs[dearest]), used=used, sharp=True))

    def _leave(self, region: _Region) -> None:
        heapq.heappush(self.regions, (region.cost, next(self._opened), region))

    def _smallest(self, used: tuple[int, ...], kept: _Set) -> tuple[int, ...]:
        """The premises without those that the others can do without, those `kept` last.

        The cheapest proof may rest on more than it has to: it takes a detour rather than use something dear twice.
        """
        if frozenset(used) in self.found:
            return used
        for each in sorted(used, key=kept.__contains__):
            rest = tuple(other for other in used if other != each)
            if self._program.derive(self._program.only(rest)).goal is not None:
                used = rest
        if frozenset(used) not in self.found:
            derived = self._program.derive(self._program.only(used))
            self.found[frozenset(used)] = Support(
                premises=tuple(premise for each in used if (premise := self._program.premises[each]) is not None),
                proof=self._program.proof(derived),
                cost=derived.cost,
            )
        return used
