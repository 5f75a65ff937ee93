"""A no stays one whatever the unknown turns out to be: holes are made in inventories, and filled in some way."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import chain
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from blastradius.analysis.reach.possible import Possible
from blastradius.graph import holes, tool_holes
from blastradius.graph.kinds import Access
from blastradius.model.cells import Level

from .compare import search_of
from .inventories import Case, Entity, agent, cases, credential, system
from .oracle import below
from .test_why import ask, told

seeds = st.integers(0, 2**32 - 1)

Cells: TypeAlias = list[tuple[Entity, str]]


def _of(case: Case, kind: str) -> list[Entity]:
    return [each for each in case.entities if each["kind"] == kind]


def _started(case: Case) -> list[Entity]:
    """The agents that the search starts with: what others do is asked only where prompts can be injected."""
    agents = _of(case, "Agent")
    if "prompt-injection" in case.assumed:
        return agents
    names = {name for kind, start in case.starts if kind == "agent" for name in below(agents, start)}
    return [each for each in agents if each["id"] in names]


def whose_grant(case: Case, random: Random) -> Cells:
    """A grant loses its credential."""
    grant = random.choice([grant for each in _of(case, "System") for grant in each["credentials"]])
    return [(grant, "credential")]


def which_grants(case: Case, random: Random) -> Cells:
    """A system loses its grants."""
    return [(random.choice(_of(case, "System")), "credentials")]


def which_place(case: Case, random: Random) -> Cells:
    """A way to a credential loses its place."""
    ways = [way for each in _of(case, "Credential") for way in each["obtainable_from"]]
    needs = [need for way in ways for need in way.get("all_of", [way])]
    return [(random.choice(needs), "system")] if needs else []


def which_ways(case: Case, random: Random) -> Cells:
    """A credential loses its ways."""
    return [(random.choice(_of(case, "Credential")), "obtainable_from")]


def which_tools(case: Case, random: Random) -> Cells:
    """An agent loses its tools."""
    agents = _started(case)
    return [(random.choice(agents), "tools")] if agents else []


def whom_it_calls(case: Case, random: Random) -> Cells:
    """An agent loses those that it calls."""
    agents = [each for each in _started(case) if "delegates_to" in each]
    return [(random.choice(agents), "delegates_to")] if agents else []


def what_a_tool_does(case: Case, random: Random) -> Cells:
    """A tool loses its operation."""
    tools = [tool for each in _of(case, "Agent") for tool in each["tools"] if _is_one(tool["operation"])]
    return [(random.choice(tools), "operation")] if tools else []


def which_credential(case: Case, random: Random) -> Cells:
    """A tool loses its credential."""
    tools = [tool for each in _of(case, "Agent") for tool in each["tools"]]
    return [(random.choice(tools), "credential")] if tools else []


def how_far_an_operation_goes(case: Case, random: Random) -> Cells:
    """An operation loses its effect and its level."""
    operations = [each for system in _of(case, "System") for each in system["operations"]]
    lost = random.choice(operations) if operations else {}
    return [(lost, cell) for cell in ("effect", "access") if cell in lost]


def which_scopes_it_takes(case: Case, random: Random) -> Cells:
    """An operation loses its scopes."""
    operations = [each for system in _of(case, "System") for each in system["operations"] if "requires" in each]
    return [(random.choice(operations), "requires")] if operations else []


def which_operations(case: Case, random: Random) -> Cells:
    """A system loses its operations."""
    return [(random.choice(_of(case, "System")), "operations")]


def which_scopes_are_implied(case: Case, random: Random) -> Cells:
    """A scope loses those that it gives."""
    implied = [each["scope_implies"] for each in _of(case, "System") if each.get("scope_implies")]
    lost = random.choice(implied) if implied else {}
    return [(lost, scope) for scope in list(lost)[:1]]


def where_data_flows(case: Case, random: Random) -> Cells:
    """A flow loses where it goes."""
    feeds = [feed for each in _of(case, "System") for feed in each.get("feeds", [])]
    return [(random.choice(feeds), "system")] if feeds else []


def _is_one(operation: Any) -> bool:
    """Whether a tool does one thing: of several each can have a credential of its own."""
    return isinstance(operation, str) and operation != "none"


HOLES = (
    *(whose_grant, which_grants, which_place, which_ways, which_tools, whom_it_calls, what_a_tool_does),
    *(which_credential, how_far_an_operation_goes, which_scopes_it_takes, which_operations, which_scopes_are_implied),
    where_data_flows,
)


def with_holes(case: Case, random: Random) -> Case:
    """The same inventory, one or two cells of which are unknown."""
    holed = deepcopy(case)
    lost = [make(holed, random) for make in random.sample(HOLES, random.choice((1, 1, 2)))]
    for holder, key in chain.from_iterable(lost):
        if isinstance(holder.get(key), str | list):
            holder[key] = "unknown"
    return holed


def denied(case: Case) -> Iterator[tuple[str, Level]]:
    """The systems and levels of which the answer is no."""
    search = search_of(case)
    for name in _systems(case):
        unknown = Possible(search, [name])
        for level in Level:
            if level not in search.access.get(name, {}) and not unknown.behind_access(name, level):
                yield name, level


def untouched(case: Case) -> Iterator[str]:
    """The systems of which the answer is that no data flows there."""
    search = search_of(case)
    for name in _systems(case):
        told = name in search.tainted or name in search.disclosed
        if not told and not Possible(search, [name], flows=True).behind_flow(name):
            yield name


def _systems(case: Case) -> list[str]:
    return sorted({each["id"] for each in _of(case, "System")})


def assert_no_stays_no(case: Case, seed: int) -> None:
    """What is denied with holes is not reached without them, and no data flows there."""
    holed, search = with_holes(case, Random(seed)), search_of(case)
    reached = {(fact.system, fact.level) for fact in search.solution if isinstance(fact, Access)}
    wrong = [each for each in denied(holed) if each in reached]
    assert not wrong, wrong
    flooded = [name for name in untouched(holed) if name in search.tainted or name in search.disclosed]
    assert not flooded, flooded


@given(cases(), seeds)
def test_a_no_stays_one_whatever_the_unknown_turns_out_to_be(case: Case, seed: int) -> None:
    assert_no_stays_no(case, seed)


KEY, DEEP = credential("key"), credential("deep")
SHOP = system("shop", credentials=[{"credential": "deep", "access": "write"}])


def reads(name: str, opened_by: str, **cells: Any) -> Entity:
    return system(name, credentials=[{"credential": opened_by, "access": "read"}], **cells)


def bot(*operations: Any, used: str = "key", **cells: Any) -> Entity:
    tools = [{"name": f"tool{number}", "operation": each, "credential": used} for number, each in enumerate(operations)]
    return agent("bot", **{"tools": tools, **cells})


LOOK = {"id": "look", "effect": "read"}
WRITES = {"id": "sell", "effect": "write"}
STRANGERS = reads("inbox", "mail", untrusted_input=True, operations=[LOOK])
STEERED = bot("inbox/look", used="mail")
INJECTED = {"assumed": ("prompt-injection",)}


@pytest.mark.parametrize(
    ("word", "entities", "question", "hole"),
    [
        (
            "shop",
            (SHOP, DEEP, reads("wiki", "key", operations=[LOOK]), bot("wiki/look", used="unknown")),
            {"start": "agent:bot"},
            "which credential tool bot/tool0 uses",
        ),
        (
            "credential:deep",
            (DEEP, bot("none", used="unknown")),
            {"start": "agent:bot"},
            "which credential tool bot/tool0 uses",
        ),
        (
            "shop",
            (SHOP, DEEP, KEY, bot("shop/sell", used="unknown")),
            {},
            "which credential tool bot/tool0 uses on shop",
        ),
        (
            "wiki:write",
            (reads("wiki", "key", operations=[{"id": "sell", "effect": "unknown"}]), KEY, bot("wiki/sell")),
            {},
            "how far operation wiki/sell goes, which tool bot/tool0 performs with key",
        ),
        (
            "wiki:write",
            (reads("wiki", "key", operations="unknown"), KEY, bot("wiki/sell")),
            {},
            "no entry for operation wiki/sell, which tool bot/tool0 performs with key",
        ),
        (
            "credential:deep",
            (
                system("git", credentials=[{"credential": "key", "access": "read", "scopes": ["repo"]}]),
                KEY,
                credential("deep", obtainable_from=[{"system": "git", "requires": ["contents"]}]),
            ),
            {},
            "",
        ),
        (
            "credential:deep",
            (
                system(
                    "git",
                    credentials=[{"credential": "key", "access": "read", "scopes": ["repo"]}],
                    scope_implies={"repo": ["unknown"]},
                ),
                KEY,
                credential("deep", obtainable_from=[{"system": "git", "requires": ["contents"]}]),
            ),
            {},
            "which scopes repo gives on system git, and key has it",
        ),
        (
            "wiki:write",
            (reads("wiki", "key", operations=[{"id": "sell", "effect": "unknown"}]), bot("wiki/sell")),
            {"start": "agent:bot", "as_tools": True},
            "how far operation wiki/sell goes, which tool bot/tool0 performs with key",
        ),
        (
            "wiki:write",
            (
                STRANGERS,
                reads("wiki", "deep", operations=[{"id": "sell", "effect": "unknown"}]),
                *(KEY, DEEP, credential("mail")),
                bot(*["inbox/look", {"id": "wiki/sell", "credential": "deep"}], used="mail"),
            ),
            INJECTED,
            "how far operation wiki/sell goes, which tool bot/tool1 performs with deep",
        ),
        (
            "shop",
            (SHOP, DEEP, KEY, STRANGERS, {**STEERED, "delegates_to": ["unknown"]}),
            INJECTED,
            "whom agent bot can call",
        ),
        ("shop", (SHOP, DEEP, KEY, STRANGERS, bot(delegates_to=["tbd"])), INJECTED, ""),
        ("shop", (SHOP, DEEP, KEY, STRANGERS, bot(tools="unknown")), INJECTED, "which tools agent bot has"),
        ("shop", (SHOP, DEEP, KEY, STRANGERS, bot(tools="unknown")), {}, ""),
        (
            "shop",
            (
                SHOP,
                KEY,
                DEEP,
                *(credential("mail"), reads("mailbox", "mail", operations=[LOOK])),
                system("wiki", credentials=[{"credential": "key", "access": "write"}], feeds=[{"system": "unknown"}]),
                agent(
                    "bot",
                    tools=[
                        {"name": "read", "operation": "mailbox/look", "credential": "mail"},
                        {"name": "sell", "operation": "shop/sell", "credential": "deep"},
                    ],
                ),
            ),
            INJECTED,
            "where data of system wiki flows on",
        ),
        ("shop", (reads("shop", "tbd"), KEY), {}, "which credential opens system shop with read access"),
    ],
)
def test_a_no_names_what_it_would_rest_on(
    word: str, entities: tuple[Entity, ...], question: dict[str, Any], hole: str
) -> None:
    answer = ask(word, *entities, **question)
    assert not answer.reached
    assert answer.verdict.startswith("NOT KNOWN" if hole else "NO"), answer.verdict
    assert "no data flows" not in answer.verdict or not hole
    assert hole in told(answer)


@pytest.mark.parametrize(
    ("feeds", "known"), [([{"system": "unknown"}], False), ([{"system": "tbd"}], False), ([{"system": "lake"}], True)]
)
def test_that_no_data_flows_is_said_only_where_it_is_known(feeds: list[Entity], known: bool) -> None:  # noqa: FBT001
    wiki = system("wiki", credentials=[{"credential": "key", "access": "write"}], feeds=feeds)
    answer = ask("shop", SHOP, DEEP, KEY, wiki, system("lake", credentials=[]))
    flow = ", and no data flows there." if known else "; whether data flows there is not known."
    assert answer.verdict == f"NO: nothing that is written down lets whoever holds key get to shop{flow}"
    assert ("not known where data of system wiki flows on" in told(answer)) is not known


def test_what_nobody_describes_may_feed_anything() -> None:
    answer = ask("shop", SHOP, DEEP, KEY, bot("gone/sell"))
    assert answer.verdict.endswith("; whether data flows there is not known.")
    assert "There is no entry for system gone: where its data flows on is not known." in told(answer)


@pytest.mark.parametrize(
    ("module", "forgotten"),
    [
        *((holes, kind) for kind in ("openers", "places", "flows")),
        *((tool_holes, kind) for kind in ("deeds", "unnamed_users")),
    ],
)
def test_that_a_kind_of_hole_is_forgotten_is_caught(
    module: Any, forgotten: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, forgotten, lambda *_, **__: ())

    @settings(settings.default, max_examples=5_000, phases=[Phase.generate], report_multiple_bugs=False)
    @given(cases(), seeds)
    def stays(case: Case, seed: int) -> None:
        assert_no_stays_no(case, seed)

    with pytest.raises(AssertionError, match="assert not"):
        stays()
