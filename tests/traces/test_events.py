# ruff: noqa: E501 - records as they are written
"""Events that frameworks write one by one: what they tell counts once, in the order in which it happened."""

import json
import random
from typing import Any

import pytest

from blastradius.traces.events import Call, Ending, Said, Speaker

from .conftest import Traces

ASKED, DONE = "Please refund order 7.", "I have refunded order 7."
GIVEN, RESULT = {"order_id": "7"}, {"id": "re_1", "status": "succeeded"}
ID = "call_abcdefgh"
FUNCTION = {"name": "refund", "arguments": json.dumps(GIVEN)}
PERSON = {"type": "human", "content": ASKED}
MODEL = {"type": "ai", "content": "", "tool_calls": [{"name": "refund", "args": GIVEN, "id": ID, "type": "tool_call"}]}
TOOL = {"type": "tool", "content": json.dumps(RESULT), "name": "refund", "tool_call_id": ID}
LAST = {"type": "ai", "content": DONE}
CONVERSE: list[dict[str, Any]] = [
    {"role": "user", "content": [{"text": ASKED}]},
    {"role": "assistant", "content": [{"toolUse": {"toolUseId": "tooluse_1abc", "name": "refund", "input": GIVEN}}]},
    {"role": "user", "content": [{"toolResult": {"toolUseId": "tooluse_1abc", "content": [{"json": RESULT}]}}]},
    {"role": "assistant", "content": [{"text": DONE}]},
]
CLAUDE: list[dict[str, Any]] = [
    {"role": "user", "content": ASKED},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1abc", "name": "refund", "input": GIVEN}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1abc", "content": json.dumps(RESULT)}]},
]


def logged(operation: str, request: Any, answer: Any) -> dict[str, Any]:
    """A line of Bedrock's log of invocations."""
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": "2026-03-01T10:00:00Z",
        "requestId": f"{operation}-{len(json.dumps(request))}",
        "operation": operation,
        "input": {"inputContentType": "application/json", "inputBodyJson": request},
        "output": {"outputContentType": "application/json", "outputBodyJson": answer},
    }


def happened(event: str, name: str, run: str, **data: Any) -> dict[str, Any]:
    """One of LangChain's `astream_events`."""
    return {
        "event": event,
        "name": name,
        "run_id": run,
        "data": data,
        "metadata": {"thread_id": "t1"},
        "parent_ids": [],
    }


def item(**cells: Any) -> dict[str, Any]:
    return {"object": "realtime.item", "status": "completed", **cells}


REALTIME_CALL = item(id="i2", type="function_call", call_id=ID, **FUNCTION)
REALTIME_RESULT = {"type": "function_call_output", "call_id": ID, "output": json.dumps(RESULT)}
STREAM: list[dict[str, Any]] = [
    {"messageStart": {"role": "assistant"}},
    {
        "contentBlockStart": {
            "start": {"toolUse": {"toolUseId": "tooluse_1abc", "name": "refund"}},
            "contentBlockIndex": 0,
        }
    },
    {"contentBlockDelta": {"delta": {"toolUse": {"input": '{"order_'}}, "contentBlockIndex": 0}},
    {"contentBlockDelta": {"delta": {"toolUse": {"input": 'id": "7"}'}}, "contentBlockIndex": 0}},
    {"contentBlockStop": {"contentBlockIndex": 0}},
]
RUNS: dict[str, list[dict[str, Any]]] = {
    "bedrock converse": [
        logged("Converse", {"messages": CONVERSE[:1]}, {"output": {"message": CONVERSE[1]}, "stopReason": "tool_use"}),
        logged("Converse", {"messages": CONVERSE[:3]}, {"output": {"message": CONVERSE[3]}, "stopReason": "end_turn"}),
    ],
    "bedrock invoke": [
        logged("InvokeModel", {"messages": CLAUDE[:1]}, {"role": "assistant", "content": CLAUDE[1]["content"]}),
        logged("InvokeModel", {"messages": CLAUDE}, {"role": "assistant", "content": [{"type": "text", "text": DONE}]}),
    ],
    "bedrock stream": [
        logged("ConverseStream", {"messages": CONVERSE[:1]}, STREAM),
        logged(
            "ConverseStream",
            {"messages": CONVERSE[:3]},
            [
                {"contentBlockDelta": {"delta": {"text": "I have refunded "}, "contentBlockIndex": 0}},
                {"contentBlockDelta": {"delta": {"text": "order 7."}, "contentBlockIndex": 0}},
            ],
        ),
    ],
    "langgraph updates": [{"agent": {"messages": [MODEL]}}, {"tools": {"messages": [TOOL]}}, {"agent": {"messages": LAST}}],
    "langgraph states and updates": [
        {"messages": [PERSON]},
        {"agent": {"messages": [MODEL]}},
        {"messages": [PERSON, MODEL]},
        {"tools": {"messages": [TOOL]}},
        {"messages": [PERSON, MODEL, TOOL]},
        {"agent": {"messages": [LAST]}},
        {"messages": [PERSON, MODEL, TOOL, LAST]},
    ],
    "langgraph server": [
        {"event": "metadata", "data": {"run_id": "1"}},
        {"event": "updates", "data": {"agent": {"messages": [MODEL]}}},
        {"event": "updates", "data": {"tools": {"messages": [TOOL]}}},
        {"event": "updates", "data": {"agent": {"messages": [LAST]}}},
    ],
    "langchain": [
        happened("on_chain_start", "LangGraph", "r0", input={"messages": [PERSON]}),
        happened("on_chat_model_start", "ChatOpenAI", "r1", input={"messages": [[PERSON]]}),
        happened("on_chat_model_stream", "ChatOpenAI", "r1", chunk={"type": "AIMessageChunk", "content": ""}),
        happened("on_chat_model_end", "ChatOpenAI", "r1", output=MODEL, input={"messages": [[PERSON]]}),
        happened("on_tool_start", "refund", "r2", input=GIVEN),
        happened("on_tool_end", "refund", "r2", output=TOOL, input=GIVEN),
        happened("on_chat_model_start", "ChatOpenAI", "r3", input={"messages": [[PERSON, MODEL, TOOL]]}),
        happened("on_chat_model_end", "ChatOpenAI", "r3", output=LAST),
        happened("on_chain_end", "LangGraph", "r0", output={"messages": [PERSON, MODEL, TOOL, LAST]}),
    ],
    "a tool alone": [
        happened("on_tool_start", "refund", "r2", input=GIVEN),
        happened("on_tool_end", "refund", "r2", output=json.dumps(RESULT)),
        happened("on_chat_model_end", "ChatOpenAI", "r3", output=LAST),
    ],
    "llamaindex": [
        {
            "store": {
                "user1": [
                    {"role": "user", "content": ASKED, "additional_kwargs": {}},
                    {
                        "role": "assistant",
                        "content": None,
                        "additional_kwargs": {"tool_calls": [{"id": ID, "type": "function", "function": FUNCTION}]},
                    },
                    {"role": "tool", "content": json.dumps(RESULT), "additional_kwargs": {"tool_call_id": ID}},
                    {"role": "assistant", "content": DONE, "additional_kwargs": {}},
                ]
            },
            "class_name": "SimpleChatStore",
        }
    ],
    "smolagents": [
        {"task": ASKED, "task_images": None},
        {
            "step_number": 1,
            "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "refund", "arguments": GIVEN}}],
            "model_output": "Calling refund",
            "observations": json.dumps(RESULT),
        },
        {
            "step_number": 2,
            "tool_calls": [
                {"id": "call_2", "type": "function", "function": {"name": "final_answer", "arguments": {"answer": DONE}}}
            ],
            "observations": DONE,
            "is_final_answer": True,
        },
    ],
    "openai realtime": [
        {"type": "session.created", "event_id": "e1", "session": {"id": "s", "tools": [{"name": "refund"}]}},
        {"type": "conversation.item.input_audio_transcription.completed", "item_id": "i1", "transcript": ASKED},
        {"type": "response.function_call_arguments.done", "item_id": "i2", "call_id": ID, "arguments": "{}"},
        {"type": "response.output_item.done", "item": REALTIME_CALL},
        {"type": "response.done", "response": {"id": "resp1", "output": [REALTIME_CALL]}},
        {"type": "conversation.item.create", "item": REALTIME_RESULT},
        {"type": "conversation.item.created", "item": {"id": "i3", **REALTIME_RESULT}},
        {"type": "response.audio_transcript.done", "item_id": "i4", "transcript": DONE},
        {
            "type": "response.done",
            "response": {
                "id": "resp2",
                "output": [
                    item(id="i4", type="message", role="assistant", content=[{"type": "audio", "transcript": DONE}])
                ],
            },
        },
    ],
    "ag-ui": [
        {"type": "RUN_STARTED", "threadId": "t", "runId": "r", "input": {"messages": [{"id": "m0", "role": "user", "content": ASKED}]}},
        {"type": "TOOL_CALL_START", "toolCallId": ID, "toolCallName": "refund", "parentMessageId": "m1"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": ID, "delta": '{"order_'},
        {"type": "TOOL_CALL_ARGS", "toolCallId": ID, "delta": 'id": "7"}'},
        {"type": "TOOL_CALL_END", "toolCallId": ID},
        {"type": "TOOL_CALL_RESULT", "messageId": "m2", "toolCallId": ID, "content": json.dumps(RESULT)},
        {"type": "TEXT_MESSAGE_START", "messageId": "m3", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m3", "delta": "I have refunded "},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m3", "delta": "order 7."},
        {"type": "TEXT_MESSAGE_END", "messageId": "m3"},
        {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"},
    ],
    "letta": [
        {"id": "message-1", "date": "2026-03-01T10:00:00Z", "message_type": "user_message", "content": ASKED},
        {"id": "message-2", "message_type": "reasoning_message", "reasoning": "They want a refund."},
        {"id": "message-3", "message_type": "tool_call_message", "tool_call": {**FUNCTION, "tool_call_id": ID}},
        {"id": "message-4", "message_type": "tool_return_message", "tool_return": json.dumps(RESULT), "status": "success", "tool_call_id": ID},
        {"id": "message-5", "message_type": "assistant_message", "content": DONE},
    ],
    "openhands": [
        {"id": 0, "source": "user", "action": "message", "message": ASKED, "args": {"content": ASKED}},
        {"id": 1, "source": "agent", "action": "call_tool_mcp", "args": {"name": "refund", "arguments": GIVEN, "thought": "x"}},
        {"id": 2, "source": "agent", "observation": "mcp", "content": json.dumps(RESULT), "cause": 1, "extras": {}},
        {"id": 3, "source": "environment", "observation": "agent_state_changed", "content": "", "extras": {}},
        {"id": 4, "source": "agent", "action": "finish", "message": DONE, "args": {"final_thought": DONE}},
    ],
    "dspy": [
        {
            "question": ASKED,
            "trajectory": {
                "thought_0": "It is paid.",
                "tool_name_0": "refund",
                "tool_args_0": GIVEN,
                "observation_0": json.dumps(RESULT),
                "thought_1": "Done.",
                "tool_name_1": "finish",
                "tool_args_1": {},
                "observation_1": "Completed.",
            },
            "answer": DONE,
        }
    ],
    "words": [
        {
            "messages": [
                {"role": "user", "content": ASKED},
                {"role": "assistant", "content": f"Thought: I refund it.\nAction: refund\nAction Input: {json.dumps(GIVEN)}"},
                {"role": "user", "content": f"Observation: {json.dumps(RESULT)}"},
                {"role": "assistant", "content": f"Thought: I know the answer.\nFinal Answer: {DONE}"},
            ]
        }
    ],
    "crewai": [
        {"type": "task_started", "timestamp": "2026-03-01T10:00:00", "task_name": "t"},
        {"type": "tool_usage_started", "timestamp": "2026-03-01T10:00:01", "tool_name": "refund", "tool_args": GIVEN},
        {"type": "tool_usage_finished", "timestamp": "2026-03-01T10:00:02", "tool_name": "refund", "tool_args": GIVEN, "output": json.dumps(RESULT)},
        {"type": "agent_execution_completed", "timestamp": "2026-03-01T10:00:03", "output": DONE},
        {"type": "crew_kickoff_completed", "timestamp": "2026-03-01T10:00:03", "output": {"raw": DONE}},
    ],
    "elevenlabs": [
        {
            "conversation_id": "conv_1",
            "transcript": [
                {"role": "user", "message": ASKED, "tool_calls": [], "tool_results": []},
                {"role": "agent", "message": None, "tool_results": [], "tool_calls": [{"request_id": ID, "tool_name": "refund", "params_as_json": json.dumps(GIVEN)}]},
                {"role": "agent", "message": None, "tool_calls": [], "tool_results": [{"request_id": ID, "tool_name": "refund", "result_value": json.dumps(RESULT), "is_error": False}]},
                {"role": "agent", "message": DONE, "tool_calls": [], "tool_results": []},
            ],
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize("lines", [True, False], ids=["lines", "list"])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_events_tell_one_call_and_what_was_said(traces: Traces, name: str, lines: bool) -> None:  # noqa: FBT001 - a case
    events = RUNS[name]
    runs = traces.read("\n".join(map(json.dumps, events)) if lines else events)
    assert not [problem.message for problem in runs.problems if problem.severity == "error"]
    (session,) = runs.sessions
    (call,) = (event for event in session.events if isinstance(event, Call))
    assert (call.tool, call.arguments, call.result, call.ending) == ("refund", GIVEN, RESULT, Ending.RESULT)
    said = [event.text for event in session.events if isinstance(event, Said) and event.speaker is Speaker.AGENT]
    assert said.count(DONE) == 1
    assert session.events[-1].order > call.order


def test_a_step_that_no_state_shows_is_one_more_call(traces: Traces) -> None:
    again = {**MODEL, "tool_calls": [{**MODEL["tool_calls"][0], "id": "call_Zx8Kq2Lw"}]}
    steps = [{"agent": {"messages": [each]}} for each in (MODEL, again)]
    assert len(traces.calls("\n".join(map(json.dumps, [*steps, {"messages": [PERSON, MODEL, TOOL]}])))) == 2


def test_failures_are_marked_in_events(traces: Traces) -> None:
    events = [
        {"id": "m1", "message_type": "tool_call_message", "tool_call": {**FUNCTION, "tool_call_id": ID}},
        {"id": "m2", "message_type": "tool_return_message", "tool_return": "no", "status": "error", "tool_call_id": ID},
    ]
    assert [call.ending for call in traces.calls("\n".join(map(json.dumps, events)))] == [Ending.ERROR]
    events = [
        happened("on_tool_start", "refund", "r2", input=GIVEN),
        happened("on_tool_error", "refund", "r2", error="no"),
    ]
    assert [call.ending for call in traces.calls("\n".join(map(json.dumps, events)))] == [Ending.ERROR]


def test_a_call_that_has_only_begun_is_one_without_a_result(traces: Traces) -> None:
    for events in (RUNS["ag-ui"][:4], RUNS["crewai"][:2]):
        (call,) = traces.calls("\n".join(map(json.dumps, events)))
        assert (call.tool, call.arguments, call.ending) == ("refund", GIVEN, Ending.NO_RESULT)


def test_which_of_several_answers_was_taken_is_not_guessed(traces: Traces) -> None:
    call = {"role": "assistant", "tool_calls": [{"id": ID, "type": "function", "function": FUNCTION}]}
    choices = [{"index": 0, "message": {"role": "assistant", "content": DONE}}, {"index": 1, "message": call}]
    runs = traces.read(
        {"request": {"messages": [{"role": "user", "content": ASKED}], "n": 2}, "response": {"choices": choices}}
    )
    assert "has several answers of a model" in runs.problems[0].message
    assert runs.sessions[0].partial


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_damaged_event_loses_no_call_in_silence(traces: Traces, name: str) -> None:
    chance = random.Random(5)
    for place, event in enumerate(RUNS[name]):
        for key in event:
            damaged = event | {key: chance.choice([None, [], {}, 7, "x", [None], {"a": None}])}
            events = [*RUNS[name][:place], damaged, *RUNS[name][place + 1 :]]
            runs = traces.read("\n".join(map(json.dumps, events)), "damaged.jsonl")
            calls = [each for session in runs.sessions for each in session.events if isinstance(each, Call)]
            assert calls or runs.problems, damaged


def test_calls_without_ids_in_a_snapshot_are_all_told(traces: Traces) -> None:
    asked = [
        {"role": "assistant", "toolCalls": [{"function": {"name": "refund", "arguments": json.dumps({"order": each})}}]}
        for each in (1, 2)
    ]
    snapshot = {"type": "MESSAGES_SNAPSHOT", "messages": [{"role": "user", "content": "Refund both"}, *asked]}
    (session,) = traces.read([{"type": "RUN_STARTED", "threadId": "A", "runId": "1"}, snapshot]).sessions
    assert [each.arguments for each in session.events if isinstance(each, Call)] == [{"order": 1}, {"order": 2}]
