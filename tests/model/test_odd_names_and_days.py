"""What nobody should write, and somebody does: it ends no answer."""

from datetime import UTC, datetime

import pytest

from blastradius.model.catalog import Catalog
from blastradius.model.durations import lies_ahead, parse_moment
from blastradius.source.document import Document

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_no_calendar_has_in_utc_is_none(text: str) -> None:
    assert parse_moment(text) is None
    assert not lies_ahead(text, NOW)


def test_the_first_and_the_last_day_are_days() -> None:
    assert not lies_ahead("0001-01-01", NOW)
    assert lies_ahead("9999-12-31", NOW)
    assert parse_moment("9999-12-31", end_of_day=True) == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("name", ["TBD", "unknown", "", "TODO"])
def test_no_entity_goes_by_a_word_that_stands_in_for_an_id(name: str) -> None:
    said = [{"kind": "System", "id": each} for each in (name, "vault")]
    catalog = Catalog.of(Document(f"{number}.yaml", 0, each, []) for number, each in enumerate(said))
    assert name not in catalog.system
    assert catalog.system.get(name) is None
    assert list(catalog.system) == ["vault"]
    assert len(catalog.system) == 1
    assert [each.id for each in catalog.system.values()] == ["vault"]
