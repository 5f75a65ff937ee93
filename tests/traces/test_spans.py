"""Spans: calls that only a history shows, spans around spans, requests below a call, and what nobody explains."""

import json
from typing import Any

import pytest

from blastradius.traces.events import Call, Ending, Said, Speaker
from blastradius.traces.session import Session

from .conftest import Traces, complete, otlp, span
from .test_read import TOOL

ASK, DONE = "Refund order 7.", "Refunded."
RESULT = {"id": "re_1", "status": "succeeded"}


def event(name: str, **attributes: str) -> dict[str, Any]:
    values = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
    return {"name": name, "attributes": values}


def told(session: Session) -> list[Any]:
    return [
        (item.tool, item.arguments, item.result) if isinstance(item, Call) else (item.speaker.value, item.text)
        for item in session.events
    ]


CHAT = [
    {"role": "user", "parts": [{"type": "text", "content": ASK}]},
    {
        "role": "assistant",
        "parts": [{"type": "tool_call", "id": "call_k3Q9zR2mX7", "name": "refund", "arguments": {"order": 7}}],
    },
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_k3Q9zR2mX7", "response": RESULT}]},
]
LAST = [{"role": "assistant", "parts": [{"type": "text", "content": DONE}]}]
SPEAKS = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps(CHAT)}
ANSWERS = SPEAKS | {"gen_ai.output.messages": json.dumps(LAST)}
FIRST_CALL = json.dumps([{"id": "call_k3Q9zR2mX7", "function": {"name": "refund", "arguments": '{"order": 7}'}}])
EVENTS = [
    event("gen_ai.user.message", content=ASK),
    event("gen_ai.assistant.message", tool_calls=FIRST_CALL),
    event("gen_ai.tool.message", id="call_k3Q9zR2mX7", content=json.dumps(RESULT)),
    event("gen_ai.choice", index="0", finish_reason="stop", message=json.dumps({"content": DONE})),
]
WHOLE = [("user", ASK), ("refund", {"order": 7}, RESULT), ("agent", DONE)]


def test_a_call_that_stands_only_in_what_a_model_was_given_counts(traces: Traces) -> None:
    (session,) = traces.read(otlp(span(1, "chat", ANSWERS))).sessions
    assert told(session) == WHOLE
    (session,) = traces.read(otlp(span(1, "chat", {"gen_ai.operation.name": "chat"}, events=EVENTS))).sessions
    assert told(session) == WHOLE


def test_a_call_that_an_answer_and_a_history_show_counts_once(traces: Traces) -> None:
    first = {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": json.dumps(CHAT[:1]),
        "gen_ai.output.messages": json.dumps(CHAT[1:2]),
    }
    for spans in (
        [span(1, "chat", first), span(3, "chat", ANSWERS)],
        [span(3, "chat", ANSWERS), span(1, "chat", first)],
        [span(1, "chat", first), span(2, "execute_tool refund", TOOL | {"gen_ai.tool.call.id": "call_k3Q9zR2mX7"})],
        [span(1, "chat", first), span(3, "chat", ANSWERS), span(3, "chat", ANSWERS)],
    ):
        (session,) = traces.read(otlp(*spans)).sessions
        assert [call.result for call in session.events if isinstance(call, Call)] == [RESULT]


def test_a_trace_that_goes_on_from_another_is_the_same_session(traces: Traces) -> None:
    first = {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": json.dumps(CHAT[:1]),
        "gen_ai.output.messages": json.dumps(CHAT[1:2]),
    }
    (session,) = traces.read(otlp(span(1, "chat", first), span(3, "chat", ANSWERS) | {"traceId": "b" * 32})).sessions
    assert told(session) == WHOLE


def test_the_answer_of_the_vercel_ai_sdk(traces: Traces) -> None:
    calls = json.dumps([{"toolCallId": "c1", "toolName": "refund", "input": {"order": 7}}])
    outer = {
        "operation.name": "ai.generateText",
        "ai.operationId": "ai.generateText",
        "ai.prompt": json.dumps({"system": "Be kind.", "messages": [{"role": "user", "content": ASK}]}),
        "ai.response.text": DONE,
    }
    inner = {"ai.operationId": "ai.generateText.doGenerate", "ai.response.toolCalls": calls}
    tool = {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "refund",
        "ai.toolCall.id": "c1",
        "ai.toolCall.args": '{"order": 7}',
        "ai.toolCall.result": json.dumps(RESULT),
    }
    (session,) = traces.read(
        otlp(
            span(1, "ai.generateText", outer),
            span(2, "ai.generateText.doGenerate", inner, parent=1),
            span(3, "ai.toolCall", tool, parent=1),
        )
    ).sessions
    assert sum(isinstance(item, Call) for item in session.events) == 1
    assert {(item.speaker, item.text) for item in session.events if isinstance(item, Said)} == {
        (Speaker.SYSTEM, "Be kind."),
        (Speaker.USER, ASK),
        (Speaker.AGENT, DONE),
    }
    (session,) = traces.read(otlp(span(1, "ai.generateText", outer))).sessions
    assert ("agent", DONE) in told(session)


@pytest.mark.parametrize(
    ("given", "returned"),
    [
        ({"inputs": {"order": 7}, "input_str": "{'order': 7}", "tags": []}, {"output": RESULT, "kwargs": {}}),
        ({"input_str": "{'order': 7}", "inputs": None, "metadata": {}}, {"output": json.dumps(RESULT)}),
        ({"args": [], "kwargs": {"order": 7}}, RESULT),
        (
            {"inputs": {"order": 7}},
            {
                "output": {
                    "lc": 1,
                    "type": "constructor",
                    "id": ["x", "ToolMessage"],
                    "kwargs": {"content": json.dumps(RESULT), "tool_call_id": "c"},
                }
            },
        ),
    ],
)
def test_what_openllmetry_wraps(traces: Traces, given: Any, returned: Any) -> None:
    attributes = {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": "refund",
        "traceloop.entity.input": json.dumps(given),
        "traceloop.entity.output": json.dumps(returned),
    }
    (call,) = traces.calls(otlp(span(1, "refund.tool", attributes)))
    assert (call.tool, call.arguments, call.result) == ("refund", {"order": 7}, RESULT)


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.tool.name": "refund", "tool_arguments": '{"order": 7}', "tool_response": json.dumps(RESULT)},
        {
            "langfuse.observation.type": "tool",
            "langfuse.observation.input": '{"order": 7}',
            "langfuse.observation.output": json.dumps(RESULT),
        },
        {"mlflow.spanType": '"TOOL"', "mlflow.spanInputs": '{"order": 7}', "mlflow.spanOutputs": json.dumps(RESULT)},
    ],
    ids=["logfire", "langfuse", "mlflow"],
)
def test_other_conventions_for_the_span_of_a_tool(traces: Traces, attributes: dict[str, str]) -> None:
    (call,) = traces.calls(otlp(span(1, "refund", attributes)))
    assert (call.tool, call.arguments, call.result, call.ending) == ("refund", {"order": 7}, RESULT, Ending.RESULT)


def test_arguments_and_result_in_events(traces: Traces) -> None:
    events = [
        event("gen_ai.tool.message", role="tool", content='{"order": 7}', id="c1"),
        event("gen_ai.choice", message=json.dumps([{"text": json.dumps(RESULT)}]), id="c1"),
    ]
    about = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "refund", "gen_ai.tool.call.id": "c1"}
    (call,) = traces.calls(otlp(span(1, "execute_tool refund", about, events=events)))
    assert (call.arguments, call.result) == ({"order": 7}, RESULT)


def test_a_span_that_looks_like_a_call_and_is_none_that_is_known_is_said(traces: Traces) -> None:
    runs = traces.read(
        otlp(span(1, "step", {"acme.tool.name": "refund", "acme.payload": "{}"}), span(2, "chat", ANSWERS))
    )
    assert not complete(runs)
    assert "acme.tool.name" in runs.problems[0].message
    assert runs.sessions[0].partial


def test_spans_without_any_call_say_so(traces: Traces) -> None:
    (problem,) = traces.read(otlp(span(1, "GET /", {"http.request.method": "GET"}))).problems
    assert problem.message == "no call of a tool is recorded in it: 1 span and 0 messages were read"


def test_requests_below_a_call_belong_to_it(traces: Traces) -> None:
    def request(number: int, status: dict[str, str], method: str = "POST") -> dict[str, Any]:
        address = "https://user:pw@pay.example/v1/refunds?key=1"
        about = {"http.request.method": method, "url.full": address, **status}
        return span(number, method, about, parent=2)

    (call,) = traces.calls(
        otlp(
            span(2, "execute_tool refund", TOOL),
            request(3, {}, "GET"),
            request(4, {"error.type": "timeout"}),
            request(5, {"http.response.status_code": "200"}),
        )
    )
    assert [(each.method, each.where, each.status, each.error) for each in call.attempts] == [
        ("POST", "https://pay.example/v1/refunds", None, "timeout"),
        ("POST", "https://pay.example/v1/refunds", 200, None),
    ]


def given(identity: str | None, *, asked: bool = True) -> list[dict[str, Any]]:
    """What a model is given after a tool was called, or what it answered with the call in it."""
    call = {"type": "tool_call", "name": "refund", "arguments": {"order": 7}, **({"id": identity} if identity else {})}
    made = {"role": "assistant", "parts": [call]}
    back = {"type": "tool_call_response", "response": RESULT, **({"id": identity} if identity else {})}
    return [CHAT[0], made, {"role": "tool", "parts": [back]}] if asked else [made]


@pytest.mark.parametrize(
    "identity", ["call_1", None, "call_001", "functions.refund:0"], ids=["short", "none", "counted", "counted by tool"]
)
@pytest.mark.parametrize("named", [True, False], ids=["sessions", "traces"])
@pytest.mark.parametrize("first", ["history", "answer", "tool"])
def test_a_call_that_counts_anew_in_each_run_is_one_of_each(
    traces: Traces,
    identity: str | None,
    named: bool,  # noqa: FBT001 - a case
    first: str,
) -> None:
    spans = []
    for number in range(3):
        about = {"gen_ai.conversation.id": f"s{number}"} if named else {}
        shown = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps(given(identity))}
        if first == "answer" and not number:
            shown["gen_ai.input.messages"] = json.dumps(CHAT[:1])
            shown["gen_ai.output.messages"] = json.dumps(given(identity, asked=False))
        elif first == "tool" and not number:
            shown = {key: value for key, value in TOOL.items() if key != "gen_ai.tool.call.id"}
            shown |= {"gen_ai.tool.call.id": identity} if identity else {}
        spans.append(span(number + 1, "chat", shown | about) | {"traceId": f"{number}" * 32})
    runs = traces.read(otlp(*spans))
    assert [sum(isinstance(item, Call) for item in session.events) for session in runs.sessions] == [1, 1, 1]


def test_sessions_of_one_trace_have_their_own_short_ids(traces: Traces) -> None:
    shown = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps(given("call_1"))}
    spans = [span(number + 1, "chat", shown | {"gen_ai.conversation.id": f"s{number}"}) for number in range(3)]
    runs = traces.read(otlp(*spans))
    assert [sum(isinstance(item, Call) for item in session.events) for session in runs.sessions] == [1, 1, 1]


def test_a_short_id_is_one_call_in_all_traces_of_a_session(traces: Traces) -> None:
    about = {"gen_ai.operation.name": "chat", "gen_ai.conversation.id": "s"}
    first = about | {
        "gen_ai.input.messages": json.dumps(CHAT[:1]),
        "gen_ai.output.messages": json.dumps(given("call_1", asked=False)),
    }
    last = about | {"gen_ai.input.messages": json.dumps(given("call_1"))}
    runs = traces.read(
        otlp(span(1, "chat", first), *(span(n, "chat", last) | {"traceId": f"{n}" * 32} for n in (2, 3)))
    )
    (session,) = runs.sessions
    assert sum(isinstance(item, Call) for item in session.events) == 1


@pytest.mark.parametrize(
    "identity",
    ["call_Ab3dE9fG7hJ2kL", "toolu_01A09q90qw90lq91", "3f2b8c1e-9d4a-4c57-8e21-0a6b7c8d9e0f", "1732873912345"],
)
def test_a_drawn_id_is_one_call_in_the_whole_file(traces: Traces, identity: str) -> None:
    about = {"gen_ai.operation.name": "chat"}
    first = about | {
        "gen_ai.input.messages": json.dumps(CHAT[:1]),
        "gen_ai.output.messages": json.dumps(given(identity, asked=False)),
    }
    last = about | {"gen_ai.input.messages": json.dumps(given(identity))}
    runs = traces.read(otlp(span(1, "chat", first), span(2, "chat", last) | {"traceId": "2" * 32}))
    assert sum(isinstance(item, Call) for session in runs.sessions for item in session.events) == 1


def chatted(*turns: str) -> list[list[dict[str, Any]]]:
    """What a model was given and answered in each of its answers: `pay` is a call and its result, all else words."""
    so_far: list[dict[str, Any]] = []
    every: list[list[dict[str, Any]]] = []
    for number, words in enumerate(turns):
        so_far = [*so_far, {"role": "user", "parts": [{"type": "text", "content": f"{number} {words}"}]}]
        call = {"type": "tool_call", "id": "call_0", "name": "refund", "arguments": {"order": 7}}
        answer = {"type": "tool_call_response", "id": "call_0", "response": {"id": f"re_{number}"}}
        said = {"role": "assistant", "parts": [{"type": "text", "content": f"answer {number}"}]}
        if words == "pay":
            made = {"role": "assistant", "parts": [call]}
            every.append([*so_far, made])
            so_far = [*so_far, made, {"role": "tool", "parts": [answer]}]
        every.append([*so_far, said])
        so_far = [*so_far, said]
    return every


def answered(turns: list[list[dict[str, Any]]], traces_of: list[int], **about: str) -> list[dict[str, Any]]:
    """The spans of these answers, each of the trace of that number."""
    spans = []
    for number, ((*given_, told), trace) in enumerate(zip(turns, traces_of, strict=True), 1):
        shown = {"gen_ai.input.messages": json.dumps(given_), "gen_ai.output.messages": json.dumps([told])}
        made = span(number + 100 * trace, "chat", {"gen_ai.operation.name": "chat", **shown, **about})
        spans.append(made | {"traceId": f"{trace}" * 32})
    return spans


def test_a_trace_that_begins_with_all_that_another_said_goes_on_from_it(traces: Traces) -> None:
    runs = traces.read(otlp(*answered(chatted("pay", "thanks", "bye"), [1, 1, 2, 3])))
    (session,) = runs.sessions
    assert sum(isinstance(item, Call) for item in session.events) == 1


def test_two_runs_that_say_the_same_under_counted_ids_are_two(traces: Traces) -> None:
    runs = traces.read(otlp(*answered(chatted("pay"), [1, 1]), *answered(chatted("pay"), [2, 2])))
    assert [sum(isinstance(item, Call) for item in session.events) for session in runs.sessions] == [1, 1]


@pytest.mark.parametrize("last", [1, 2])
@pytest.mark.parametrize("about", [{}, {"gen_ai.conversation.id": "s"}], ids=["traces", "sessions"])
def test_an_id_that_is_counted_anew_in_each_answer_is_one_call_each_time(
    traces: Traces, last: int, about: dict[str, str]
) -> None:
    turns = chatted("pay", "hm", "pay")
    every = answered(turns, [1, 1, last, last, last], **about)
    calls = traces.calls(otlp(*every))
    assert [call.result for call in calls] == [{"id": "re_0"}, {"id": "re_2"}]
