"""A no stays one whatever the unknown turns out to be: holes are made in inventories, and filled in some way."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from blastradius.analysis.reach.possible import Possible
from blastradius.graph import holes
from blastradius.graph.kinds import Access
from blastradius.model.cells import Level

from .compare import search_of
from .inventories import Case, Entity, cases
from .oracle import below

seeds = st.integers(0, 2**32 - 1)

Cells: TypeAlias = list[tuple[Entity, str]]


def _of(case: Case, kind: str) -> list[Entity]:
    return [each for each in case.entities if each["kind"] == kind]


def _started(case: Case) -> list[Entity]:
    """The agents that the search starts with: what others do is not asked."""
    agents = _of(case, "Agent")
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


def _is_one(operation: Any) -> bool:
    """Whether a tool does one thing: of several each can have a credential of its own."""
    return isinstance(operation, str) and operation != "none"


HOLES = (whose_grant, which_grants, which_place, which_ways, which_tools, whom_it_calls, what_a_tool_does)


def with_holes(case: Case, random: Random) -> Case:
    """The same inventory, one or two cells of which are unknown."""
    holed = deepcopy(case)
    for make in random.sample(HOLES, random.choice((1, 1, 2))):
        for holder, key in make(holed, random):
            if isinstance(holder.get(key), str | list):
                holder[key] = "unknown"
    return holed


def denied(case: Case) -> Iterator[tuple[str, Level]]:
    """The systems and levels of which the answer is no."""
    search = search_of(case)
    for name in sorted({each["id"] for each in _of(case, "System")}):
        unknown = Possible(search, [name])
        for level in Level:
            if level not in search.access.get(name, {}) and not unknown.behind_access(name, level):
                yield name, level


def assert_no_stays_no(case: Case, seed: int) -> None:
    """What is denied with holes is not reached without them."""
    plain = replace(case, assumed=tuple(name for name in case.assumed if name != "prompt-injection"))
    holed = with_holes(plain, Random(seed))
    reached = {(fact.system, fact.level) for fact in search_of(plain).solution if isinstance(fact, Access)}
    wrong = [each for each in denied(holed) if each in reached]
    assert not wrong, wrong


@given(cases(), seeds)
def test_a_no_stays_one_whatever_the_unknown_turns_out_to_be(case: Case, seed: int) -> None:
    assert_no_stays_no(case, seed)


@pytest.mark.parametrize("forgotten", ["openers", "places", "deeds", "uses"])
def test_that_a_kind_of_hole_is_forgotten_is_caught(forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holes, forgotten, lambda *_: ())

    @settings(settings.default, max_examples=600, phases=[Phase.generate], report_multiple_bugs=False)
    @given(cases(), seeds)
    def stays(case: Case, seed: int) -> None:
        assert_no_stays_no(case, seed)

    with pytest.raises(AssertionError, match="assert not"):
        stays()
