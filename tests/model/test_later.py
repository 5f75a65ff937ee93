"""Parts that are made when they are asked for are the same as those that were there from the beginning."""

from collections.abc import Iterator
from pathlib import Path

from blastradius.model.catalog import Catalog
from blastradius.model.later import Later
from blastradius.source.cache import Cache
from blastradius.source.load import load

_SYSTEM = """apiVersion: blastradius/v1
kind: System
id: shop
credentials:
  - {{credential: {key}, access: read}}
operations:
  - {{id: {operation}, effect: read}}
feeds:
  - {{system: {fed}}}
"""


def test_they_are_made_once_and_not_before() -> None:
    made: list[int] = []

    def parts() -> Iterator[int]:
        for each in (1, 2, 3):
            made.append(each)
            yield each

    later = Later(parts())
    assert made == []
    assert (list(later), len(later), later[0], later[1:], bool(later)) == ([1, 2, 3], 3, 1, (2, 3), True)
    assert list(reversed(later)) == [3, 2, 1]
    assert made == [1, 2, 3]


def test_there_may_be_none() -> None:
    assert not Later(iter(()))


def test_two_entries_for_one_id_have_the_parts_of_both(tmp_path: Path) -> None:
    for file, key, operation, fed in (("a", "one", "list", "mail"), ("b", "two", "show", "chat")):
        text = _SYSTEM.format(key=key, operation=operation, fed=fed)
        (tmp_path / f"{file}.yaml").write_text(text)
    catalog = Catalog(load([tmp_path], here=tmp_path, cache=Cache(None)).documents)
    shop = catalog.system["shop"]
    assert [each.credential for each in shop.grants] == ["one", "two"]
    assert [each.id for each in shop.operations] == ["list", "show"]
    assert [each.system for each in shop.feeds] == ["mail", "chat"]
