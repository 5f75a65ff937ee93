"""All paths against brute force: each suffices alone, needs all that it lists, and none is missing.

What is judged here is cut out of the files and put to a new search: nothing of the enumeration is believed.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.program import Program, key_of, makers_of, premise_of
from blastradius.analysis.why.supports import Support, Supports, supports
from blastradius.graph.kinds import Access, Fact, Tainted
from blastradius.model.cells import Level
from blastradius.source.document import Ref

from .compare import search_of
from .inventories import Case, Entity, agent, cases, credential, system
from .oracle import conditions_of

FACTS = ("credentials", "obtainable_from", "discharges", "feeds")
FEW = settings(settings.default, max_examples=max(settings.default.max_examples // 2, 1))
SEEDS = st.integers(0, 2**32 - 1)

_WORK = 30_000

Cut = tuple[str, int] | str
"""What can be taken away: an item of a list, numbered through all files, or that a condition may be met."""


def name_of(premise: Ref | str) -> Cut:
    """A premise of ours, as a cut."""
    if isinstance(premise, str):
        return premise
    return (f"{premise.document.path}#{premise.document.index}{premise.rfc6901}", 0)


def cuts_of(case: Case) -> list[Cut]:
    """Everything that can be taken away from a case."""
    places = [
        (f"{path}#{number}/{name}/{at}", 0)
        for path, entities in case.files
        for number, entity in enumerate(entities)
        for name in FACTS
        for at in range(len(entity.get(name, [])))
    ]
    return [*places, *sorted(conditions_of(case.entities) - set(case.assumed))]


def with_only(case: Case, kept: Iterable[Cut]) -> Case:
    """The same question where nothing else is written, and where the conditions that are kept are met."""
    held = set(kept)
    files = []
    for path, entities in case.files:
        changed = []
        for number, entity in enumerate(deepcopy(entities)):
            for name in FACTS:
                if name in entity:
                    entity[name] = [
                        item for at, item in enumerate(entity[name]) if (f"{path}#{number}/{name}/{at}", 0) in held
                    ]
            changed.append(entity)
        files.append((path, tuple(changed)))
    met = tuple(each for each in held if isinstance(each, str))
    return replace(case, files=tuple(files), assumed=(*case.assumed, *met))


def holds(case: Case, goal: Fact) -> bool:
    """Whether something like the goal follows without a condition that nobody met."""
    search = search_of(case)
    return any(_alike(fact, goal) and not search.cost(fact).presumed for fact in search.solution)


def _alike(fact: Fact, goal: Fact) -> bool:
    match fact, goal:
        case Access(_, system_, _, level), Access(_, wanted, _, enough):
            return (system_, level) == (wanted, enough)
        case Tainted(system_, _), Tainted(wanted, _):
            return system_ == wanted
        case _:
            return fact == goal


def goals_of(search: Search) -> dict[str, tuple[Fact, ...]]:
    """What can be asked about, by name."""
    found: dict[str, tuple[Fact, ...]] = {}
    for name, levels in search.access.items():
        found |= {f"{name}:{level.word}": tuple(facts) for level, facts in levels.items()}
    found |= {f"~{name}": tuple(facts) for name, facts in search.tainted.items()}
    for name, held in search.has.items():
        found |= {f"+{name}:{level.word}": (fact,) for level, fact in held.items()}
    return found


def richest(case: Case, most: int = 10) -> tuple[tuple[Fact, ...], Supports] | None:
    """The goal with the most paths: only those that rest on nothing but what can be taken away here."""
    search = search_of(case)
    makers = makers_of(search.clauses())
    found = []
    for name, goals in sorted(goals_of(search).items()):
        listed = supports(Program(makers, goals), most=most, work=_WORK)
        found.append((len(listed.found), name, goals, listed))
    if not found:
        return None
    _, _, goals, listed = max(found, key=lambda each: each[:2])
    return goals, listed


def plain_question(case: Case) -> Case:
    """Without agents: what their tools show is no fact that can be cut."""
    files = tuple(
        (path, tuple(entity for entity in entities if entity["kind"] != "Agent")) for path, entities in case.files
    )
    starts = tuple(start for start in case.starts if start[0] != "agent") or (("credential", "c0"),)
    assumed = tuple(each for each in case.assumed if each != "prompt-injection")
    return replace(case, files=tuple(each for each in files if each[1]), starts=starts, assumed=assumed, as_tools=False)


@FEW
@given(cases())
def test_every_path_suffices_alone_and_needs_all_that_it_lists(drawn: Case) -> None:
    case = plain_question(drawn)
    best = richest(case)
    if best is None:
        return
    goals, listed = best
    for path in listed.found[:6]:
        cuts = [name_of(premise) for premise in path.premises]
        assert holds(with_only(case, cuts), goals[0]), cuts
        for each in cuts:
            rest = [other for other in cuts if other != each]
            assert not holds(with_only(case, rest), goals[0]), (each, cuts)


@FEW
@given(cases())
def test_no_path_is_missing_where_all_are_said_to_be_known(drawn: Case) -> None:
    """Whatever hits every path closes the goal; a path that nobody listed would keep it open."""
    case = plain_question(drawn)
    best = richest(case, most=1000)
    if best is None or best[1].total is None:
        return
    goals, listed = best
    sets = [frozenset(map(name_of, path.premises)) for path in listed.found]
    everything = set(cuts_of(case))
    for hit in minimal_hitting_sets(sets, 24):
        assert not holds(with_only(case, everything - hit), goals[0]), hit


def minimal_hitting_sets(sets: list[frozenset[Cut]], most: int) -> list[frozenset[Cut]]:
    """Sets that have something of each: those that nothing can be left out of (Berge's algorithm), the first ones."""
    found: list[frozenset[Cut]] = [frozenset()]
    for each in sets:
        grown = {hit if hit & each else hit | {one} for hit in found for one in (each if not hit & each else [None])}
        clean = sorted((frozenset(hit - {None}) for hit in grown), key=lambda hit: (len(hit), sorted(map(str, hit))))
        found = [hit for at, hit in enumerate(clean) if not any(other < hit for other in clean[:at])][:200]
    return found[:most] if sets else []


@FEW
@given(cases(), SEEDS)
def test_the_paths_are_those_that_brute_force_finds(drawn: Case, seed: int) -> None:
    """A few facts are kept, so that every subset of them can be tried."""
    case = plain_question(drawn)
    facts = [cut for cut in cuts_of(case) if not isinstance(cut, str)]
    search = search_of(case)
    wanted = {
        name_of(premise)
        for goals in list(goals_of(search).values())[-3:]
        for premise in supports(Program(makers_of(search.clauses()), goals), most=3).found[-1].premises
    }
    others = [fact for fact in facts if fact not in wanted]
    Random(seed).shuffle(others)
    kept = [*(fact for fact in facts if fact in wanted), *others][:6]
    small = with_only(case, kept)
    best = richest(small, most=1000)
    if best is None:
        return
    goals, listed = best
    assert listed.total == len(listed.found)
    found: list[frozenset[Cut]] = []
    universe = cuts_of(small)
    for size in range(len(universe) + 1):
        for chosen in map(frozenset, combinations(universe, size)):
            if not any(each <= chosen for each in found) and holds(with_only(small, chosen), goals[0]):
                found.append(chosen)
    assert {frozenset(map(name_of, path.premises)) for path in listed.found} == set(found)


@given(cases())
def test_paths_come_cheapest_first_each_once_and_the_first_is_the_one_that_is_shown(case: Case) -> None:
    search = search_of(case)
    makers = makers_of(search.clauses())
    for goals in goals_of(search).values():
        listed = supports(Program(makers, goals))
        costs = [path.cost for path in listed.found]
        assert costs == sorted(costs)
        assert costs[0] >= search.cost(goals[0])
        sets = [_set(path) for path in listed.found]
        assert len(set(sets)) == len(sets)
        assert not any(one < other for one in sets for other in sets)
        shown = {key_of(premise) for premise in map(premise_of, search.solution.proof(goals[0])) if premise is not None}
        assert sets[0] <= shown or costs[0] > search.cost(goals[0])
        if len(costs) > 2:
            few = supports(Program(makers, goals), most=2)
            assert [path.cost for path in few.found] == costs[:2], "the cheapest are listed, not those found first"
            assert few.total is None or few.total == listed.total


def _set(path: Support) -> frozenset[object]:
    return frozenset(map(key_of, path.premises))


# --- how many are listed, and when the search stops -------------------------------------------------------------------


def layers(depth: int, width: int) -> list[Entity]:
    """Every credential of a layer can be had from every system of the one before: `width ** depth` paths."""
    found = [system("s0", credentials=[{"credential": "c0", "access": "admin"}]), credential("c0")]
    before = ["s0"]
    for layer in range(depth):
        names = [f"{layer}-{number}" for number in range(width)]
        for name in names:
            found.append(credential(f"c{name}", obtainable_from=[{"system": each} for each in before]))
            found.append(system(f"s{name}", credentials=[{"credential": f"c{name}", "access": "admin"}]))
        before = [f"s{name}" for name in names]
    found.append(credential("cz", obtainable_from=[{"system": each} for each in before]))
    return [*found, system("z", credentials=[{"credential": "cz", "access": "admin"}])]


def clique(size: int) -> list[Entity]:
    """Every credential can be had from every system."""
    names = range(size)
    return [
        *(credential(f"c{one}", obtainable_from=[{"system": f"s{other}"} for other in names]) for one in names),
        *(system(f"s{one}", credentials=[{"credential": f"c{one}", "access": "admin"}]) for one in names),
    ]


def paths(entities: Iterable[Entity], target: str, **limits: int) -> tuple[Supports, Program]:
    case = Case(files=(("all.yaml", tuple(entities)),), starts=(("credential", "c0"),))
    search = search_of(case)
    program = Program(makers_of(search.clauses()), search.access[target][Level.ADMIN])
    return supports(program, **limits), program


@pytest.mark.parametrize(
    ("entities", "target", "listed", "total"),
    [
        (layers(1, 1), "z", 1, 1),
        (layers(1, 20), "z", 20, 20),
        (layers(2, 4), "z", 16, 16),
        (layers(1, 21), "z", 20, None),
        (layers(6, 10), "z", 20, None),
        (clique(3), "s2", 2, 2),
        (clique(4), "s3", 5, 5),
        (clique(30), "s29", 20, None),
    ],
    ids=["one", "twenty", "sixteen", "one too many", "a million", "clique of 3", "clique of 4", "clique of 30"],
)
def test_as_many_paths_are_listed_as_there_are_up_to_twenty(
    entities: list[Entity], target: str, listed: int, total: int | None
) -> None:
    found, program = paths(entities, target)
    assert (len(found.found), found.total, found.ran_out) == (listed, total, False)
    assert program.work < 1_000_000


def test_a_search_that_takes_too_long_says_so_and_keeps_what_it_found() -> None:
    found, program = paths(clique(30), "s29", work=2_000)
    assert found.ran_out
    assert found.total is None
    assert 1 <= len(found.found) < 20
    assert program.work < 20_000
    again, _ = paths(clique(30), "s29", work=2_000)
    assert [_set(path) for path in again.found] == [_set(path) for path in found.found]


def test_what_the_tools_of_a_steered_agent_need_is_a_fact_too() -> None:
    bot = agent("bot", tools=[{"name": "t", "operation": "shop/op", "credential": "c0"}])
    shop = system(
        "shop",
        untrusted_input=True,
        credentials=[{"credential": "c0", "access": "admin"}, {"credential": "c1", "access": "read"}],
        operations=[{"id": "op", "effect": "read", "access": "admin"}],
    )
    case = Case(files=(("all.yaml", (bot, shop)),), starts=(("credential", "c1"),), assumed=("prompt-injection",))
    search = search_of(case)
    makers = makers_of(search.clauses())
    (path,) = supports(Program(makers, search.access["shop"][Level.ADMIN])).found
    assert [name_of(premise) for premise in path.premises] == [
        ("all.yaml#1/untrusted_input", 0),
        ("all.yaml#0/tools/0", 0),
    ]
