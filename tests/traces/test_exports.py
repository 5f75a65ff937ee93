"""Spans that stand by themselves, in the forms of libraries, consoles and other platforms."""

import json
from typing import Any

import pytest

from blastradius.traces.events import Call, Ending, Said

from .conftest import Traces, otlp, span
from .test_frameworks import lc
from .test_read import TOOL

RESULT = {"id": "re_1", "status": "succeeded"}
SERVICE = {"attributes": {"service.name": "bot"}}
PHOENIX = {
    "openinference": {"span": {"kind": "LLM"}},
    "llm": {
        "input_messages": [{"message": {"role": "user", "content": "Refund order 7."}}],
        "output_messages": [
            {
                "message": {
                    "role": "assistant",
                    "content": "Refunded.",
                    "tool_calls": [{"tool_call": {"id": "c1", "function": {"name": "refund", "arguments": "{}"}}}],
                }
            }
        ],
    },
}


def kit(attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": "execute_tool refund",
        "context": {"trace_id": "0x" + "a" * 32, "span_id": "0x" + "b" * 16, "trace_state": "[]"},
        "kind": "SpanKind.INTERNAL",
        "parent_id": None,
        "start_time": "2026-11-22T02:00:00.000000Z",
        "end_time": "2026-11-22T02:00:01.000000Z",
        "status": {"status_code": "UNSET"},
        "attributes": attributes,
        "events": [],
        "resource": SERVICE,
        **more,
    }


def jaeger(attributes: dict[str, Any]) -> dict[str, Any]:
    tags = [{"key": key, "type": "string", "value": value} for key, value in attributes.items()]
    about = {"operationName": "execute_tool refund", "startTime": 1_795_000_000_000_000, "duration": 5, "tags": tags}
    one = {"traceID": "a" * 32, "spanID": "b" * 16, "references": [], "logs": [], "processID": "p1", **about}
    return {"data": [{"traceID": "a" * 32, "spans": [one], "processes": {"p1": {"serviceName": "bot"}}}], "total": 0}


def langsmith(run_type: str, inputs: Any, outputs: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"run-{run_type}",
        "trace_id": "run",
        "name": "refund",
        "run_type": run_type,
        "start_time": "2026-11-22T02:00:00",
        "end_time": "2026-11-22T02:00:01",
        "inputs": inputs,
        "outputs": outputs,
        "error": None,
        "extra": {"metadata": {"thread_id": "s"}},
        **more,
    }


AGENTS = {
    "object": "trace.span",
    "id": "span_1",
    "trace_id": "trace_1",
    "parent_id": None,
    "started_at": "2026-11-22T02:00:00+00:00",
    "ended_at": "2026-11-22T02:00:01+00:00",
    "span_data": {"type": "function", "name": "refund", "input": '{"order": 7}', "output": json.dumps(RESULT)},
    "error": None,
}
OBSERVATION = {
    "id": "o",
    "traceId": "t",
    "type": "TOOL",
    "name": "refund",
    "startTime": "2026-11-22T02:00:00Z",
    "input": {"order": 7},
    "output": RESULT,
}
RAW = span(1, "execute_tool refund", TOOL)
SPANS: dict[str, Any] = {
    "a library's": kit(TOOL),
    "a list of a library's": [kit(TOOL)],
    "raw ones": [RAW],
    "raw ones in a document": {"spans": [RAW]},
    "jaeger": jaeger(TOOL),
    "tempo": {"batches": otlp(RAW)["resourceSpans"]},
    "langsmith": langsmith("tool", {"input": "{'order': 7}"}, {"output": json.dumps(RESULT)}),
    "langsmith inside": langsmith(
        "chain",
        {},
        {},
        child_runs=[
            langsmith(
                "tool", {"order": 7}, {"output": {"type": "tool", "content": json.dumps(RESULT), "tool_call_id": "c1"}}
            )
        ],
    ),
    "openai agents": AGENTS,
    "openai agents in a batch": {"data": [{"object": "trace", "id": "trace_1", "workflow_name": "w"}, AGENTS]},
    "langfuse observations": {"data": [OBSERVATION], "meta": {"page": 1}},
    "a langfuse trace": {"id": "t", "sessionId": "s", "input": "x", "observations": [OBSERVATION]},
}


@pytest.mark.parametrize("name", SPANS)
def test_a_call_as_others_export_it(traces: Traces, name: str) -> None:
    runs = traces.read(SPANS[name])
    assert [problem.message for problem in runs.problems] == []
    (call,) = (event for session in runs.sessions for event in session.events)
    assert isinstance(call, Call)
    assert (call.tool, call.arguments, call.result, call.ending) == ("refund", {"order": 7}, RESULT, Ending.RESULT)
    assert call.started


@pytest.mark.parametrize(
    "value",
    [
        kit(PHOENIX, name="ChatOpenAI"),
        {f"context.{key}": value for key, value in kit({})["context"].items()}
        | {
            "attributes.openinference.span.kind": "LLM",
            "attributes.llm.input_messages.0.message.role": "user",
            "attributes.llm.input_messages.0.message.content": "Refund order 7.",
            "attributes.llm.output_messages.0.message.content": "Refunded.",
            "attributes.llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
            "attributes.llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "refund",
        },
        langsmith(
            "llm",
            {"messages": [[lc("HumanMessage", content="Refund order 7.")]]},
            {
                "generations": [
                    [
                        {
                            "text": "Refunded.",
                            "message": lc(
                                "AIMessage",
                                content="Refunded.",
                                tool_calls=[{"name": "refund", "args": {}, "id": "c1"}],
                            ),
                        }
                    ]
                ]
            },
        ),
        AGENTS
        | {
            "span_data": {
                "type": "generation",
                "input": [{"role": "user", "content": "Refund order 7."}],
                "output": [
                    {
                        "role": "assistant",
                        "content": "Refunded.",
                        "tool_calls": [{"id": "c1", "function": {"name": "refund", "arguments": "{}"}}],
                    }
                ],
            }
        },
    ],
    ids=["phoenix", "phoenix frame", "langsmith", "openai agents"],
)
def test_what_a_model_answered_as_others_export_it(traces: Traces, value: Any) -> None:
    (session,) = traces.read(value).sessions
    assert [event.text for event in session.events if isinstance(event, Said)] == ["Refund order 7.", "Refunded."]
    assert [(event.tool, event.call_id) for event in session.events if isinstance(event, Call)] == [("refund", "c1")]


def test_a_failure_in_the_form_of_a_library(traces: Traces) -> None:
    about = {key: value for key, value in TOOL.items() if "result" not in key}
    (call,) = traces.calls(kit(about, status={"status_code": "ERROR", "description": "request timed out"}))
    assert call.ending is Ending.LOST


def test_events_of_models_in_a_log(traces: Traces) -> None:
    def log(name: str, body: dict[str, Any]) -> dict[str, Any]:
        values = [{"key": key, "value": {"stringValue": value}} for key, value in body.items()]
        about = [{"key": "event.name", "value": {"stringValue": name}}]
        return {
            "timeUnixNano": "1795000000000000000",
            "traceId": "a" * 32,
            "spanId": "b" * 16,
            "attributes": about,
            "body": {"kvlistValue": {"values": values}},
        }

    calls = json.dumps([{"id": "c1", "function": {"name": "refund", "arguments": '{"order": 7}'}}])
    records = [
        log("gen_ai.user.message", {"content": "Refund order 7."}),
        log(
            "gen_ai.choice", {"message": json.dumps({"role": "assistant", "content": "Refunded."}), "tool_calls": calls}
        ),
    ]
    (session,) = traces.read({"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}).sessions
    assert [type(event).__name__ for event in session.events] == ["Said", "Said", "Call"]


def test_a_long_history_in_the_form_of_a_library_is_read_whole(traces: Traces) -> None:
    said = [{"role": "user", "parts": [{"type": "text", "content": "x" * 30_000}]}]
    call = {"type": "tool_call", "id": "c1", "name": "refund", "arguments": {"order": 7}}
    answered = [{"role": "assistant", "parts": [call, {"type": "text", "content": "y" * 9_000}]}]
    about = {"gen_ai.input.messages": json.dumps(said), "gen_ai.output.messages": json.dumps(answered)}
    (found,) = traces.calls(kit(about | {"gen_ai.operation.name": "chat"}))
    assert found.tool == "refund"
