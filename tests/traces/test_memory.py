"""Long recordings: what does not fit into memory is kept outside, and the answer is the same."""

import json
import os
import random
import resource
import stat
import subprocess
import sys
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
from blastradius.traces.events import Call
from blastradius.traces.groups import Groups, size_of
from blastradius.traces.index import Index
from blastradius.traces.portions import Portions
from blastradius.traces.read import read_runs
from blastradius.traces.spool import Spool
from blastradius.traces.views import ordered

from .conftest import CHECKOUT, Traces, otlp, span

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


def spans(number: int, padding: str = "") -> list[dict[str, Any]]:
    """The same as the spans of a trace: the run, a model, the tool that it asked for, and a model again."""
    user, asks, gave, says = conversation(number, padding)["messages"]
    order = {"order_id": f"#W{number}"}
    call = {"gen_ai.tool.name": "cancel_order", "gen_ai.tool.call.id": asks["tool_calls"][0]["id"]}
    call |= {"gen_ai.tool.call.arguments": json.dumps(order), "gen_ai.tool.call.result": gave["content"]}
    told: tuple[dict[str, Any], ...] = (
        {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "bot"},
        {"openinference.span.kind": "LLM", "input.value": json.dumps([user]), "output.value": json.dumps([asks])},
        {"gen_ai.operation.name": "execute_tool", **call},
        {
            "openinference.span.kind": "LLM",
            "input.value": json.dumps([user, asks, gave]),
            "output.value": json.dumps([says]),
        },
    )
    made = (
        span(4 * number + place + 1, "step", each, parent=4 * number + 1 if place else 0)
        for place, each in enumerate(told)
    )
    return [{**each, "traceId": f"{number:032x}"} for each in made]


def observations(number: int, padding: str = "") -> list[dict[str, Any]]:
    """The same as Langfuse lists it, one observation on each line."""
    user, asks, gave, says = conversation(number, padding)["messages"]
    trace = {"traceId": f"trace-{number}", "startTime": "2026-11-20T10:00:00Z", "sessionId": f"session-{number}"}
    asked = {"input": [user], "output": asks}
    tool = {"input": {"order_id": f"#W{number}"}, "output": json.loads(gave["content"]), "name": "cancel_order"}
    return [
        {**trace, "id": f"{number}-1", "type": "GENERATION", **asked},
        {**trace, "id": f"{number}-2", "type": "TOOL", "metadata": {"tool_call_id": gave["tool_call_id"]}, **tool},
        {**trace, "id": f"{number}-3", "type": "GENERATION", "input": [user, asks, gave], "output": says},
    ]


def one_by_one(number: int, padding: str = "") -> list[dict[str, Any]]:
    """The same, message by message."""
    return [{**each, "session_id": f"session-{number}"} for each in conversation(number, padding)["messages"]]


FORMS = {
    "otlp": lambda number, padding="": [otlp(each) for each in spans(number, padding)],
    "exporter": spans,
    "langfuse": observations,
    "messages": one_by_one,
}
READ = (
    "import sys; from blastradius.traces.read import read_runs; print(sum(1 for _ in read_runs(sys.argv[1:]).sessions))"
)


MEASURE = """
import os, sys
_, status, used = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0)
print(status, used.ru_maxrss, file=sys.stderr)
"""


def peak(*command: str) -> float:
    """The most memory that a command takes, in MiB: measured from a small process, whose own its child begins with."""
    run = subprocess.run([sys.executable, "-c", MEASURE, *command], capture_output=True, text=True, check=True)
    status, used = map(int, run.stderr.split()[-2:])
    assert status == 0
    return used / 1024


def test_memory_does_not_grow_with_the_number_of_conversations(tmp_path: Path) -> None:
    peaks = []
    for count in (1_500, 6_000):
        file = tmp_path / f"{count}.jsonl"
        file.write_text("\n".join(json.dumps(conversation(each, "x" * 1_500)) for each in range(count)))
        blastradius = str(CHECKOUT / ".venv/bin/blastradius")
        peaks.append(peak(blastradius, "retries", str(file), "--format", "json", "-o", os.devnull))
    assert peaks[1] < peaks[0] + 25, peaks


@pytest.mark.parametrize("form", FORMS)
def test_memory_does_not_grow_with_the_number_of_spans_or_single_messages(form: str, tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 4_000):
        file = tmp_path / f"{count}.jsonl"
        with file.open("w") as stream:
            stream.writelines(json.dumps(each) + "\n" for run in range(count) for each in FORMS[form](run, "x" * 8_000))
        peaks.append(peak(sys.executable, "-c", READ, str(file)))
    assert peaks[1] < peaks[0] + 15, peaks


@pytest.mark.parametrize("form", FORMS)
def test_sessions_that_are_mixed_in_a_file_are_read_alike_in_and_outside_of_memory(
    form: str, traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    random_ = random.Random(7)
    waiting = [FORMS[form](number) for number in range(400)]
    lines = []
    while waiting:
        run = random_.choice(waiting)
        lines.append(json.dumps(run.pop(0)))
        waiting = waiting if run else [each for each in waiting if each]
    inside = traces.read("\n".join(lines), "log.jsonl")
    monkeypatch.setattr(Groups.__init__, "__defaults__", (20_000,))
    outside = traces.read("\n".join(lines), "log.jsonl")
    assert list(outside.sessions) == list(inside.sessions)
    assert outside.problems == inside.problems == ()
    assert len(inside.sessions) == 400
    assert {sum(isinstance(event, Call) for event in session.events) for session in inside.sessions} == {1}
    assert {len(session.events) for session in inside.sessions} == {3}


def test_groups_come_back_in_order_and_what_is_nested_too_deeply_stays() -> None:
    groups: Groups[Any] = Groups(size_of, 2_000)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    numbers = [groups.new() for _ in range(50)]
    groups.add(numbers[7], deep)
    for value in range(40):
        for number in numbers:
            groups.seen(number).add(value)
            groups.add(number, f"{number}: {value}")
    assert groups.seen(3) == set(range(40))
    groups.close()
    assert [*groups.values(7)] == [deep, *(f"7: {value}" for value in range(40))]
    assert all([*groups.values(each)] == [f"{each}: {value}" for value in range(40)] for each in numbers if each != 7)


def test_what_is_kept_outside_of_memory_is_equal_and_nobody_elses() -> None:
    values = [{"number": number, "words": ["a"] * number} for number in range(600)]
    spool: Spool[dict[str, Any]] = Spool(values)
    assert list(spool) == values
    assert spool[-1] == values[-1]
    assert spool[250:260] == values[250:260]
    assert list(ordered(spool, lambda each: -each["number"])) == values[::-1]
    file = spool._aside._file
    assert file is not None
    about = os.fstat(file.fileno())
    assert stat.S_IMODE(about.st_mode) == 0o600
    assert about.st_nlink == 0
    with pytest.raises(IndexError):
        spool[600]


@pytest.mark.parametrize(("most", "words"), [(0, "no folder for temporary files"), (100_000, "File too large")])
def test_no_room_for_what_does_not_fit_into_memory_is_said(tmp_path: Path, most: int, words: str) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(
        "\n".join(json.dumps(conversation(each, random.Random(each).randbytes(800).hex())) for each in range(900))
    )
    run = subprocess.run(
        [CHECKOUT / ".venv/bin/blastradius", "undo", file, "--format", "json"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (3, "")
    assert words in run.stderr
    assert "TMPDIR" in run.stderr
    assert "Traceback" not in run.stderr


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
