"""Runs that look like events of a framework are read as what they are, and several in one file stay several."""

import json
from typing import Any

import pytest

from blastradius.traces.events import Call, Said
from blastradius.traces.read import Runs

from .conftest import Traces, complete
from .test_events import RUNS, happened

AT = "2026-03-01T10:00:00Z"


def chat(order: str, identity: str) -> list[dict[str, Any]]:
    """A conversation in which one order is refunded."""
    function = {"name": "refund", "arguments": json.dumps({"order": order})}
    return [
        {"role": "user", "content": f"Refund order {order}."},
        {"role": "assistant", "tool_calls": [{"id": identity, "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": identity, "content": json.dumps({"id": f"re_{order}"})},
        {"role": "assistant", "content": f"I have refunded order {order}."},
    ]


def refunded(runs: Runs) -> list[list[str]]:
    """The orders that each session refunds."""
    return [
        [event.arguments["order"] for event in session.events if isinstance(event, Call)] for session in runs.sessions
    ]


LIKE_EVENTS: dict[str, dict[str, Any]] = {
    "task": {"type": "task_completed", "timestamp": AT},
    "agent": {"type": "agent_run", "timestamp": AT},
    "crew": {"type": "crew_run", "timestamp": AT},
    "model": {"type": "llm_call", "timestamp": AT},
    "flow": {"type": "flow_run", "timestamp": AT},
    "method": {"type": "method_call", "timestamp": AT},
    "memory": {"type": "memory_dump", "timestamp": AT},
    "session": {"type": "session.ended"},
    "response": {"type": "response.logged"},
    "conversation": {"type": "conversation.completed"},
    "kind of message": {"message_type": "chat"},
    "kind of one of Letta's": {"message_type": "assistant_message", "content": "Done."},
    "metadata": {"event": "metadata", "data": {"region": "eu"}},
    "messages": {"event": "messages", "data": {"region": "eu"}},
    "log of a crew": {"task_name": "refund", "task": "Refund it.", "agent": "desk", "status": "done"},
    "run": {"type": "RUN_FINISHED", "runId": "r"},
    "action": {"id": 1, "source": "web", "action": "chat"},
}


@pytest.mark.parametrize("beside", LIKE_EVENTS.values(), ids=LIKE_EVENTS)
def test_a_run_beside_fields_of_events_is_a_run(traces: Traces, beside: dict[str, Any]) -> None:
    lines = [{**beside, "messages": chat(order, f"call_{order}_abcdef")} for order in ("7", "8")]
    runs = traces.read("\n".join(map(json.dumps, lines)), "runs.jsonl")
    assert complete(runs)
    assert refunded(runs) == [["7"], ["8"]]


@pytest.mark.parametrize("beside", LIKE_EVENTS.values(), ids=LIKE_EVENTS)
def test_calls_in_an_unknown_form_beside_fields_of_events_are_told(traces: Traces, beside: dict[str, Any]) -> None:
    """Nobody can read them, and an answer without them is not whole."""
    unknown = {**beside, "done": [{"toolName": "refund", "given": {"order": "7"}}]}
    runs = traces.read("\n".join(map(json.dumps, [unknown, {"messages": chat("8", "call_8_abcdef")}])), "runs.jsonl")
    assert not complete(runs)
    assert refunded(runs) == [["8"]]


def test_events_that_only_repeat_calls_are_no_whole_record(traces: Traces) -> None:
    repeated = [event for event in RUNS["langchain"] if "_chain_" in event["event"]]
    runs = traces.read("\n".join(map(json.dumps, repeated)), "events.jsonl")
    assert not complete(runs)
    assert "what looks like calls of tools" in runs.problems[0].message


@pytest.mark.parametrize("around", ["conversation", "values", "run", "state"])
def test_runs_in_envelopes_are_no_changes_of_one(traces: Traces, around: str) -> None:
    lines = [{around: {"messages": chat(order, f"call_{order}_abcdef")}, "error": None} for order in ("7", "8")]
    runs = traces.read("\n".join(map(json.dumps, lines)), "runs.jsonl")
    assert complete(runs)
    assert refunded(runs) == [["7"], ["8"]]


def test_runs_by_their_names_are_several(traces: Traces) -> None:
    runs = traces.read({f"session-{order}": {"messages": chat(order, f"call_{order}_abcdef")} for order in ("7", "8")})
    assert complete(runs)
    assert [session.id for session in runs.sessions] == ["session-7", "session-8"]
    assert refunded(runs) == [["7"], ["8"]]


@pytest.mark.parametrize(
    "kind", ["mcp_call", "function_call", "custom_tool_call", "web_search_call", "code_interpreter_call"]
)
def test_calls_that_a_provider_executes_itself_have_one_id(traces: Traces, kind: str) -> None:
    done = {"type": kind, "id": "item_1", "name": "refund", "status": "completed"}
    given = {"arguments": json.dumps({"order": "7"}), "action": {"order": "7"}, "code": "refund('7')"}
    events: list[dict[str, Any]] = [
        {"type": "response.output_item.added", "item": {**done, "status": "in_progress"}},
        {"type": "conversation.item.created", "item": {**done, "status": "in_progress", "arguments": ""}},
        {"type": "response.output_item.done", "item": done | given},
        {"type": "response.completed", "response": {"id": "resp_1", "output": [done | given]}},
    ]
    runs = traces.read("\n".join(map(json.dumps, events)), "stream.jsonl")
    assert complete(runs)
    (call,) = [event for session in runs.sessions for event in session.events if isinstance(event, Call)]
    assert call.arguments
    runs = traces.read("\n".join(map(json.dumps, events[:2])), "cut.jsonl")
    assert len([event for session in runs.sessions for event in session.events if isinstance(event, Call)]) == 1


def again(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of the same work done once more, in a run of its own."""
    text = json.dumps(events)
    for old, new in (
        ("call_abcdefgh", "call_stuvwxyz"),
        ('"t1"', '"t2"'),
        ('"t"', '"u"'),
        ('"s"', '"v"'),
        ("r2", "q2"),
    ):
        text = text.replace(old, new)
    return list(json.loads(text))


KICKOFF = {"type": "crew_kickoff_started", "timestamp": AT, "crew_name": "desk"}
TWICE: dict[str, list[dict[str, Any]]] = {
    **{name: RUNS[name] for name in ("langchain", "smolagents", "openai realtime", "ag-ui", "openhands", "dspy")},
    "crewai": [KICKOFF, *RUNS["crewai"]],
    "letta": [{**event, "conversation_id": "t"} for event in RUNS["letta"]],
    "langchain without threads": [
        {**happened("on_tool_start", "refund", "r2", input={"order_id": "7"}), "metadata": {}, "parent_ids": ["t"]},
        {**happened("on_tool_end", "refund", "r2", output="{}"), "metadata": {}, "parent_ids": ["t"]},
        {
            **happened("on_chat_model_end", "m", "r3", output={"type": "ai", "content": "I have refunded order 7."}),
            "metadata": {},
            "parent_ids": ["t"],
        },
    ],
}


@pytest.mark.parametrize("name", TWICE)
def test_two_runs_in_one_file_are_two(traces: Traces, name: str) -> None:
    runs = traces.read("\n".join(map(json.dumps, [*TWICE[name], *again(TWICE[name])])), "events.jsonl")
    assert complete(runs)
    assert len(runs.sessions) == 2
    for session in runs.sessions:
        (call,) = [event for event in session.events if isinstance(event, Call)]
        assert call.result is not None
        told = [event.text for event in session.events if isinstance(event, Said)]
        assert told[-1] == "I have refunded order 7."
    first, second = (len(session.events) for session in runs.sessions)
    assert first == second
