"""What was recorded on the wire: streams of events, cassettes, archives of proxies."""

import json
from typing import Any

import pytest

from blastradius.traces.events import Call, Said, Speaker

from .conftest import Traces, complete
from .test_frameworks import ARGS, ASK, CHAT, RESULT, USER


def stream(*events: dict[str, Any], named: bool = False) -> str:
    lines = (f"event: {each.get('type')}\n" * named + f"data: {json.dumps(each)}\n\n" for each in events)
    return "".join(lines) + "data: [DONE]\n\n"


def piece(**function: str) -> dict[str, Any]:
    about = {"id": "c1", "type": "function"} if "name" in function else {}
    return {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, **about, "function": function}]}}]}


CHUNKS = stream(
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "One "}}]},
    {"choices": [{"index": 0, "delta": {"content": "moment."}}]},
    piece(name="refund", arguments=""),
    piece(arguments='{"order"'),
    piece(arguments=": 7}"),
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
)
BLOCKS = stream(
    {"type": "message_start", "message": {"role": "assistant", "content": []}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "One moment."}},
    {
        "type": "content_block_start",
        "index": 1,
        "content_block": {"type": "tool_use", "id": "c1", "name": "refund", "input": {}},
    },
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": '{"order"'}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": ": 7}"}},
    {"type": "message_stop"},
    named=True,
)
WHOLE = stream(
    {"type": "response.created"},
    {
        "type": "response.completed",
        "response": {
            "id": "r1",
            "object": "response",
            "output": [
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "One moment."}]},
                {"type": "function_call", "call_id": "c1", "name": "refund", "arguments": json.dumps(ARGS)},
            ],
        },
    },
    named=True,
)


@pytest.mark.parametrize("answer", [CHUNKS, BLOCKS, WHOLE], ids=["chat", "anthropic", "responses"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_a_streamed_answer_is_put_together(traces: Traces, answer: str, wrapped: bool) -> None:  # noqa: FBT001 - a case
    response = {"status": 200, "body": answer} if wrapped else answer
    runs = traces.read({"request": {"messages": [USER]}, "response": response})
    assert complete(runs)
    (session,) = runs.sessions
    assert [event.text for event in session.events if isinstance(event, Said)] == [ASK, "One moment."]
    assert [(event.tool, event.arguments) for event in session.events if isinstance(event, Call)] == [("refund", ARGS)]


def test_a_stream_of_another_form_is_said(traces: Traces) -> None:
    runs = traces.read({"request": {"messages": [USER]}, "response": {"body": stream({"x": 1})}})
    assert not complete(runs)
    assert runs.sessions[0].partial


def exchange(messages: list[Any], answer: Any) -> dict[str, Any]:
    return {
        "request": {"method": "POST", "uri": "https://llm.example/", "body": json.dumps({"messages": messages})},
        "response": {"status": {"code": 200}, "body": {"string": json.dumps({"choices": [{"message": answer}]})}},
    }


CASSETTE = {
    "interactions": [
        exchange(CHAT[:1], CHAT[1]),
        {"request": {"method": "POST", "body": '{"event": "telemetry"}'}, "response": {"body": {"string": "{}"}}},
        exchange(CHAT[:3], CHAT[3]),
    ],
    "version": 1,
}
ARCHIVE = {
    "log": {
        "version": "1.2",
        "entries": [
            {
                "request": {"method": "POST", "postData": {"text": each["request"]["body"]}},
                "response": {"status": 200, "content": {"text": each["response"]["body"]["string"]}},
            }
            for each in CASSETTE["interactions"]
        ],
    }
}


def as_yaml(value: Any) -> str:
    """A cassette as VCR writes it: YAML, bodies as texts."""
    lines = ["interactions:"]
    for each in value["interactions"]:
        lines += ["- request:", f"    body: {json.dumps(each['request']['body'])}", "  response:", "    body:"]
        lines += [f"      string: {json.dumps(each['response']['body']['string'])}"]
    return "\n".join([*lines, "version: 1", ""])


@pytest.mark.parametrize("value", [CASSETTE, ARCHIVE, as_yaml(CASSETTE)], ids=["cassette", "archive", "yaml"])
def test_all_that_went_over_the_wire(traces: Traces, value: Any) -> None:
    runs = traces.read(value, "wire.har")
    assert complete(runs)
    (session,) = runs.sessions
    (call,) = (event for event in session.events if isinstance(event, Call))
    assert (call.tool, call.arguments, call.result) == ("refund", ARGS, RESULT)
    assert [event.speaker for event in session.events if isinstance(event, Said)] == [Speaker.USER, Speaker.AGENT]
