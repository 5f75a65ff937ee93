"""What no reader knows is said, and holds nobody to account."""

import json
from typing import Any

import pytest

from blastradius.analysis.claims.answer import claims
from blastradius.analysis.claims.report import Verdict
from blastradius.traces.events import Call, Said
from blastradius.traces.portions import Portions
from blastradius.traces.read import Runs

from .conftest import Traces, complete
from .test_frameworks import CHAT, CHAT_CALL, ITEMS, USER

CLAIM = {"role": "assistant", "content": "I have cancelled your subscription."}


def verdicts(runs: Runs) -> set[Verdict]:
    return {each.verdict for each in claims(Portions(runs.sessions, None), None).claims}


UNKNOWN: dict[str, Any] = {
    "a part": [USER, {"role": "assistant", "content": [{"type": "tool_request_v9", "toolName": "cancel"}]}, CLAIM],
    "a field": [USER, {"role": "assistant", "content": "", "tool_executions": [{"tool": "cancel"}]}, CLAIM],
    "a call without a name": [USER, {"role": "assistant", "tool_calls": [{"id": "c", "payload": {}}]}, CLAIM],
    "words": [USER, {"role": "assistant", "content": '<tool_call>{"name": "cancel"}</tool_call>'}, CLAIM],
    "beside the messages": {"messages": [USER, CLAIM], "toolExecutions": [{"toolName": "cancel", "ok": True}]},
    "a list of another name": {"messages": [USER, CLAIM], "actions": [{"tool": "cancel", "args": {"id": 1}}]},
    "used tools": [USER, CLAIM | {"tools": [{"name": "cancel", "input": {"id": 1}, "output": "ok"}]}],
    "another action": [USER, CLAIM | {"content": [{"type": "text", "text": CLAIM["content"]}, {"type": "ui_action"}]}],
    "beside a call": [
        CHAT[0],
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c", "name": "f", "input": {}}, {"type": "ui_action"}],
        },
        CLAIM,
    ],
    "other lines": [USER, {"event": "tool_executed", "tool_name": "cancel"}, CLAIM],
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_looks_like_a_call_and_is_not_read_is_said_and_leaves_claims_open(traces: Traces, name: str) -> None:
    value = UNKNOWN[name]
    for data in (json.dumps(value), "\n".join(map(json.dumps, value if isinstance(value, list) else [value]))):
        runs = traces.read(data, "run.jsonl")
        assert not complete(runs)
        assert "tool" in runs.problems[0].message or "form" in runs.problems[0].message
        assert verdicts(runs) == {Verdict.UNDECIDED}


def test_a_result_whose_call_is_missing_leaves_claims_open(traces: Traces) -> None:
    assert verdicts(traces.read([USER, {"role": "tool", "tool_call_id": "c", "content": "x"}, CLAIM])) == {
        Verdict.UNDECIDED
    }


def test_a_claim_of_a_run_that_was_read_whole_is_judged(traces: Traces) -> None:
    runs = traces.read([*CHAT, CLAIM])
    assert complete(runs)
    assert Verdict.UNBACKED in verdicts(runs)


@pytest.mark.parametrize(
    "harmless",
    [
        {"tools": [{"type": "function", "function": {"name": "cancel"}}], "tool_choice": "auto"},
        {"metadata": {"toolName": "x"}, "usage": {"tool_calls": 3}},
        {"finish_reason": "tool_calls", "toolCalls": []},
    ],
)
def test_what_speaks_of_tools_and_calls_none_is_no_problem(traces: Traces, harmless: dict[str, Any]) -> None:
    assert complete(traces.read({"messages": [USER, CLAIM], **harmless}))


def test_a_file_without_a_call_says_what_was_read(traces: Traces) -> None:
    (problem,) = traces.read([USER, CLAIM]).problems
    assert problem.message == "no call of a tool is recorded in it: 2 messages were read"


def growing(*, named: bool, answered: bool) -> list[dict[str, Any]]:
    """A log of requests: each carries all that was said before."""
    messages = [*CHAT, {"role": "user", "content": "Thanks."}, {"role": "assistant", "content": "You are welcome."}]
    lines: list[dict[str, Any]] = []
    for end in (1, 3, 5):
        request = {"messages": messages[:end]}
        lines.append(
            {"request": request, "response": {"choices": [{"message": messages[end] | {"refusal": None}}]}}
            if answered
            else {"messages": messages[: end + 1]}
        )
        lines[-1] |= {"session_id": "s"} if named else {"id": f"req-{end}"}
    return lines


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_a_conversation_that_grows_from_line_to_line_counts_once(traces: Traces, named: bool, answered: bool) -> None:  # noqa: FBT001
    lines = "\n".join(map(json.dumps, growing(named=named, answered=answered)))
    (session,) = traces.read(lines, "log.jsonl").sessions
    assert sum(isinstance(event, Call) for event in session.events) == 1
    assert sum(isinstance(event, Said) for event in session.events) == 4
    assert [event.origin.message for event in session.events] == [0, 1, 3, 4, 5]


def test_two_conversations_that_grow_in_turn_stay_two(traces: Traces) -> None:
    one, other = growing(named=False, answered=False), growing(named=False, answered=False)
    for line in other:
        line["messages"] = [{"role": "user", "content": "Hello."}, *line["messages"]]
    lines = "\n".join(json.dumps(line) for pair in zip(one, other, strict=True) for line in pair)
    sessions = traces.read(lines, "log.jsonl").sessions
    assert [sum(isinstance(event, Call) for event in session.events) for session in sessions] == [1, 1]


def test_answers_that_go_on_from_each_other_are_one_conversation(traces: Traces) -> None:
    lines = [
        {"request": {"input": "Refund order 7."}, "response": {"object": "response", "id": "r1", "output": ITEMS[:1]}},
        {
            "request": {"input": ITEMS[1:2], "previous_response_id": "r1"},
            "response": {"object": "response", "id": "r2", "output": ITEMS[2:]},
        },
    ]
    (session,) = traces.read("\n".join(map(json.dumps, lines)), "log.jsonl").sessions
    assert [event.result["id"] for event in session.events if isinstance(event, Call)] == ["re_1"]


def test_the_same_run_under_two_names_counts_once(traces: Traces) -> None:
    from blastradius.traces.read import read_runs

    paths = [traces.folder / name for name in ("a.json", "b.json", "c.json")]
    for path, value in zip(paths, (CHAT, CHAT, [*CHAT, USER]), strict=True):
        path.write_text(json.dumps(value))
    runs = read_runs(list(map(str, paths)))
    assert len(runs.sessions) == 2
    assert [problem.message for problem in runs.problems] == [
        f"`b.json` is the same run as one in `{paths[0]}`, and counts once"
    ]


def test_two_runs_of_one_file_that_are_equal_stay_two(traces: Traces) -> None:
    run = {"messages": [USER, {"role": "assistant", "tool_calls": [CHAT_CALL]}]}
    assert len(traces.read([{"traj": run["messages"]}, {"traj": run["messages"]}]).sessions) == 2


def test_the_place_and_a_way_out_are_said(traces: Traces) -> None:
    lines = [{"messages": CHAT}, {"messages": [USER, {"role": "assistant", "content": [{"type": "ui_action"}]}]}]
    (problem,) = traces.read("\n".join(map(json.dumps, lines)), "run.jsonl").problems
    assert problem.message == "line 2, message 1 holds what looks like calls of tools, in a form that is not known"
    assert problem.location.line == 2
    assert "export the run as OTLP" in problem.help
