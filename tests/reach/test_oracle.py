"""Other engines, which share no code with ours, derive the same facts from the same inventories."""

from dataclasses import replace

from hypothesis import given, settings

from .compare import compare_engines, our_worlds, search_of
from .inventories import Case, cases, single_premise
from .oracle import sqlite_world

BUDGET = 5
"""How many times the cases of other properties the comparison gets: 300 in every run."""


def test_clingo_derives_the_same() -> None:
    compare_engines(BUDGET * settings().max_examples)


@given(cases())
def test_sqlite_derives_the_same_where_one_fact_leads_to_the_next(case: Case) -> None:
    plain = replace(
        case.with_entities(single_premise(each) for each in case.entities),
        starts=tuple(start for start in case.starts if start[0] == "credential") or (("credential", "c0"),),
        assumed=(),
    )
    ours, theirs = our_worlds(search_of(plain))["none"], sqlite_world(plain)
    assert (ours.has, ours.access) == (theirs.has, theirs.access)
    assert (ours.tainted, ours.disclosed) == (theirs.tainted, theirs.disclosed)
