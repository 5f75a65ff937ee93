"""Until when a call can be undone: every state, and what decides between them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Kind, ReachedOperation, Start
from blastradius.analysis.windows import State, Window, window_at
from blastradius.model.cells import Reversal

from .inventories import Entity, catalog_of, credential, system

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOW - timedelta(hours=2)
KEY = Start(kind=Kind.CREDENTIAL, id="key")


def operations(*named: Entity, since: datetime | None = SINCE, **cells: Any) -> tuple[ReachedOperation, ...]:
    """The operations of a shop, in the order in which they are told."""
    shop = system("shop", credentials=[{"credential": "key", "access": "admin"}], operations=list(named), **cells)
    report = reach(catalog_of([("shop.yaml", [shop, credential("key")])]), (KEY,), now=NOW, since=since)
    return report.systems[0].operations


def window(reversibility: Any, since: datetime | None = SINCE) -> Window:
    """The window of one operation with this cell."""
    found = operations({"id": "op", "effect": "write", "reversibility": reversibility}, since=since)[0].window
    assert found is not None
    return found


REVERSIBLE = {"class": "reversible", "undo": ["undo it"]}


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ({**REVERSIBLE, "window": "3h"}, State.CLOSING),
        ({**REVERSIBLE, "window": "1h"}, State.CLOSED),
        ({**REVERSIBLE, "window": "2h"}, State.CLOSED),
        ({**REVERSIBLE, "window": "0s"}, State.CLOSED),
        ({**REVERSIBLE, "window": "unlimited"}, State.OPEN),
        ({**REVERSIBLE, "window": "unknown"}, State.UNKNOWN),
        (REVERSIBLE, State.UNKNOWN),
        ({**REVERSIBLE, "until": "settlement"}, State.EVENT),
        ({**REVERSIBLE, "until": "settlement", "window": "unlimited"}, State.EVENT),
        ({**REVERSIBLE, "until": "settlement", "window": "3h"}, State.CLOSING),
        ({**REVERSIBLE, "until": "settlement", "window": "1h"}, State.CLOSED),
        ({"class": "compensable", "window": "3h", "residue": "a fee"}, State.CLOSING),
        ({"class": "irreversible"}, State.NEVER),
        ({"class": "irreversible", "window": "3h"}, State.NEVER),
        ({"class": "unknown", "window": "3h"}, State.UNKNOWN),
        ({"window": "3h"}, State.UNKNOWN),
        ("unknown", State.UNKNOWN),
        (None, State.UNKNOWN),
    ],
)
def test_state(cell: Any, state: State) -> None:
    assert window(cell).state is state


@pytest.mark.parametrize("length", ["90s", "15m", "36h", "30d", "1y", "1h30m"])
def test_the_deadline_counts_from_the_earliest_possible_misuse(length: str) -> None:
    seconds = {"90s": 90, "15m": 900, "36h": 129_600, "30d": 2_592_000, "1y": 31_536_000, "1h30m": 5_400}[length]
    found = window({**REVERSIBLE, "window": length})
    assert found.deadline == SINCE + timedelta(seconds=seconds)
    assert found.duration is not None
    assert found.duration.text == length


def test_without_since_deadlines_are_the_latest_possible() -> None:
    found = window({**REVERSIBLE, "window": "1h"}, since=None)
    assert (found.state, found.deadline) == (State.CLOSING, NOW + timedelta(hours=1))


def test_without_since_a_window_of_nothing_is_closed_all_the_same() -> None:
    assert window({**REVERSIBLE, "window": "0s"}, since=None).state is State.CLOSED


def test_a_window_that_ends_later_than_any_calendar_does_not_end() -> None:
    assert window({**REVERSIBLE, "window": "9999y"}).deadline in {None, SINCE + timedelta(days=365_000)}


def test_reads_have_no_window() -> None:
    (found,) = operations({"id": "op", "effect": "read"}, reversibility={"class": "irreversible"})
    assert found.window is None


def test_the_default_of_the_system_counts_where_the_operation_says_nothing() -> None:
    (found,) = operations({"id": "op", "effect": "write"}, reversibility={**REVERSIBLE, "window": "3h"})
    assert found.window is not None
    assert found.window.state is State.CLOSING


def test_an_operation_that_says_unknown_is_not_covered_by_the_default() -> None:
    default = {**REVERSIBLE, "window": "3h"}
    (found,) = operations({"id": "op", "effect": "write", "reversibility": "unknown"}, reversibility=default)
    assert found.window is not None
    assert (found.window.state, found.window.reversal) == (State.UNKNOWN, Reversal.UNKNOWN)


@pytest.mark.parametrize(
    ("cases", "hours", "reversal"),
    [
        ([{"window": "3h"}], 3, Reversal.REVERSIBLE),
        ([{"window": "30d"}], 24, Reversal.REVERSIBLE),
        ([{"window": "unlimited"}], 24, Reversal.REVERSIBLE),
        ([{"class": "compensable", "window": "4h"}, {"window": "3h"}], 3, Reversal.COMPENSABLE),
        ([{"class": "irreversible"}], 24, Reversal.IRREVERSIBLE),
        ([{"class": "irreversible"}, {"class": "unknown"}], 24, Reversal.UNKNOWN),
    ],
)
def test_of_all_cases_the_earliest_deadline_and_the_worst_class(
    cases: list[Entity], hours: int, reversal: Reversal
) -> None:
    unless = [{"when": "a trap", **case} for case in cases]
    found = window({**REVERSIBLE, "window": "24h", "unless": unless})
    assert found.deadline == SINCE + timedelta(hours=hours)
    assert found.reversal is reversal


def test_a_case_with_an_end_ends_a_window_without() -> None:
    found = window({**REVERSIBLE, "window": "unlimited", "unless": [{"when": "a trap", "window": "3h"}]})
    assert (found.state, found.deadline) == (State.CLOSING, SINCE + timedelta(hours=3))


def test_what_never_comes_back_does_not_come_back_in_another_case() -> None:
    better = [{"when": "luck", "class": "reversible", "window": "3h"}]
    found = window({"class": "irreversible", "unless": better})
    assert (found.state, found.reversal, found.deadline) == (State.NEVER, Reversal.IRREVERSIBLE, None)


def test_operations_are_told_in_the_order_in_which_they_are_needed() -> None:
    named = {
        "never": {"class": "irreversible"},
        "closed": {**REVERSIBLE, "window": "1h"},
        "open": {**REVERSIBLE, "window": "unlimited"},
        "not-known": "unknown",
        "event": {**REVERSIBLE, "until": "payroll run"},
        "later": {**REVERSIBLE, "window": "30d"},
        "soon": {**REVERSIBLE, "window": "3h"},
        "hurts-later": {**REVERSIBLE, "window": "60d", "harm": "at-once"},
        "hurts-soon": {**REVERSIBLE, "window": "50d", "harm": "at-once"},
    }
    listed = [{"id": name, "effect": "write", "reversibility": cell} for name, cell in named.items()]
    found = operations({"id": "look", "effect": "read"}, *listed)
    told = ["hurts-soon", "hurts-later", "soon", "later", "event", "not-known", "open", "closed", "never", "look"]
    assert [each.id for each in found] == told


def test_the_event_is_named_and_has_no_date() -> None:
    found = window({**REVERSIBLE, "until": "settlement"})
    assert (found.event, found.deadline, found.duration) == ("settlement", None, None)


def test_nothing_written_is_not_known() -> None:
    assert window_at(None, SINCE, NOW).state is State.UNKNOWN


def test_systems_are_told_by_their_soonest_window() -> None:
    def shop(name: str, length: str) -> Entity:
        cell = {**REVERSIBLE, "window": length}
        return system(
            name,
            credentials=[{"credential": "key", "access": "write"}],
            operations=[{"id": "op", "effect": "write", "reversibility": cell}],
        )

    entities = [shop("a", "30d"), shop("b", "3h"), shop("c", "1h"), shop("d", "unlimited"), credential("key")]
    report = reach(catalog_of([("shops.yaml", entities)]), (KEY,), now=NOW, since=SINCE)
    assert [each.id for each in report.systems] == ["b", "a", "d", "c"]
