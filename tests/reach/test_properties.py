"""What has to hold of every answer, whatever the inventory."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from blastradius.analysis.reach.report import ReachReport
from blastradius.graph.kinds import Access, Disclosed, Has, Performs, Tainted
from blastradius.output import reach_json

from .brute import cheapest
from .compare import holder_of, our_worlds, report_of, search_of
from .inventories import ASKED, CONDITIONS, PARTS, SCOPES, Case, Entity, cases, texts_of
from .oracle import World, bindings, conditions_of, is_worst
from .replay import Judge

seeds = st.integers(0, 2**32 - 1)


@given(cases())
def test_every_proof_replays_on_the_facts_that_people_wrote(case: Case) -> None:
    search, judge = search_of(case), Judge(case)
    for fact in search.solution:
        judge.check(search.solution.proof(fact), fact)


@given(cases())
def test_every_step_cites_the_line_that_says_so(case: Case) -> None:
    texts = {path: text.splitlines() for path, text in texts_of(case.files).items()}
    answer = json.loads(reach_json.reach(report_of(case)))
    lists = ("credentials", "systems", "contaminated", "contaminated_if", "disclosed", "disclosed_if", "upstream")
    for step in (step for name in lists for each in answer[name] for step in each["path"]):
        if step["rule"] == "assume" or _breach_of_the_unknown(step, case):
            assert not step["at"], step
            continue
        path, _, line = step["at"].rpartition(":")
        text = texts[path][int(line) - 1]
        entity = _entity_around(texts[path], int(line) - 1)
        if step["rule"] == "grant" and entity.startswith("agent:"):  # shown by a tool: no grant is written
            assert f'"{step["to"].partition(":")[2]}/' in text, (step, text)
            continue
        assert _said_by(step) in text, (step, text)
        assert entity in {step["from"], step["to"]}, step


def _breach_of_the_unknown(step: dict[str, str], case: Case) -> bool:
    described = {f"{each['kind'].lower()}:{each['id']}" for each in case.entities}
    return step["rule"] == "grant" and step["from"] == step["to"] and step["from"] not in described


def _said_by(step: dict[str, str]) -> str:
    kind, _, origin = step["from"].partition(":")
    target = step["to"].partition(":")[2]
    match step["rule"], kind:
        case "grant", "system":
            return "apiVersion"
        case "grant" | "scope", "agent":
            return f'"{target}/'
        case "grant" | "scope", _:
            return f'"credential": "{origin}"'
        case (("obtain" | "need"), "credential"):
            return '"all_of"'
        case (("obtain" | "need"), _):
            return f'"system": "{origin}"'
        case "discharge", _:
            return f'"condition": "{target}"'
        case "feed", _:
            return '"system": '
        case "steer", _:
            return f'"{origin}/'
        case "untrusted", _:
            return "untrusted_input: true"
        case _:
            return f'"{target}"'


def _entity_around(lines: list[str], number: int) -> str:
    start = max((at for at in range(number + 1) if lines[at] == "---"), default=0)
    cells = dict(line.split(": ", 1) for line in lines[start : start + 4] if ": " in line)
    return f"{json.loads(cells['kind']).lower()}:{json.loads(cells['id'])}"


# --- monotone and closed ---------------------------------------------------------------------------------------------


def _grant_of(case: Case, random: Random) -> Entity:
    """A grant on which no tool rests: what a tool does counts until a grant is written that allows it."""
    used = {(name, system) for each in case.entities for system, _, name in bindings(each)}
    granted = [(grant, each["id"]) for each in case.entities for grant in each.get("credentials", [])]
    grants = [grant for grant, system in granted if (grant["credential"], system) not in used]
    assume(grants)
    grant: Entity = random.choice(grants)
    return grant


def _another_grant(case: Case, random: Random) -> None:
    systems = [each for each in case.entities if each["kind"] == "System"]
    names = sorted({each["id"] for each in case.entities if each["kind"] == "Credential"})
    grant = {"credential": random.choice(names), "access": random.choice(["read", "write", "admin"])}
    if random.random() < 0.5:
        grant["scopes"] = [random.choice(SCOPES)]
    if random.random() < 0.5:
        grant["resources"] = [random.choice(PARTS)]
    entity = random.choice(systems)
    used = {name for each in case.entities for system, _, name in bindings(each) if system == entity["id"]}
    assume(grant["credential"] not in used)  # as above
    entity["credentials"].append(grant)


def _higher_level(case: Case, random: Random) -> None:
    grant = _grant_of(case, random)
    if not is_worst(grant):  # what becomes known can be less than the worst
        grant["access"] = "admin"


def _fewer_limits(case: Case, random: Random) -> None:
    grant = _grant_of(case, random)
    if not is_worst(grant):  # as above
        grant.pop(random.choice(["scopes", "resources", "denies", "conditions", "until"]), None)


def _higher_cap(case: Case, random: Random) -> None:
    ways = [way for each in case.entities for way in each.get("obtainable_from", [])]
    if ways:
        random.choice(ways)["as"] = "admin"


def _asks_for_less(case: Case, random: Random) -> None:
    ways = [way for each in case.entities for way in each.get("obtainable_from", [])]
    if ways:
        way = random.choice(ways)
        random.choice([way, *way.get("all_of", [])]).pop(random.choice(["requires", "resources", "conditions"]), None)


def _another_feed(case: Case, random: Random) -> None:
    systems = [each for each in case.entities if each["kind"] == "System"]
    random.choice(systems).setdefault("feeds", []).append({"system": random.choice(systems)["id"]})


WIDER: tuple[Callable[[Case, Random], None], ...] = (
    _another_grant,
    _higher_level,
    _fewer_limits,
    _higher_cap,
    _asks_for_less,
    _another_feed,
)


@given(cases(), st.sampled_from(WIDER), seeds)
def test_more_never_shrinks_reach(case: Case, widen: Callable[[Case, Random], None], seed: int) -> None:
    plain = replace(case, as_tools=False, assumed=tuple(name for name in case.assumed if name != "prompt-injection"))
    wider = deepcopy(plain)
    widen(wider, Random(seed))
    before, after = our_worlds(search_of(plain)), our_worlds(search_of(wider))
    # A condition that no longer stands anywhere is no longer assumed in the world of all.
    worlds = ("none", "direct", "all") if _conditions(plain) == _conditions(wider) else ("none", "direct")
    for world in worlds:
        _assert_within(before[world], after[world])


def _conditions(case: Case) -> set[str]:
    return conditions_of(case.entities)


@given(cases(), st.sampled_from([*CONDITIONS, "prompt-injection"]))
def test_more_assumptions_never_shrink_reach(case: Case, name: str) -> None:
    before = our_worlds(search_of(case))
    after = our_worlds(search_of(replace(case, assumed=(*case.assumed, name))))
    for world in ("none", "direct", "all"):
        _assert_within(before[world], after[world])


@given(cases(), seeds, st.sampled_from(ASKED), st.sampled_from(SCOPES))
def test_more_denies_never_grow_reach(case: Case, seed: int, one: str, other: str) -> None:
    denied = deepcopy(case)
    grant = _grant_of(denied, Random(seed))
    grant["denies"] = [*grant.get("denies", []), one, other]
    before, after = our_worlds(search_of(case)), our_worlds(search_of(denied))
    for world in ("none", "direct", "all"):
        _assert_within(after[world], before[world])


@given(cases())
def test_what_a_reached_credential_reaches_is_reached(case: Case) -> None:
    worlds = our_worlds(search_of(case))
    for world in ("none", "all"):
        whole = sorted(name for name, level in worlds[world].has if level == 3)
        more = replace(case, starts=tuple(dict.fromkeys((*case.starts, *(("credential", name) for name in whole)))))
        assert our_worlds(search_of(more))[world] == worlds[world]


@given(cases())
def test_taking_an_agent_over_reaches_all_that_steering_it_reaches(case: Case) -> None:
    steered, hijacked = (our_worlds(search_of(replace(case, as_tools=mode))) for mode in (True, False))
    for name, world in steered.items():
        _assert_within(_by_the_credentials_themselves(world, hijacked[name]), hijacked[name])


def _by_the_credentials_themselves(steered: World, hijacked: World) -> World:
    """What an agent does by its tools as a deed of whoever has its credentials, where that is not in there anyway."""

    def held(holder: str) -> str:
        agent, _, name = holder.removeprefix("hands:").rpartition("/")
        return (f"cred:{name}" if name else f"taken:{agent}") if holder.startswith("hands:") else holder

    return replace(
        steered,
        access={each if each in hijacked.access else (held(each[0]), *each[1:]) for each in steered.access},
        performs={each if each in hijacked.performs else (held(each[0]), *each[1:]) for each in steered.performs},
    )


def _assert_within(smaller: World, larger: World) -> None:
    for kind in ("has", "access", "performs", "tainted", "disclosed"):
        there = getattr(larger, kind)
        lost = {fact for fact in getattr(smaller, kind) - there if not any(_covers(kind, each, fact) for each in there)}
        assert not lost, f"{kind}: {lost}"


def _covers(kind: str, larger: Any, smaller: Any) -> bool:
    """Whether a fact says the other one too: what nobody names any more is still part of `r*` and of `*`."""
    place = {"access": 2, "tainted": 1}.get(kind)
    if place is None:
        return False
    same = larger[:place] == smaller[:place] and larger[place + 1 :] == smaller[place + 1 :]
    pattern: str = larger[place]
    return bool(same) and pattern.endswith("*") and smaller[place].startswith(pattern[:-1])


# --- names and order -------------------------------------------------------------------------------------------------


def _shuffled(case: Case, seed: int) -> Case:
    random = Random(seed)
    entities = deepcopy(list(case.entities))
    random.shuffle(entities)
    for entity in entities:
        for value in entity.values():
            if isinstance(value, list) and all(isinstance(item, dict) for item in value):
                random.shuffle(value)
    names = [f"{random.randrange(10**6)}.yaml" for _ in range(random.randint(1, 3))]
    return replace(
        case,
        files=tuple((name, tuple(entities[number :: len(names)])) for number, name in enumerate(set(names)))
        if len(set(names)) == len(names)
        else (("one.yaml", tuple(entities)),),
    )


@given(cases(), seeds)
def test_order_and_names_of_files_change_nothing(case: Case, seed: int) -> None:
    assume(len({(each["kind"], each["id"]) for each in case.entities}) == len(case.entities))
    assert _as_cited(_shuffled(case, seed)) == _as_cited(case)


def _as_cited(case: Case) -> str:
    """The answer with the text of each line instead of its place."""
    texts = {path: text.splitlines() for path, text in texts_of(case.files).items()}

    def line(match: re.Match[str]) -> str:
        return json.dumps(texts[match["path"]][int(match["line"]) - 1])

    printed = re.sub(r'"(?P<path>[\w.]+\.yaml):(?P<line>\d+)"', line, reach_json.reach(report_of(case)))
    answer = json.loads(printed)
    answer["unknown"].sort(key=json.dumps)  # told in the order of files
    answer["problems"] = len(answer["problems"])  # each names two places and says which comes first
    return re.sub(r'\\"tool\d\\"', "tool", json.dumps(answer, indent=1))


@given(cases())
def test_longer_names_change_nothing_to_the_byte(case: Case) -> None:
    def longer(name: str) -> str:
        return name if name == "prompt-injection" else f"{name}-zz"

    assert _bytes(_renamed(case, longer)).replace("-zz", "") == _bytes(case)


@given(cases(), seeds)
def test_other_names_reach_the_same(case: Case, seed: int) -> None:
    """In another order of names another path can be shown, but not another answer."""
    names = sorted({each["id"] for each in case.entities} | {"lost", "gone", "left"} | set(CONDITIONS))
    others = [f"n{number}" for number in range(len(names))]
    Random(seed).shuffle(others)
    to = dict(zip(names, others, strict=True))
    back = dict(zip(others, names, strict=True))
    worlds = our_worlds(search_of(_renamed(case, lambda name: to.get(name, name))))
    for name, world in our_worlds(search_of(case)).items():
        for kind in ("has", "access", "performs", "tainted", "disclosed"):
            renamed = {_back(fact, back) for fact in getattr(worlds[name], kind)}
            assert renamed == getattr(world, kind), (name, kind)


def _back(fact: Any, names: dict[str, str]) -> Any:
    if isinstance(fact, tuple):
        return tuple(_back(each, names) for each in fact)
    return re.sub(r"\bn\d+\b", lambda match: names[match[0]], fact) if isinstance(fact, str) else fact


def _bytes(case: Case) -> str:
    return reach_json.reach(report_of(case))


def _renamed(case: Case, to: Callable[[str], str]) -> Case:
    return replace(
        case,
        files=tuple((path, tuple(_entity(each, to) for each in entities)) for path, entities in case.files),
        starts=tuple((kind, to(name)) for kind, name in case.starts),
        assumed=tuple(map(to, case.assumed)),
    )


def _entity(value: Any, to: Callable[[str], str], cell: str = "entity") -> Any:
    if isinstance(value, dict):
        keep = {"scope_implies"}
        return {key: each if key in keep else _entity(each, to, f"{cell}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [_entity(each, to, cell) for each in value]
    last = cell.rpartition(".")[2]
    if not isinstance(value, str) or value in {"unknown", "none"}:
        return value
    if last == "operation" or (last == "id" and ".operation" in cell and "operations" not in cell):
        system, _, operation = value.partition("/")
        return f"{to(system)}/{operation}"
    named = {"entity.id", "entity.delegates_to"}
    ids = {"credential", "system", "condition", "conditions"}
    return to(value) if cell in named or last in ids else value


# --- the cheapest proof ----------------------------------------------------------------------------------------------


@given(cases())
def test_the_proof_shown_is_the_cheapest(case: Case) -> None:
    search, costs = search_of(case), cheapest(case)
    for fact in search.solution:
        match fact:
            case Has(name, cap) if ":" not in name:
                key: tuple[Any, ...] = ("has", name, int(cap))
            case Access(name, system, part, level):
                key = ("access", holder_of(name), system, part, int(level))
            case Performs(name, system, operation):
                key = ("performs", holder_of(name), system, operation)
            case Tainted(system, part):
                key = ("tainted", system, part)
            case Disclosed(system):
                key = ("disclosed", system)
            case _:
                continue
        assert tuple(search.cost(fact)) == tuple(costs[key]), fact
        assert tuple(map(sum, zip(*_tree(search, fact), strict=True))) == tuple(costs[key])
    _assert_shown_are_cheapest(report_of(case), costs)


def _tree(search: Any, fact: Any) -> list[tuple[int, ...]]:
    """The costs of all the lines of a proof, a shared one as often as it is used."""
    clause = search.solution[fact].clause
    return [tuple(clause.cost), *(cost for premise in clause.premises for cost in _tree(search, premise))]


def _assert_shown_are_cheapest(report: ReachReport, costs: dict[tuple[Any, ...], Any]) -> None:
    for system in report.systems:
        reached = [
            cost for key, cost in costs.items() if key[0] == "access" and key[2:5:2] == (system.id, system.access)
        ]
        best = min(reached)
        shown = {step.target for step in system.path if step.rule == "assume"}
        assert (not best.presumed and not best.assumed) == (not shown)
        assert {f"condition:{name}" for name in system.conditions} == shown
