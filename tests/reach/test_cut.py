"""The smallest cut, against clingo: it looks through all sets of facts that could be removed and takes the least.

To remove a grant, one that only tools show too, is to let it end before the misuse began; to remove a place is to
forget the entry. Tools whose credential nobody named are left to the examples of `test_cut_answer`.
"""

import json
import re
from collections.abc import Iterable

from clingo import Control
from hypothesis import given

from blastradius.analysis.cut.answer import cut
from blastradius.analysis.cut.report import CutReport, Removal, Target
from blastradius.model.cells import Level
from blastradius.source.document import Ref

from .compare import WORD
from .inventories import NOW, Case, cases
from .oracle import PREDICATES, RULES, bindings, clingo_worlds, facts_of, plain

CHOICES = """
world(bare). meets(bare, K) :- condition(K).

{ gone(grant, G) } :- grant(G, _, _, _).
{ gone(place, Y) } :- written_way(Y, _, _).
ended(G) :- gone(grant, G).
way(Y, C, L) :- written_way(Y, C, L), not gone(place, Y).

reached(S) :- access(all, _, S, _, L), target(S, L).
:- reached(S).
removed(grant, G) :- gone(grant, G).
removed(place, Y) :- gone(place, Y).
#show removed/2.
#defined target/2. #defined price/3. #defined written_way/3.
"""
LEAST = """
#minimize { 1@2, K, G : removed(K, G); P@1, K, G : removed(K, G), price(K, G, P) }.
"""


def cut_of(case: Case, targets: Iterable[Target] = ()) -> CutReport:
    """Our answer."""
    return cut(
        case.catalog,
        case.wanted,
        tuple(targets),
        now=NOW,
        since=case.since,
        assumed=case.assumed,
        as_tools=case.as_tools,
    )


def program_of(case: Case) -> str:
    """The rules and facts of the oracle, with everything that can be removed left open."""
    rules = "\n".join(line for line in RULES.splitlines() if not line.startswith("#show"))
    facts = [re.sub(r"^way\(", "written_way(", fact) for fact in sorted(set(facts_of(case)))]
    return "\n".join((PREDICATES, rules, CHOICES, *facts))


def all_named(case: Case) -> Case:
    """The same case, with a credential for every tool."""
    entities = json.loads(json.dumps(case.entities))
    for tool in (tool for each in entities if each["kind"] == "Agent" for tool in each["tools"]):
        if tool["credential"] == "unknown":
            tool["credential"] = "c0"
        for bound in tool["operation"] if isinstance(tool["operation"], list) else ():
            if isinstance(bound, dict) and bound.get("credential") == "unknown":
                bound["credential"] = "c1"
    return case.with_entities(entities)


def solve(program: str, *more: str) -> tuple[set[tuple[str, ...]], list[int]] | None:
    """The best model: what is removed, and what it costs."""
    control = Control(["--warn=none"], message_limit=0)
    control.add("base", [], "\n".join((program, *more)))
    control.ground([("base", [])])
    best = None
    with control.solve(yield_=True) as handle:
        for model in handle:
            best = ({tuple(map(str, map(plain, each.arguments))) for each in model.symbols(shown=True)}, model.cost)
    return best


def key_of(case: Case, removal: Removal) -> tuple[str, str]:
    """A removal as the oracle names it."""
    ref: Ref = removal.source
    kind = {"credentials": "grant", "obtainable_from": "place"}.get(str(ref.pointer[0]))
    if kind is None:
        (name,) = removal.systems
        return ("grant", f"{removal.credential} opens {name}")
    wanted = dict(case.files)[ref.document.path][ref.document.index]
    alike = [each for each in case.entities if each["kind"] == wanted["kind"]]
    (number,) = (position for position, each in enumerate(alike) if each is wanted)
    return (kind, f"{number}.{ref.pointer[1]}")


def price_of(case: Case, kind: str, key: str) -> int:
    """Live tools and other holders that use it."""
    agents = [each for each in case.entities if each["kind"] == "Agent"]
    if kind == "place":
        number, _, _ = key.partition(".")
        name = [each["id"] for each in case.entities if each["kind"] == "Credential"][int(number)]
        used = [
            tool
            for each in agents
            for tool in each["tools"]
            if tool["credential"] == name or any(own == name for _, _, own in bindings({"tools": [tool]}))
        ]
        return len(used)
    if kind == "grant" and " opens " not in key:
        number, _, index = key.partition(".")
        where = [each for each in case.entities if each["kind"] == "System"][int(number)]
        place = (where["credentials"][int(index)]["credential"], where["id"])
    else:
        opener, opened = key.split(" opens ")
        place = (opener, opened)
    return sum(
        any((own, name) == place for name, _, own in bindings({"tools": [tool]}))
        for each in agents
        for tool in each["tools"]
    )


def targets_in(report: CutReport) -> str:
    """What our answer protects, for the oracle."""
    return "\n".join(
        f'target("{each.target.system}", {int(each.target.level)}).' for each in report.protected if each.cuttable
    )


def fixed(keys: Iterable[tuple[str, str]]) -> str:
    """Exactly these are removed."""
    lines = ["allowed(none, none)."]
    lines += [f':- not gone({kind}, "{key}"). allowed({kind}, "{key}").' for kind, key in keys]
    return "\n".join((*lines, ":- removed(K, G), not allowed(K, G)."))


def assert_least(case: Case, report: CutReport) -> None:
    """Clingo finds no smaller cut, none of the same size that breaks less, and ours is one, without a needless part."""
    program = program_of(case) + targets_in(report)
    ours = [key_of(case, each) for each in report.removals]
    assert len(set(ours)) == len(ours)
    candidates = _candidates(program)
    prices = [f'price({kind}, "{key}", {price_of(case, kind, key)}).' for kind, key in candidates]
    best = solve(program, *prices, LEAST)
    assert best is not None
    assert (report.smallest, report.cheapest) == (True, True)
    assert [len(ours), sum(price_of(case, kind, key) for kind, key in ours)] == best[1]
    assert solve(program, fixed(ours)) is not None, "what we cut is still reached"
    for needless in ours:
        assert solve(program, fixed(each for each in ours if each != needless)) is None, needless


def _candidates(program: str) -> set[tuple[str, str]]:
    """Everything that can be removed."""
    found = solve(program, "#maximize { 1, K, G : removed(K, G) }.")
    assert found is not None
    return {(kind, key) for kind, key in found[0]}


@given(cases().map(all_named))
def test_no_smaller_set_takes_everything_escalated_out_of_reach(case: Case) -> None:
    report = cut_of(case)
    worlds = clingo_worlds(case)
    everything, none, direct = (
        {(name, level) for _, name, _, level in worlds[world].access} for world in ("all", "none", "direct")
    )
    protected = {(each.target.system, level) for each in report.protected for level in range(each.target.level, 4)}
    assert (none - direct) <= protected, "something escalated is not protected"
    assert all(each.cuttable for each in report.protected)
    assert {(each.target.system, int(each.target.level)) for each in report.protected} <= everything - direct
    assert_least(case, report)


@given(cases().map(all_named))
def test_no_smaller_set_takes_a_system_out_of_reach(case: Case) -> None:
    worlds = clingo_worlds(case)
    reached = {(name, level) for _, name, _, level in worlds["all"].access}
    inside = {name for kind, name in case.starts if kind == "system"}
    for name in sorted({name for name, _ in reached} | {"s0"})[:2]:
        level = max((level for place, level in reached if place == name), default=1)
        report = cut_of(case, [Target(system=name, level=Level(level))])
        (protected,) = report.protected
        assert protected.cuttable == (name not in inside)
        assert (protected.kind is None) == ((name, level) not in reached)
        if protected.cuttable:
            left = {WORD[each] for each, _ in protected.remaining}
            assert WORD[level] not in left
            assert_least(case, report)
