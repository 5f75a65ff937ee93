"""The pass over all credentials says of each what `reach` says of it alone."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Class, Kind, Start
from blastradius.analysis.top import Sort, top
from blastradius.analysis.windows import State
from blastradius.cli.inventory import open_roots
from blastradius.graph import everyone
from blastradius.graph.components import components
from blastradius.graph.everyone import Extent, credentials_named, extents
from blastradius.graph.index import Index
from blastradius.graph.kinds import PROMPT_INJECTION
from blastradius.graph.tally import Tally
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Reversal

from .inventories import NOW, Case, Entity, cases, catalog_of, credential, system

DESK = Path(__file__).resolve().parents[2] / "inventories" / "support-desk"
OTP = {"condition": "otp"}
REVERSIBILITY = (
    None,
    {"class": "irreversible"},
    {"class": "reversible", "window": "30d", "unless": [{"when": "it is old", "class": "irreversible"}]},
    {"class": "compensable", "window": "1d"},
    {"class": "irreversible", "unless": [{"when": "nobody saw it", "class": "unknown"}]},
    "unknown",
)


def alone(catalog: Catalog, name: str, case: Case) -> Extent:
    """The same numbers, from a search of its own."""
    start = Start(kind=Kind.CREDENTIAL, id=name)
    report = reach(catalog, (start,), now=NOW, since=case.since, assumed=case.assumed)
    kinds = [each.kind for each in report.systems]
    operations = [each for found in report.systems for each in found.operations]
    windows = [each.window for each in operations if each.window]
    lost = [each for each in windows if each.state is State.NEVER or each.reversal is Reversal.IRREVERSIBLE]
    return Extent(
        direct=kinds.count(Class.DIRECT),
        escalated=kinds.count(Class.ESCALATED),
        conditional=kinds.count(Class.CONDITIONAL),
        operations=len(operations),
        irreversible=len(lost),
        undo_unknown=sum(each.reversal is Reversal.UNKNOWN for each in windows if each not in lost),
        latent=sum(not each.tools for each in operations),
    )


def with_undo(case: Case) -> Case:
    """The case with something to undo; half of them let access to a system meet the reserved condition.

    An operation that is written twice is undone in one way: of two, `reach` tells the one whose window is worse at that
    time, and `top` the worse class.
    """
    ids: dict[tuple[str, str], int] = {}
    changed: list[Entity] = []
    for number, entity in enumerate(case.entities):
        cells = dict(entity)
        if cells["kind"] == "System":
            operations = [
                _undone(
                    each, REVERSIBILITY[ids.setdefault((cells["id"], each["id"]), number + at) % len(REVERSIBILITY)]
                )
                for at, each in enumerate(cells["operations"])
            ]
            cells = _undone({**cells, "operations": operations}, REVERSIBILITY[number % len(REVERSIBILITY)])
            if case.as_tools and number % 2:
                cells["discharges"] = [*cells.get("discharges", ()), {"condition": PROMPT_INJECTION, "access": "write"}]
        changed.append(cells)
    return case.with_entities(changed)


def _undone(entity: Entity, reversibility: object) -> Entity:
    return entity if reversibility is None else {**entity, "reversibility": reversibility}


@given(cases())
def test_every_credential_reaches_what_its_own_search_says(drawn: Case) -> None:
    case = with_undo(drawn)
    catalog = case.catalog
    together = extents(Index(catalog, case.since or NOW), case.assumed)
    assert set(catalog.credential) <= set(together)
    for name, extent in together.items():
        assert extent == alone(catalog, name, case), name


@pytest.mark.parametrize("assumed", [(), ("mfa",), (PROMPT_INJECTION,)], ids=" ".join)
def test_so_it_is_in_a_whole_organisation(assumed: tuple[str, ...]) -> None:
    _, catalog = open_roots([DESK], remember=False)
    case = Case(files=(), starts=(), assumed=assumed)
    together = extents(Index(catalog, NOW), assumed)
    assert len(together) == 40
    assert {name: alone(catalog, name, case) for name in together} == together
    assert max(extent.escalated for extent in together.values()) > 10


@given(cases())
def test_how_many_go_together_changes_nothing(case: Case) -> None:
    index = Index(case.catalog, case.since or NOW)
    whole = extents(index, case.assumed)
    with pytest.MonkeyPatch.context() as few:
        few.setattr(everyone, "_MEMORY", 0)
        few.setattr(everyone, "_FEWEST", 2)
        assert extents(index, case.assumed) == whole


def _chain(length: int, closed: bool) -> Catalog:  # noqa: FBT001 - both are measured
    """Each credential lies where the two before it lead together; closed, the last ones lead back to the first."""
    entities = []
    for number in range(length):
        before = [each % length for each in (number - 1, number - 2) if each >= 0 or closed]
        needs = [{"system": f"s{each:03}"} for each in before]
        entities.append(credential(f"c{number:03}", obtainable_from=[{"all_of": needs}] if needs else []))
        entities.append(system(f"s{number:03}", credentials=[{"credential": f"c{number:03}", "access": "read"}]))
    return catalog_of([("chain.yaml", entities)])


def test_conjunctions_are_followed_to_the_end() -> None:
    found = extents(Index(_chain(60, closed=False), NOW))
    assert [found[f"c{number:03}"].systems for number in (0, 1, 2, 59)] == [60, 1, 1, 1]
    ring = extents(Index(_chain(60, closed=True), NOW))
    assert {extent.systems for extent in ring.values()} == {1}


def test_a_condition_met_late_opens_what_was_passed_before() -> None:
    catalog = catalog_of(
        [
            (
                "late.yaml",
                [
                    system("a", credentials=[{"credential": "first", "access": "read", "conditions": ["otp"]}]),
                    system("b", credentials=[{"credential": "first", "access": "read"}]),
                    system("c", credentials=[{"credential": "second", "access": "read"}], discharges=[OTP]),
                    credential("first"),
                    credential("second", obtainable_from=[{"system": "b"}]),
                ],
            )
        ]
    )
    found = extents(Index(catalog, NOW))
    assert found["first"] == Extent(direct=1, escalated=2)
    assert found["second"] == Extent(direct=1)
    assert extents(Index(catalog, NOW), ["otp"])["first"] == Extent(direct=2, escalated=1)


def test_an_operation_that_is_written_twice_is_possible_either_way() -> None:
    twice = [
        {"id": "pay", "effect": "pay", "access": "read", "requires": ["a"]},
        {"id": "pay", "effect": "read", "access": "admin"},
    ]
    for access, scopes in (("read", ["a"]), ("admin", ["b"]), ("admin", ["a"])):
        grant = {"credential": "key", "access": access, "scopes": scopes}
        catalog = catalog_of(
            [("shop.yaml", [system("shop", credentials=[grant], operations=twice), credential("key")])]
        )
        extent = extents(Index(catalog, NOW))["key"]
        assert extent == Extent(direct=1, operations=1, undo_unknown=1, latent=1)
        assert extent == alone(catalog, "key", Case(files=(), starts=()))
        ranking, single = top(catalog, now=NOW), reach(catalog, (Start(kind=Kind.CREDENTIAL, id="key"),), now=NOW)
        assert not ranking.complete
        assert [each.rule for each in ranking.problems] == ["duplicate-operation"]
        assert ranking.problems == single.problems


def test_nobody_is_left_out() -> None:
    catalog = catalog_of(
        [
            (
                "referred.yaml",
                [
                    system("a", credentials=[{"credential": "granted", "access": "read"}]),
                    credential("known", revoked_with="parent"),
                    {
                        "apiVersion": "blastradius/v1",
                        "kind": "Agent",
                        "id": "bot",
                        "tools": [{"name": "look", "operation": "a/look", "credential": "used"}],
                    },
                ],
            )
        ]
    )
    assert credentials_named(Index(catalog, NOW)) == ("granted", "known", "parent", "used")
    report = top(catalog, now=NOW)
    assert not report.complete
    assert [(each.id, each.known, str(each.source)) for each in report.credentials] == [
        ("granted", False, "referred.yaml:5"),
        ("used", False, "referred.yaml:16"),
        ("known", True, "referred.yaml:9"),
        ("parent", False, "None"),
    ]


@given(cases(), st.sampled_from(Sort))
def test_the_ranking_goes_by_what_was_asked_for(case: Case, sort: Sort) -> None:
    ranked = top(case.catalog, now=NOW, since=case.since, assumed=case.assumed, sort=sort).credentials
    cell = {
        Sort.SYSTEMS: "unconditional_systems",
        Sort.IRREVERSIBLE: "beyond_undo",
        Sort.LATENT: "latent",
        Sort.OPERATIONS: "operations",
    }[sort]
    numbers = [getattr(each.extent, cell) for each in ranked]
    assert numbers == sorted(numbers, reverse=True)
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
    assert {each.id for each in ranked} == set(credentials_named(Index(case.catalog, NOW)))


@given(st.lists(st.integers(min_value=0, max_value=2**9 - 1), max_size=40))
@example([2**9 - 1] * 15)
def test_sums_over_many_starts_at_once(sets: list[int]) -> None:
    tally = Tally()
    for bits in sets:
        tally.add(bits)
    assert tally.sums(9) == [sum(bits >> start & 1 for bits in sets) for start in range(9)]


def _reachable(edges: dict[int, list[int]], start: int) -> set[int]:
    found, queue = {start}, [start]
    while queue:
        for target in edges[queue.pop()]:
            if target not in found:
                found.add(target)
                queue.append(target)
    return found


@given(st.lists(st.lists(st.integers(min_value=0, max_value=7), max_size=3), min_size=8, max_size=8))
def test_components_come_after_what_they_depend_on(targets: Iterable[list[int]]) -> None:
    edges = dict(enumerate(targets))
    found = components(edges)
    reachable = {node: _reachable(edges, node) for node in edges}
    assert sorted(node for members in found for node in members) == sorted(edges)
    seen: set[int] = set()
    for members in found:
        seen.update(members)
        for node in members:
            assert {other for other in reachable[node] if node in reachable[other]} == set(members)
            assert reachable[node] <= seen
