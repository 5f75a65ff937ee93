"""The smallest cut of Horn rules and the lightest hitting set, against looking through all of them."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from blastradius.graph.budget import Budget
from blastradius.graph.cut import smallest_cut
from blastradius.graph.hitting import lightest_hitting_set
from blastradius.graph.horn import Program, Rule

BUDGET = 10
seeds = st.integers(0, 2**32 - 1)


def holds(rules: Iterable[Rule], goals: Iterable[int], without: Iterable[int]) -> bool:
    """Whether a goal follows, by applying every rule until nothing changes."""
    known: set[object] = set()
    gone = set(without)
    left = [rule for rule in rules if rule.label not in gone]
    growing = True
    while growing:
        new = {rule.head for rule in left if known.issuperset(rule.body)} - known
        known |= new
        growing = bool(new)
    return not known.isdisjoint(goals)


def subsets(labels: range) -> Iterator[tuple[int, ...]]:
    """All of them, the small ones first."""
    for size in range(len(labels) + 1):
        yield from combinations(labels, size)


def question(random: Random) -> tuple[list[Rule], list[int], dict[int, int]]:
    """Rules with few facts and few labels, goals, and prices."""
    facts, labels = random.randint(3, 9), random.randint(2, 7)
    rules = [
        Rule(
            random.randrange(facts),
            tuple(random.randrange(facts) for _ in range(random.choice([0, 0, 1, 1, 2]))),
            random.choice([None, *range(labels), *range(labels)]),
        )
        for _ in range(random.randint(4, 24))
    ]
    goals = [random.randrange(facts) for _ in range(random.randint(1, 2))]
    return rules, goals, {label: random.randint(0, 3) for label in range(labels)}


@settings(max_examples=BUDGET * settings().max_examples)
@given(seeds)
def test_no_cut_is_smaller_or_cheaper_or_earlier(seed: int) -> None:
    rules, goals, prices = question(Random(seed))
    program = Program(rules, goals)
    everything = range(len(prices))
    assert {goal for goal in goals if holds(rules, [goal], everything)} == program.always
    left = [goal for goal in goals if goal not in program.always]
    cuts = [each for each in subsets(everything) if not holds(rules, left, each)]
    best = min(cuts, key=lambda each: (len(each), sum(prices[label] for label in each), each))
    cut = smallest_cut(program, prices)
    assert tuple(sorted(cut.labels)) == best
    assert (cut.smallest, cut.cheapest) == (True, True)


@settings(max_examples=BUDGET * settings().max_examples)
@given(seeds, st.integers(0, 120))
def test_when_the_steps_run_out_the_cut_still_cuts_and_says_what_is_proven(seed: int, steps: int) -> None:
    rules, goals, prices = question(Random(seed))
    program = Program(rules, goals)
    left = [goal for goal in goals if goal not in program.always]
    cut = smallest_cut(program, prices, steps)
    least = next(len(each) for each in subsets(range(len(prices))) if not holds(rules, left, each))
    assert cut.at_least <= least <= len(cut.labels)
    assert not cut.smallest or len(cut.labels) == least
    assert not holds(rules, left, cut.labels)
    assert all(holds(rules, left, cut.labels - {label}) for label in cut.labels)


def test_a_cut_that_is_not_proven_says_so() -> None:
    chains = [Rule(("goal", number), (), number) for number in range(5)]
    rules = [*chains, *(Rule("goal", (("goal", number),), None) for number in range(5))]
    cut = smallest_cut(Program(rules, ["goal"]), dict.fromkeys(range(5), 0), steps=0)
    assert (len(cut.labels), cut.at_least, cut.smallest, cut.cheapest) == (5, 0, False, False)


@given(seeds)
def test_the_order_of_rules_changes_nothing(seed: int) -> None:
    random = Random(seed)
    rules, goals, prices = question(random)
    steps = random.choice([0, 10, 40, 10**6])
    cut = smallest_cut(Program(rules, goals), prices, steps)
    random.shuffle(rules)
    assert smallest_cut(Program(rules, goals), prices, steps) == cut


@settings(max_examples=BUDGET * settings().max_examples)
@given(seeds)
def test_no_hitting_set_is_lighter(seed: int) -> None:
    random = Random(seed)
    size = random.randint(1, 8)
    weights = {number: random.randint(1, 4) for number in range(size)}
    sets = [
        frozenset(random.sample(range(size), random.randint(1, min(size, 4)))) for _ in range(random.randint(0, 10))
    ]
    hitting = [each for each in subsets(range(size)) if all(not one.isdisjoint(each) for one in sets)]

    def weight(chosen: Iterable[int]) -> int:
        return sum(weights[each] for each in chosen)

    found = lightest_hitting_set(sets, weights, Budget(10**6))
    assert all(not one.isdisjoint(found) for one in sets)
    assert weight(found) == min(map(weight, hitting))
    alike = dict.fromkeys(weights, 1)
    first = lightest_hitting_set(sets, alike, Budget(10**6), smallest=True)
    assert tuple(sorted(first)) == min(hitting, key=lambda each: (len(each), each))
