"""An inventory twice as large takes twice as long: counted in calls, because a clock would measure the machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Kind, Start
from blastradius.analysis.runbook.book import Book
from blastradius.model.catalog import Catalog

from .inventories import NOW, Entity, agent, catalog_of, credential, system

SMALL, FACTOR = 40, 4
ALLOWED = FACTOR * 1.3


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, ours and Python's own."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def organisation(size: int) -> Catalog:
    """Many systems with an agent and a credential each; every tenth chain of feeds, delegates and parents ends."""
    entities: list[Entity] = []
    for number in range(size):
        last = (number + 1) % 10 == 0 or number + 1 == size
        following = number if last else number + 1
        entities += [
            system(
                f"s{number}",
                owner="crew",
                credentials=[{"credential": f"c{number}", "access": "write"}],
                operations=[{"id": "put", "effect": "write"}, {"id": "get", "effect": "read"}],
                feeds=[{"system": f"s{following}"}],
            ),
            credential(f"c{number}", owner="crew", revoked_with=f"c{following}", obtainable_from="unknown"),
            agent(
                f"a{number}",
                owner="crew",
                delegates_to=[f"a{following}"],
                tools=[{"name": "put", "operation": f"s{number}/put", "credential": f"c{number}"}],
            ),
        ]
    return catalog_of([("all.yaml", entities)])


def store(size: int, **need: Any) -> Catalog:
    """One store that keeps many secrets, each in a part of its own."""
    entities: list[Entity] = [system("vault", credentials=[{"credential": "key", "access": "read"}]), credential("key")]
    for number in range(size):
        parts = {name: value.format(number) for name, value in need.items()}
        way = {"system": "vault", **({"resources": [parts["part"]]} if parts else {})}
        entities += [
            system(f"s{number}", credentials=[{"credential": f"c{number}", "access": "read"}]),
            credential(f"c{number}", obtainable_from=[way]),
        ]
    return catalog_of([("all.yaml", entities)])


def test_a_runbook_grows_with_its_inventory() -> None:
    def pages(catalog: Catalog) -> None:
        book = Book(catalog, {})
        for which in book.asked:
            book.page(which)
        book.index()

    small, large = organisation(SMALL), organisation(SMALL * FACTOR)
    assert calls(lambda: pages(large)) < ALLOWED * calls(lambda: pages(small))


@pytest.mark.parametrize(
    "make", [store, lambda size: store(size, part="kv/{}"), lambda size: store(size, part="k{}/*")]
)
@pytest.mark.parametrize("start", [Start(kind=Kind.CREDENTIAL, id="key"), Start(kind=Kind.SYSTEM, id="vault")])
def test_reach_into_a_store_grows_with_its_secrets(make: Callable[[int], Catalog], start: Start) -> None:
    small, large = make(SMALL), make(SMALL * FACTOR)
    assert calls(lambda: reach(large, (start,), now=NOW)) < ALLOWED * calls(lambda: reach(small, (start,), now=NOW))


def one_by_one(size: int) -> Catalog:
    """Each system keeps the credential of the next one."""
    entities: list[Entity] = []
    for number in range(size):
        before = [{"system": f"s{number - 1}"}] if number else []
        entities += [
            system(f"s{number}", credentials=[{"credential": f"c{number}", "access": "write"}]),
            credential(f"c{number}", obtainable_from=before),
        ]
    return catalog_of([("all.yaml", entities)])


def test_reach_through_a_chain_grows_with_its_length() -> None:
    """Each path is one step longer than the one before: what is known of that is not found out again."""
    start = Start(kind=Kind.CREDENTIAL, id="c0")
    small, large = one_by_one(SMALL), one_by_one(SMALL * FACTOR)
    assert calls(lambda: reach(large, (start,), now=NOW)) < ALLOWED * calls(lambda: reach(small, (start,), now=NOW))
