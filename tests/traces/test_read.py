"""Every format by a run of our own, and the traps that recorded runs of others hold."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from blastradius.errors import InputError
from blastradius.traces.events import Call, Ending, Said, Speaker
from blastradius.traces.read import read_runs

from .conftest import Traces, complete, otlp, span

CHAT = [
    {"role": "user", "content": "Refund order 7."},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "refund", "arguments": '{"order": 7}'}}],
    },
    {"role": "tool", "tool_call_id": "c1", "content": '{"id": "re_1", "status": "succeeded"}'},
    {"role": "assistant", "content": "Refunded."},
]
RESPONSES = [
    {"role": "user", "content": [{"type": "input_text", "text": "Refund order 7."}]},
    {"type": "reasoning", "summary": []},
    {"type": "function_call", "call_id": "c1", "name": "refund", "arguments": '{"order": 7}'},
    {"type": "function_call_output", "call_id": "c1", "output": '{"id": "re_1", "status": "succeeded"}'},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Refunded."}]},
]
ANTHROPIC = [
    {"role": "user", "content": "Refund order 7."},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "refund", "input": {"order": 7}}]},
    {
        "role": "user",
        "content": [
            {
                "type": "tool_result",
                "tool_use_id": "c1",
                "content": [{"type": "text", "text": '{"id": "re_1", "status": "succeeded"}'}],
            }
        ],
    },
    {"role": "assistant", "content": [{"type": "text", "text": "Refunded."}]},
]
TOOL = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "refund",
    "gen_ai.tool.call.id": "c1",
    "gen_ai.tool.call.arguments": '{"order": 7}',
    "gen_ai.tool.call.result": '{"id": "re_1", "status": "succeeded"}',
}
SPEAKS = {
    "gen_ai.operation.name": "chat",
    "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Refund order 7."}]}]),
    "gen_ai.output.messages": json.dumps(
        [
            {
                "role": "assistant",
                "parts": [
                    {"type": "tool_call", "id": "c1", "name": "refund", "arguments": {"order": 7}},
                    {"type": "text", "content": "Refunded."},
                ],
            }
        ]
    ),
}
LANGFUSE = {
    "trace": {"id": "t", "sessionId": "s"},
    "observations": [
        {
            "id": "1",
            "type": "GENERATION",
            "name": "chat",
            "startTime": "2026-11-22T02:00:00Z",
            "endTime": "2026-11-22T02:00:01Z",
            "input": [{"role": "user", "content": "Refund order 7."}],
            "output": {
                "role": "assistant",
                "content": "Refunded.",
                "tool_calls": [{"id": "c1", "function": {"name": "refund", "arguments": '{"order": 7}'}}],
            },
        },
        {
            "id": "2",
            "type": "TOOL",
            "name": "refund",
            "startTime": "2026-11-22T02:00:02Z",
            "input": {"order": 7},
            "output": '{"id": "re_1", "status": "succeeded"}',
        },
    ],
}
OPENINFERENCE = {
    "openinference.span.kind": "LLM",
    "llm.input_messages.0.message.role": "user",
    "llm.input_messages.0.message.content": "Refund order 7.",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Refunded.",
    "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "refund",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"order": 7}',
}
PHOENIX_TOOL = {
    "openinference.span.kind": "TOOL",
    "tool.name": "refund",
    "input.value": '{"order": 7}',
    "output.value": '{"id": "re_1", "status": "succeeded"}',
}

FORMATS: dict[str, Any] = {
    "chat": CHAT,
    "chat in a run": {"messages": CHAT},
    "responses": RESPONSES,
    "anthropic": ANTHROPIC,
    "tau-bench": [{"task_id": 1, "traj": CHAT}],
    "tau2-bench": {"simulations": [{"id": "s1", "messages": CHAT}]},
    "otlp": otlp(span(1, "chat", SPEAKS), span(2, "execute_tool refund", TOOL)),
    "openinference": otlp(span(1, "llm", OPENINFERENCE), span(2, "refund", PHOENIX_TOOL)),
    "langfuse": LANGFUSE,
}


@pytest.mark.parametrize("value", FORMATS.values(), ids=FORMATS)
def test_the_same_run_in_every_format(traces: Traces, value: Any) -> None:
    runs = traces.read(value)
    (session,) = runs.sessions
    calls = [event for event in session.events if isinstance(event, Call)]
    said = [(event.speaker, event.text) for event in session.events if isinstance(event, Said)]
    assert [(call.tool, call.call_id, call.arguments, call.ending) for call in calls] == [
        ("refund", "c1", {"order": 7}, Ending.RESULT)
    ]
    assert calls[0].result == {"id": "re_1", "status": "succeeded"}
    assert said == [(Speaker.USER, "Refund order 7."), (Speaker.AGENT, "Refunded.")]
    assert [event.order for event in session.events] == [0, 1, 2]
    assert complete(runs)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("value", FORMATS.values(), ids=FORMATS)
def test_json_lines_and_gzip_read_the_same(traces: Traces, value: Any, pack: Any) -> None:
    lines = value if isinstance(value, list) else [value]
    data = "\n".join(map(json.dumps, lines)).encode() + b"\n"
    calls = traces.calls(pack(data), "run.jsonl")
    assert [(call.tool, call.arguments, call.ending) for call in calls] == [("refund", {"order": 7}, Ending.RESULT)]


def test_a_call_gets_the_first_result_of_its_id_that_is_not_consumed(traces: Traces) -> None:
    def asks(order: int) -> dict[str, Any]:
        return {
            "role": "assistant",
            "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": f'{{"n": {order}}}'}}],
        }

    def answers(text: str) -> dict[str, Any]:
        return {"role": "tool", "tool_call_id": "c", "content": text}

    calls = traces.calls([asks(1), answers("one"), asks(2), answers("two"), asks(3)])
    assert [(call.arguments["n"], call.result) for call in calls] == [(1, "one"), (2, "two"), (3, None)]
    assert calls[2].ending is Ending.NO_RESULT


def test_parallel_calls_and_a_result_before_its_call(traces: Traces) -> None:
    asked = [{"id": each, "function": {"name": each, "arguments": "{}"}} for each in ("a", "b")]
    calls = traces.calls(
        [
            {"role": "tool", "tool_call_id": "b", "content": "early"},
            {"role": "assistant", "tool_calls": asked},
            {"role": "tool", "tool_call_id": "a", "content": "late"},
        ]
    )
    assert {call.tool: call.result for call in calls} == {"a": "late", "b": "early"}


def test_a_result_of_no_call_is_said(traces: Traces) -> None:
    runs = traces.read([*CHAT, {"role": "tool", "tool_call_id": "other", "content": "x"}])
    assert [problem.message for problem in runs.problems] == ["the document has results of no recorded call: 1"]
    assert complete(runs)


def test_prose_that_is_json(traces: Traces) -> None:
    runs = traces.read([{"role": "assistant", "content": '{\n "message": "All done."\n}'}, *CHAT])
    assert next(event.text for event in runs.sessions[0].events if isinstance(event, Said)) == "All done."


def test_the_same_call_as_two_spans_counts_once(traces: Traces) -> None:
    mcp = {"mcp.method.name": "tools/call", "gen_ai.tool.name": "refund", "gen_ai.tool.call.arguments": '{"order": 7}'}
    outer = {key: value for key, value in TOOL.items() if "result" not in key}
    result = {"gen_ai.tool.call.result": '{"id": "re_1"}'}
    calls = traces.calls(
        otlp(span(2, "execute_tool refund", outer), span(3, "tools/call refund", mcp | result, parent=2))
    )
    assert [(call.tool, call.result) for call in calls] == [("refund", {"id": "re_1"})]


def test_two_spans_with_different_ids_stay_two(traces: Traces) -> None:
    other = TOOL | {"gen_ai.tool.call.id": "c2"}
    assert len(traces.calls(otlp(span(2, "execute_tool refund", TOOL), span(3, "execute_tool refund", other)))) == 2


def test_the_agent_is_the_nearest_one_above(traces: Traces) -> None:
    outer = span(1, "invoke_agent", {"gen_ai.agent.name": "outer", "gen_ai.conversation.id": "chat-1"})
    inner = span(2, "invoke_agent", {"gen_ai.agent.name": "inner"}, parent=1)
    (call,) = traces.calls(otlp(outer, inner, span(3, "execute_tool refund", TOOL, parent=2)))
    assert (call.agent, call.service, call.session) == ("inner", "bot", "chat-1")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("timeout", Ending.LOST), ("ValueError", Ending.ERROR), ("ConnectionResetError: connection reset", Ending.LOST)],
)
def test_a_failure_that_says_nothing_of_the_effect_is_lost(traces: Traces, kind: str, ending: Ending) -> None:
    failed = {key: value for key, value in TOOL.items() if "result" not in key} | {"error.type": kind}
    (call,) = traces.calls(otlp(span(1, "execute_tool refund", failed)))
    assert call.ending is ending


@pytest.mark.parametrize(
    ("result", "ending"),
    [
        ("Error: request timed out", Ending.LOST),
        ('{"error": "ETIMEDOUT"}', Ending.LOST),
        ("TimeoutError: timed out", Ending.LOST),
        ("Error: no such order", Ending.RESULT),
        ('{"id": 1, "error": "a timeout was set"}', Ending.RESULT),
        ("The timeout of your session is 30 minutes", Ending.RESULT),
    ],
)
def test_a_time_out_that_is_not_marked_is_lost_all_the_same(traces: Traces, result: str, ending: Ending) -> None:
    (call,) = traces.calls([*CHAT[:2], CHAT[2] | {"content": result}])
    assert call.ending is ending


def test_constant_times_are_no_times(traces: Traces) -> None:
    timed = [message | {"timestamp": "2025-01-01T00:00:00"} for message in CHAT]
    (call,) = traces.calls([{"id": "s", "start_time": "2025-01-01T00:00:00", "messages": timed}])
    assert call.lower_bound
    assert str(call.started) == "2025-01-01 00:00:00+00:00"


def test_times_out_of_order_are_put_in_order(traces: Traces) -> None:
    late, early = TOOL | {"gen_ai.tool.call.id": "late"}, TOOL | {"gen_ai.tool.call.id": "early"}
    calls = traces.calls(otlp(span(9, "execute_tool refund", late), span(2, "execute_tool refund", early)))
    assert [call.call_id for call in calls] == ["early", "late"]


def test_a_file_that_breaks_off_keeps_what_stood_before(traces: Traces) -> None:
    whole = json.dumps([{"traj": CHAT}, {"traj": CHAT}, {"traj": CHAT}])
    runs = traces.read(whole[: int(len(whole) * 0.8)])
    assert [bool(session.partial) for session in runs.sessions] == [False, False, True]
    assert not complete(runs)
    assert "breaks off" in runs.problems[0].message
    packed = gzip.compress("\n".join(json.dumps({"messages": CHAT, "pad": str(n) * 99}) for n in range(999)).encode())
    cut = traces.read(packed[: len(packed) // 2], "cut.jsonl.gz")
    assert not complete(cut)
    assert len(cut.sessions) > 100


def test_a_malformed_line_has_its_place_and_stops_nothing(traces: Traces) -> None:
    runs = traces.read(
        json.dumps({"messages": CHAT}) + '\n{"messages": [\n[1, 2]\n' + json.dumps({"messages": CHAT}), "r.jsonl"
    )
    assert len(runs.sessions) == 2
    assert [problem.location.line for problem in runs.problems if "no JSON" in problem.message] == [2]


@pytest.mark.parametrize(
    "data", ["", "no json", "{}", "[]", "[1]", '{"resourceSpans": 3}', '{"messages": {}}', "[" * 100_000]
)
def test_what_is_no_run_is_a_finding(traces: Traces, data: str) -> None:
    runs = traces.read(data)
    assert not runs.sessions
    if data != '{"resourceSpans": 3}':
        assert runs.problems


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_runs(["there/is/none.json"])


def test_recorded_runs_of_others(recorded: Path) -> None:
    counted = {}
    for name in ("tau_airline_gpt4o", "tau2_airline_nemotron_orchestrator", "agentrx_tau_retail"):
        runs = read_runs([str(recorded / f"{name}.json")])
        calls = [event for run in runs.sessions for event in run.events if isinstance(event, Call)]
        counted[name] = (len(runs.sessions), len(calls))
        assert Counter(call.ending for call in calls) == {Ending.RESULT: len(calls)}
        assert complete(runs)
    assert counted == {
        "tau_airline_gpt4o": (100, 587),
        "tau2_airline_nemotron_orchestrator": (50, 581),
        "agentrx_tau_retail": (50, 433),
    }


def test_every_call_of_a_tau_run_is_the_one_that_its_place_shows(recorded: Path) -> None:
    file = recorded / "tau_airline_gpt4o.json"
    items = {run["_item_index"]: run["traj"] for run in json.loads(file.read_text())}
    for session in read_runs([str(file)]).sessions:
        for event in session.events:
            if isinstance(event, Call):
                message = items[event.origin.item][event.origin.message]
                assert event.tool in {call["function"]["name"] for call in message["tool_calls"]}


def test_parallel_calls_at_the_same_instant_keep_it_as_a_bound(traces: Traces) -> None:
    other = span(2, "execute_tool refund", TOOL | {"gen_ai.tool.call.id": "c2"}) | {"spanId": "f" * 16}
    calls = traces.calls(otlp(span(2, "execute_tool refund", TOOL), other))
    assert [call.lower_bound for call in calls] == [True, True]
    assert all(call.started for call in calls)


@pytest.mark.parametrize(
    "around", ['{"messages": %s, "info": {}}', "%s", '{"id": "a", "messages": %s}\n', '[{"traj": %s}]']
)
@pytest.mark.parametrize("cut", [0.55, 0.8, 0.95])
def test_a_conversation_that_breaks_off_keeps_its_whole_messages(traces: Traces, around: str, cut: float) -> None:
    whole = json.dumps([CHAT[0], *CHAT[:3] * 20, CHAT[3]])
    runs = traces.read(
        around % whole[: int(len(whole) * cut)] if around == "%s" else (around % whole)[: int(len(whole) * cut)]
    )
    (session,) = runs.sessions
    assert not complete(runs)
    assert session.partial
    calls = [event for event in session.events if isinstance(event, Call)]
    assert 20 * cut - 2 < len(calls) <= 20 * cut + 1
    assert all(call.arguments == {"order": 7} for call in calls)


def test_spans_that_break_off_keep_the_whole_ones(traces: Traces) -> None:
    spans = [span(number, "execute_tool refund", TOOL | {"gen_ai.tool.call.id": f"c{number}"}) for number in range(40)]
    whole = json.dumps(otlp(*spans))
    runs = traces.read(whole[: len(whole) // 2])
    assert not complete(runs)
    assert 17 < len(runs.sessions[0].events) < 21
    assert runs.sessions[0].partial


def test_a_large_document_is_read_piece_by_piece(traces: Traces) -> None:
    pad = {"role": "user", "content": "x" * 100_000}
    runs = traces.read(json.dumps({"id": "large", "messages": [*[pad] * 100, *CHAT]}))
    assert [session.id for session in runs.sessions] == ["large"]
    assert complete(runs)
    assert sum(isinstance(event, Call) for event in runs.sessions[0].events) == 1
    langfuse = {"trace": LANGFUSE["trace"], "observations": [{"type": "SPAN", "input": "x" * 9_000_000}]}
    runs = traces.read(json.dumps(langfuse | {"observations": langfuse["observations"] + LANGFUSE["observations"]}))
    assert [(session.id, complete(runs)) for session in runs.sessions] == [("s", True)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_shells_write_is_read(traces: Traces, encoding: str) -> None:
    assert len(traces.calls(json.dumps(CHAT).encode(encoding))) == 1


def test_numbers_that_json_does_not_have(traces: Traces) -> None:
    assert len(traces.calls('{"score": NaN, "messages": ' + json.dumps(CHAT) + "}")) == 1


def test_a_secret_is_blanked_where_somebody_says_it(traces: Traces) -> None:
    call = {"id": "c1", "function": {"name": "reset", "arguments": '{"user": "ann7", "newPassword": "tulip-sun"}'}}
    runs = traces.read(
        [
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": '{"api_key": {"value": "k-123"}, "token": "expired"}'},
            {"role": "assistant", "content": "Done: ann7 has the password tulip-sun and the key k-123, not expired."},
        ]
    )
    (said,) = (event.text for event in runs.sessions[0].events if isinstance(event, Said))
    assert said == "Done: ann7 has the password ••••••••• and the key •••••, not expired."


@pytest.mark.parametrize("odd", [1795, 1_795_000_004_000_000_000_000_000, "yesterday", -5])
def test_a_time_of_a_wrong_unit_is_lost_alone(traces: Traces, odd: Any) -> None:
    times: list[Any] = [1_795_000_001, 1_795_000_002, odd, 1_795_000_004]
    runs = traces.read([message | {"timestamp": at} for message, at in zip([*CHAT[:3], CHAT[3]], times, strict=True)])
    (session,) = runs.sessions
    assert [type(event).__name__ for event in session.events] == ["Said", "Call", "Said"]
    (call,) = (event for event in session.events if isinstance(event, Call))
    assert str(call.started) == "2026-11-18 11:06:42+00:00"
    assert call.ended is None


def test_a_span_of_a_wrong_unit_loses_its_time_alone(traces: Traces) -> None:
    odd = span(3, "execute_tool refund", TOOL | {"gen_ai.tool.call.id": "odd"}) | {"startTimeUnixNano": "1795000"}
    spans = [span(number, "execute_tool refund", TOOL | {"gen_ai.tool.call.id": f"c{number}"}) for number in (2, 4)]
    calls = traces.calls(otlp(spans[0], odd, spans[1]))
    assert {call.call_id: call.started is None for call in calls} == {"c2": False, "odd": True, "c4": False}


@pytest.mark.parametrize("first", ['er": "yes"}', "2026-01-01 starting agent", '{"role": "user", "con\x00tent": "Hi"}'])
def test_a_first_line_that_is_no_json_costs_one_line(traces: Traces, first: str) -> None:
    lines = [json.dumps({"messages": CHAT}) for _ in range(3)]
    runs = traces.read("\n".join([first, *lines]), "r.jsonl")
    assert len(runs.sessions) == 3
    assert [problem.location.line for problem in runs.problems] == [1]


def test_a_protocol_that_is_not_read_is_said(traces: Traces) -> None:
    update = {"sessionUpdate": "tool_call", "toolCallId": "c1", "title": "refund", "rawInput": {"order": 7}}
    spoken = {"sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": "Refunded."}}
    for told in ([update, spoken], [spoken]):
        lines = [{"jsonrpc": "2.0", "method": "session/update", "params": {"update": each}} for each in told]
        runs = traces.read("\n".join(map(json.dumps, lines)), "acp.jsonl")
        assert not complete(runs)


def test_no_number_of_warnings_hides_an_error(traces: Traces) -> None:
    lost = {"role": "tool", "tool_call_id": "c9", "content": "ok"}
    runs = [{"id": f"r{number}", "messages": [*CHAT, lost]} for number in range(250)]
    suspect = {"id": "last", "messages": CHAT[:1], "agent_steps": [{"toolName": "refund", "toolInput": {"order": 7}}]}
    found = traces.read("\n".join(map(json.dumps, [*runs, suspect])), "runs.jsonl")
    assert len(found.problems) == 200
    assert not complete(found)
