"""What our engine says and what another one says, in the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import Phase, given, settings

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import ReachReport
from blastradius.analysis.reach.search import Search
from blastradius.graph.kinds import Access, Disclosed, Fact, Has, Performs, Tainted

from .inventories import NOW, Case, cases
from .oracle import World, clingo_worlds

WORD = {1: "read", 2: "write", 3: "admin"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a report says of who is reached and how."""

    systems: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, frozenset[str]]
    credentials: Mapping[str, Mapping[str, str]]
    operations: Mapping[tuple[str, str], bool]
    contaminated: Mapping[str, bool]
    disclosed: Mapping[str, bool]


def search_of(case: Case) -> Search:
    """Our search."""
    return Search(Lookups(case.catalog, case.since or NOW), case.wanted, case.assumed, as_tools=case.as_tools)


def report_of(case: Case) -> ReachReport:
    """Our answer."""
    return reach(case.catalog, case.wanted, now=NOW, since=case.since, assumed=case.assumed, as_tools=case.as_tools)


def our_worlds(search: Search) -> dict[str, World]:
    """Our facts, by what has to be assumed for them."""
    facts = list(search.solution)
    return {
        "all": _world(facts),
        "none": _world(fact for fact in facts if not search.cost(fact).presumed),
        "direct": _world(search._without_obtaining),
    }


def _world(facts: Iterable[Fact]) -> World:
    world = World()
    for fact in facts:
        match fact:
            case Has(credential, cap) if ":" not in credential:
                world.has.add((credential, int(cap)))
            case Access(credential, system, resource, level):
                world.access.add((holder_of(credential), system, resource, int(level)))
            case Performs(credential, system, operation):
                world.performs.add((holder_of(credential), system, operation))
            case Tainted(system, resource):
                world.tainted.add((system, resource))
            case Disclosed(system):
                world.disclosed.add(system)
            case _:
                pass
    return world


def holder_of(name: str) -> str:
    """A holder as the oracle names it."""
    kind, colon, rest = name.partition(":")
    if kind == "agent":
        return f"hands:{rest}" if "/" in rest else f"taken:{rest}"
    return f"inside:{rest}" if colon else f"cred:{name}"


def our_answer(report: ReachReport) -> Answer:
    """What our report says."""
    return Answer(
        systems={each.id: {level.word: kind.value for level, kind in each.levels} for each in report.systems},
        parts={each.id: frozenset(each.resources) for each in report.systems},
        credentials={each.id: {level.word: kind.value for level, kind in each.levels} for each in report.credentials},
        operations={
            (system.id, operation.id): not operation.conditions
            for system in report.systems
            for operation in system.operations
        },
        contaminated={each.id: not each.conditions for each in report.contaminated},
        disclosed={each.id: not each.conditions for each in report.disclosed},
    )


def expected_answer(worlds: Mapping[str, World], described: set[tuple[str, str]]) -> Answer:
    """What a report has to say, from the facts of the three worlds, of the operations that have an entry."""
    none, everything = worlds["none"], worlds["all"]
    levels = {name: {(system, level) for _, system, _, level in world.access} for name, world in worlds.items()}
    systems = _classes(levels["all"], levels["none"], levels["direct"], "direct")
    certain = {name for name in systems if {"direct", "escalated"} & set(systems[name].values())}
    parts: dict[str, set[str]] = {}
    for name in systems:
        for _, system, part, _ in (none if name in certain else everything).access:
            if system == name:
                parts.setdefault(name, set()).add(part)
    return Answer(
        systems=systems,
        parts={name: frozenset({"*"} if "*" in found else found) for name, found in parts.items()},
        credentials=_classes(everything.has, none.has, worlds["direct"].has, "held"),
        operations={
            (system, operation): any(fact[1:] == (system, operation) for fact in none.performs)
            for _, system, operation in everything.performs
            if (system, operation) in described
        },
        contaminated=_beyond(none.tainted, everything.tainted, none.access, everything.access, 2),
        disclosed=_beyond(
            {(name, "*") for name in none.disclosed},
            {(name, "*") for name in everything.disclosed},
            none.access,
            everything.access,
            1,
        ),
    )


def _classes(
    everything: set[tuple[str, int]], none: set[tuple[str, int]], direct: set[tuple[str, int]], best: str
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, level in sorted(everything):
        kind = best if (name, level) in direct else "escalated" if (name, level) in none else "conditional"
        found.setdefault(name, {})[WORD[level]] = kind
    return found


def _beyond(
    certain: set[tuple[str, str]],
    everything: set[tuple[str, str]],
    acted_on: set[tuple[str, str, str, int]],
    could_be: set[tuple[str, str, str, int]],
    enough: int,
) -> dict[str, bool]:
    """Systems touched by the flow of data in a part that nobody acts on: whether that is so without assumptions."""

    def told(spread: set[tuple[str, str]], access: set[tuple[str, str, str, int]]) -> set[str]:
        done = {(system, part) for _, system, part, level in access if level == enough}
        return {name for name, part in spread if (name, part) not in done}

    sure = told(certain, acted_on)
    return {name: name in sure for name in sure | told(everything, could_be)}


def compare_engines(most: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """Both engines agree about this many inventories: the same ones whoever asks, where the profile is `check`."""

    @settings(settings.default, max_examples=most, phases=phases, report_multiple_bugs=False)
    @given(cases())
    def agree(case: Case) -> None:
        assert_agreement(case)

    agree()


def assert_agreement(case: Case) -> None:
    """Both engines derive the same facts in every world, and the report says what follows from them."""
    worlds = clingo_worlds(case)
    described = {(each["id"], operation["id"]) for each in case.entities for operation in each.get("operations", [])}
    ours = our_worlds(search_of(case))
    for name, world in worlds.items():
        for kind in ("has", "access", "performs", "tainted", "disclosed"):
            mine, theirs = getattr(ours[name], kind), getattr(world, kind)
            assert mine == theirs, f"{kind} in {name}: only ours {mine - theirs}, only clingo's {theirs - mine}"
    mine, theirs = our_answer(report_of(case)), expected_answer(worlds, described)
    wrong = [name for name in Answer.__dataclass_fields__ if getattr(mine, name) != getattr(theirs, name)]
    assert not wrong, "; ".join(f"{name}: ours {getattr(mine, name)}, not {getattr(theirs, name)}" for name in wrong)
