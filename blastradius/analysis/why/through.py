"""The cheapest proof that goes through a certain premise, for all premises at once.

What lies between a fact and the goal is added up from the goal backwards: the lightest contexts of Felzenszwalb and
McAllester, "The Generalized A* Architecture" (Journal of Artificial Intelligence Research 29, 2007).
"""

import heapq

from msgspec import Struct

from blastradius.analysis.why.program import Derived, Program
from blastradius.graph.kinds import Cost


class Through(Struct, frozen=True):
    """For every premise that leads to a goal: what the cheapest proof through it costs, and its line there.

    `upwards` leads from a fact to the line by which it goes on towards the goal.
    """

    costs: dict[int, Cost]
    lines: dict[int, int]
    upwards: dict[int, int]


def through(program: Program, derived: Derived, usable: bytearray) -> Through:
    """Follow the lines from the goals backwards, the cheapest first."""
    found = Through({}, {}, {})
    queue: list[tuple[Cost, int, int]] = [(Cost(), -1, goal) for goal in sorted(program.goals & derived.costs.keys())]
    done: set[int] = set()
    while queue:
        above, line, fact = heapq.heappop(queue)
        program.work += 1
        if fact in done:
            continue
        done.add(fact)
        if line >= 0:
            found.upwards[fact] = line
        for at in program.makers.get(fact, ()):
            program.work += 1
            body, premise = program.bodies[at], program.sources[at]
            if not usable[premise] or any(each not in derived.costs for each in body):
                continue
            total = above.plus(program.cost_of(at))
            for each in body:
                total = total.plus(derived.costs[each])
            if premise not in found.costs or total < found.costs[premise]:
                found.costs[premise], found.lines[premise] = total, at
            for each in body:
                if each not in done:
                    heapq.heappush(queue, (_less(total, derived.costs[each]), at, each))
    return found


def used_through(program: Program, derived: Derived, found: Through, premise: int) -> tuple[int, ...]:
    """The premises of the cheapest proof through this one."""
    line = found.lines[premise]
    lines, facts = [line], list(program.bodies[line])
    while program.conclusions[line] in found.upwards:
        line = found.upwards[program.conclusions[line]]
        facts += [each for each in program.bodies[line] if each != program.conclusions[lines[-1]]]
        lines.append(line)
    own = (program.sources[each] for each in lines if program.sources[each])
    return tuple(dict.fromkeys((*program.used(derived, facts), *own)))


def _less(total: Cost, part: Cost) -> Cost:
    return Cost(
        total.presumed - part.presumed,
        total.assumed - part.assumed,
        total.obtained - part.obtained,
        total.hops - part.hops,
    )
