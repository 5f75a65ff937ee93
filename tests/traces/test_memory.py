"""Long recordings: what does not fit into memory is kept outside, and the answer is the same."""

import json
import os
import random
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from blastradius.analysis.claims.answer import claims
from blastradius.analysis.retries.answer import retries
from blastradius.analysis.triage.answer import triage
from blastradius.analysis.undo.answer import undo
from blastradius.cli.inventory import open_inventory
from blastradius.output import claims_json, retries_json, triage_json, undo_json
from blastradius.traces.index import Index
from blastradius.traces.portions import Portions
from blastradius.traces.read import read_runs
from blastradius.traces.spool import Spool, ordered

from .conftest import CHECKOUT, Traces

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def conversation(number: int, padding: str = "") -> dict[str, Any]:
    """One that cancels an order."""
    order, call = {"order_id": f"#W{number}"}, f"call_{number:08d}"
    asks = {"id": call, "type": "function", "function": {"name": "cancel_order", "arguments": json.dumps(order)}}
    return {
        "id": f"run-{number}",
        "messages": [
            {"role": "user", "content": f"I am customer {number}. Cancel my order."},
            {"role": "assistant", "content": None, "tool_calls": [asks]},
            {"role": "tool", "tool_call_id": call, "content": json.dumps({**order, "note": padding})},
            {"role": "assistant", "content": f"Order #W{number} has been cancelled."},
        ],
    }


def everything(portions: Portions, catalog: Any) -> dict[str, Any]:
    """All four answers about some sessions."""
    plan = undo(catalog, portions, now=NOW)
    twice = retries(catalog, portions, now=NOW)
    said = claims(portions, catalog)
    page = triage(catalog, portions, undo=plan, retries=twice, claims=said)
    written = (undo_json.undo(plan), retries_json.retries(twice), claims_json.claims(said), triage_json.triage(page))
    return {each["schema"]: each for each in (json.loads("".join(pieces)) for pieces in written)}


@pytest.mark.parametrize(
    ("file", "folder"), [("tau_airline_gpt4o.json", "airline"), ("agentrx_tau_retail.json", "retail")]
)
def test_runs_read_in_portions_give_the_same_answers(recorded: Path, file: str, folder: str) -> None:
    runs = read_runs([str(recorded / file)])
    _, catalog = open_inventory([CHECKOUT / "inventories" / "recorded" / folder], remember=False)
    whole, pieces = (everything(Portions(runs.sessions, catalog, most=most), catalog) for most in (10**9, 40))
    assert Portions(runs.sessions, catalog, most=40).several
    for name, answer in whole.items():
        if name != "blastradius/undo/v1":  # equal times leave the order open
            assert pieces[name]["sessions"] == answer["sessions"]
    assert pieces["blastradius/claims/v1"] == whole["blastradius/claims/v1"]
    assert pieces["blastradius/retries/v1"] == whole["blastradius/retries/v1"]
    one, other = (each["blastradius/undo/v1"]["plan"] for each in (pieces, whole))
    assert [each["order"] for each in one] == list(range(1, len(other) + 1))
    orders = ("order", "depends_on", "undoes")
    assert sorted(
        json.dumps({key: value for key, value in each.items() if key not in orders}) for each in one
    ) == sorted(json.dumps({key: value for key, value in each.items() if key not in orders}) for each in other)
    calls = {each["order"]: each["call"] for each in one}
    for each in one:
        for depends in (*each["depends_on"], *filter(None, [each["undoes"]])):
            assert calls[depends]["session"] == each["session"]
    assert pieces["blastradius/triage/v1"]["agents"] == whole["blastradius/triage/v1"]["agents"]
    assert pieces["blastradius/triage/v1"]["systems"] == whole["blastradius/triage/v1"]["systems"]


def test_many_conversations_that_requests_repeat_in_any_order_are_put_together(traces: Traces) -> None:
    wholes = [conversation(number) for number in range(3_000)]
    lines = [{"messages": each["messages"][:2]} for each in wholes] + [
        {"messages": each["messages"]} for each in wholes
    ]
    random.Random(7).shuffle(lines)
    runs = traces.read("\n".join(map(json.dumps, lines)), "log.jsonl")
    assert len(runs.sessions) == 3_000
    assert {len(session.events) for session in runs.sessions} == {3}
    assert {session.events[0].text for session in runs.sessions} == {
        f"I am customer {number}. Cancel my order." for number in range(3_000)
    }


def test_memory_does_not_grow_with_the_number_of_conversations(tmp_path: Path) -> None:
    peaks = []
    for count in (1_500, 6_000):
        file = tmp_path / f"{count}.jsonl"
        file.write_text("\n".join(json.dumps(conversation(each, "x" * 1_500)) for each in range(count)))
        command = (str(CHECKOUT / ".venv/bin/blastradius"), "retries", str(file), "--format", "json", "-o", os.devnull)
        child = os.spawnv(os.P_NOWAIT, command[0], command)
        _, _, used = os.wait4(child, 0)
        peaks.append(used.ru_maxrss / 1024)
    assert peaks[1] < peaks[0] + 25, peaks


def test_what_is_kept_outside_of_memory_is_equal_and_nobody_elses() -> None:
    values = [{"number": number, "words": ["a"] * number} for number in range(600)]
    spool: Spool[dict[str, Any]] = Spool(values)
    assert list(spool) == values
    assert spool[-1] == values[-1]
    assert spool[250:260] == values[250:260]
    assert list(ordered(spool, lambda each: -each["number"])) == values[::-1]
    file = spool._file
    assert file is not None
    about = os.fstat(file.fileno())
    assert stat.S_IMODE(about.st_mode) == 0o600
    assert about.st_nlink == 0
    with pytest.raises(IndexError):
        spool[600]


def test_an_index_finds_what_was_put_last() -> None:
    index = Index()
    for number in range(20_000):
        index.put("call", number, number)
    for number in range(0, 20_000, 2):
        index.remove("call", number)
        index.put("name", number, number + 1)
    index.put("call", 4, 7)
    assert index.get("call", 4) == 7
    assert index.get("call", 6) is None
    assert all(index.get("call", number) == number for number in range(1, 20_000, 2))
    assert all(index.get("name", number) == number + 1 for number in range(0, 20_000, 2))
    assert index.get("answer", 4) is None
