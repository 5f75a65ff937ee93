"""Which records make up one session, and what of a session that is not whole may be said."""

import json
from typing import Any

import pytest
from conftest import Cli, written

from blastradius.traces.events import Call, Said, Speaker
from blastradius.traces.read import read_runs

NOW = "2026-11-22T03:10:00Z"
ASK = {"role": "user", "content": "Please refund order 7."}
CALL = {"id": "call_4f1c9a02", "type": "function", "function": {"name": "refund", "arguments": '{"order": 7}'}}
ASKS = {"role": "assistant", "content": None, "tool_calls": [CALL]}
GOT = {"role": "tool", "tool_call_id": CALL["id"], "content": '{"id": "re_1", "status": "succeeded"}'}
DONE = {"role": "assistant", "content": "I have refunded order 7."}


def run(cli: Cli, command: str, *records: Any) -> Any:
    """The answer of a command about records in JSON Lines."""
    written(cli.here, {"run.jsonl": "\n".join(map(json.dumps, records))})
    ran = cli(command, "run.jsonl", "--now", NOW, "--format", "json")
    assert ran.code in {0, 1}, ran.err
    return ran.json


def sessions(cli: Cli, *records: Any) -> list[int]:
    """Of each session, how many calls were read."""
    return [each["calls"] for each in run(cli, "triage", *records)["sessions"]]


def verdicts(cli: Cli, *records: Any) -> list[str]:
    return [each["verdict"] for each in run(cli, "claims", *records)["claims"]]


def span(number: int, name: str, attributes: dict[str, Any], parent: int = 0) -> dict[str, Any]:
    return {
        "traceId": "a" * 32,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "startTimeUnixNano": str(1_795_000_000_000_000_000 + number * 1_000_000_000),
        "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()],
    }


def spans(session: dict[str, Any]) -> dict[str, Any]:
    """A run in which the spans of the model alone name the conversation."""
    first = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps([ASK])} | session
    last = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps([ASK, ASKS, GOT])} | session
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "refund",
        "gen_ai.tool.call.id": CALL["id"],
        "gen_ai.tool.call.arguments": '{"order": 7}',
        "gen_ai.tool.call.result": GOT["content"],
    }
    listed = [
        span(1, "root", {}),
        span(2, "chat", first | {"gen_ai.output.messages": json.dumps([ASKS])}, 1),
        span(3, "execute_tool refund", tool, 1),
        span(4, "chat", last | {"gen_ai.output.messages": json.dumps([DONE])}, 1),
    ]
    return {"resourceSpans": [{"scopeSpans": [{"spans": listed}]}]}


def test_a_trace_is_one_session_where_only_some_spans_name_it(cli: Cli) -> None:
    for session in ({}, {"gen_ai.conversation.id": "talk-1"}):
        assert sessions(cli, spans(session)) == [1]
        assert not {"unbacked", "mismatch"} & set(verdicts(cli, spans(session)))
        (read,) = read_runs([str(cli.here / "run.jsonl")]).sessions
        assert [each.result for each in read.events if isinstance(each, Call)] == [
            {"id": "re_1", "status": "succeeded"}
        ]


def completion(number: int, message: dict[str, Any], **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "choices": [choice],
        **more,
    }


@pytest.mark.parametrize("form", ["lines", "list", "page"])
def test_an_answer_alone_is_a_fragment_and_nobody_is_accused(cli: Cli, form: str) -> None:
    answers = [completion(1, ASKS), completion(2, {"role": "assistant", "content": "One moment."}), completion(3, DONE)]
    records = {"lines": answers, "list": [answers], "page": [{"object": "list", "data": answers}]}[form]
    assert set(verdicts(cli, *records)) == {"undecided"}
    written(cli.here, {"run.jsonl": "\n".join(map(json.dumps, records))})
    assert "begins with an answer" in cli("claims", "run.jsonl", "--now", NOW).err


def test_a_conversation_with_a_person_is_no_fragment(cli: Cli) -> None:
    assert verdicts(cli, {"messages": [ASK, DONE]}) == ["unbacked"]
    hello = {"role": "assistant", "content": "Hello, how can I help?"}
    assert verdicts(cli, {"messages": [hello, ASK, DONE]}) == ["unbacked"]


FAILED = [
    {"error": {"code": 403, "message": "forbidden"}},
    {"success": False, "order": 7},
    {"status": 403, "message": "no"},
    {"error": "not allowed", "errors": []},
    'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no such order',
]
OPEN = [
    {"id": "re_1", "error": None, "errors": []},
    {"id": "re_1", "error": "the receipt was not printed"},
    {"error": "request timed out"},
    {"status": 408},
    {"status": 504, "message": "no answer"},
    {"status": 200},
]


def test_what_tells_beyond_doubt_of_a_failure_failed(cli: Cli) -> None:
    expected = ["failed"] * len(FAILED) + ["unknown"] * len(OPEN)
    messages, contents = [], []
    for number, result in enumerate(FAILED + OPEN):
        call = {**CALL, "id": f"call_{number:08}"}
        given = result if isinstance(result, str) else json.dumps(result)
        answer = {"role": "tool", "tool_call_id": call["id"], "content": given}
        messages.append({"messages": [ASK, {**ASKS, "tool_calls": [call]}, answer]})
        asked = [{"functionCall": {"name": "refund", "args": {"order": 7}}}]
        parts = [{"functionResponse": {"name": "refund", "response": result}}]
        told = [("user", [{"text": f"Refund {number}."}]), ("model", asked), ("user", parts)]
        contents.append({"contents": [{"role": role, "parts": each} for role, each in told]})
    for records in (messages, contents):
        (tool,) = run(cli, "triage", *records)["unlisted"]
        assert [each["outcome"] for each in tool["calls"]] == expected


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "378282246310005"])
def test_the_number_of_a_card_is_shown_nowhere(cli: Cli, number: str) -> None:
    asked = {"role": "user", "content": f"Refund order 7 to my card {number}."}
    claimed = {"role": "assistant", "content": f"I have refunded order 4111111111111112 to card {number}."}
    for command in ("claims", "triage"):
        answer = json.dumps(run(cli, command, {"messages": [asked, claimed]}))
        assert number not in answer
        assert "\\u2022" in answer or "•" in answer
        assert "4111111111111112" in answer  # the check digit is wrong: no card


def asked(*messages: dict[str, Any], answer: dict[str, Any], second: int = 0, **more: Any) -> dict[str, Any]:
    """A line of a gateway. The instructions hold the time of the day."""
    system = {"role": "system", "content": f"You are a clerk. Now is 10:00:0{second}."}
    return {"request": {"messages": [system, *messages]}, "response": completion(second, answer), **more}


THANKS = {"role": "user", "content": "Thank you."}
BYE = {"role": "assistant", "content": "You are welcome."}
GROWING = [
    asked(ASK, answer=ASKS, second=1),
    asked(ASK, ASKS, GOT, answer=DONE, second=2),
    asked(ASK, ASKS, GOT, DONE, THANKS, answer=BYE, second=3),
]
LOST = [
    asked(ASK, answer=ASKS, second=1),
    asked(ASKS, GOT, answer=DONE, second=2),
    asked(GOT, DONE, THANKS, answer=BYE, second=3),
]


def with_id(records: list[Any], identity: str) -> list[Any]:
    return [json.loads(json.dumps(each).replace(str(CALL["id"]), identity)) for each in records]


@pytest.mark.parametrize("records", [GROWING, GROWING[::-1], GROWING[1:] + GROWING[:1], LOST[:2], LOST[1::-1]])
@pytest.mark.parametrize("identity", ["call_4f1c9a02", "c1"])
def test_a_log_of_requests_in_any_order_is_one_conversation(cli: Cli, records: list[Any], identity: str) -> None:
    written(cli.here, {"run.jsonl": "\n".join(map(json.dumps, with_id(records, identity)))})
    (session,) = read_runs([str(cli.here / "run.jsonl")]).sessions
    (call,) = (each for each in session.events if isinstance(each, Call))
    assert call.result == {"id": "re_1", "status": "succeeded"}
    said = [each.text for each in session.events if isinstance(each, Said) and each.speaker is not Speaker.SYSTEM]
    assert said == [ASK["content"], DONE["content"], THANKS["content"], BYE["content"]][: len(said)]
    assert len(said) == (2 if len(records) < len(GROWING) else 4)
    assert not session.partial


def test_a_log_of_requests_newest_first_counts_an_effect_once(cli: Cli) -> None:
    assert sessions(cli, *GROWING[::-1]) == [1]
    assert sessions(cli, *LOST[:2], LOST[2]) == [1]


def test_two_runs_that_call_alike_stay_two(cli: Cli) -> None:
    other = {**GOT, "content": '{"id": "re_2", "status": "succeeded"}'}
    again = [{"messages": [ASK, ASKS, GOT, DONE]}, {"messages": [ASK, ASKS, other, BYE]}]
    assert sessions(cli, *with_id(again, "c1")) == [1, 1]
    person = {"role": "user", "content": "Refund order 7 at once."}
    assert sessions(cli, *with_id([again[0], {"messages": [person, ASKS, GOT, DONE]}], "c1")) == [1, 1]


@pytest.mark.parametrize("key", ["session_id", "thread_id", "conversation_id", "conversation", "sessionId"])
def test_records_that_name_the_same_session_are_one(cli: Cli, key: str) -> None:
    name: Any = {"id": "s1"} if key == "conversation" else "s1"
    pieces = [{key: name, "messages": [ASK, ASKS]}, {key: name, "messages": [GOT, DONE]}]
    other = {key: {"id": "s2"} if key == "conversation" else "s2", "messages": [ASK, DONE]}
    written(cli.here, {"run.jsonl": "\n".join(map(json.dumps, [pieces[0], other, pieces[1], pieces[1]]))})
    first, second = read_runs([str(cli.here / "run.jsonl")]).sessions
    assert (first.id, second.id) == ("s1", "s2")
    assert [each.text if isinstance(each, Said) else each.result for each in first.events] == [
        ASK["content"],
        {"id": "re_1", "status": "succeeded"},
        DONE["content"],
    ]
    assert not first.partial


def test_answers_that_name_the_same_session_are_one(cli: Cli) -> None:
    answers = [completion(number, each, session_id="s1") for number, each in enumerate((ASKS, DONE))]
    assert sessions(cli, *answers) == [1]
    call = {"type": "function_call", "call_id": CALL["id"], "name": "refund", "arguments": '{"order": 7}'}
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": DONE["content"]}]}
    responses = [
        {"id": f"resp_{number}", "object": "response", "conversation": {"id": "conv_1"}, "output": [each]}
        for number, each in enumerate((call, said))
    ]
    assert sessions(cli, *responses) == [1]
    assert not {"unbacked", "mismatch"} & set(verdicts(cli, *responses))


def test_observations_of_the_same_session_are_one(cli: Cli) -> None:
    model = {"type": "GENERATION", "input": [ASK], "output": ASKS, "startTime": "2026-11-22T02:00:00Z"}
    tool = {"type": "TOOL", "name": "refund", "input": {"order": 7}, "output": {"id": "re_1"}}
    observations = [
        {"id": "o1", "traceId": "t1", "sessionId": "s1", **model},
        {"id": "o2", "traceId": "t2", "sessionId": "s1", "startTime": "2026-11-22T02:00:01Z", **tool},
    ]
    assert sessions(cli, *observations) == [1]


LANGSMITH = {
    "id": "r1",
    "run_type": "chain",
    "name": "agent",
    "inputs": {"input": ASK["content"]},
    "start_time": "2026-11-22T02:00:00Z",
    "end_time": "2026-11-22T02:00:09Z",
    "child_runs": [
        {
            "id": "r2",
            "run_type": "tool",
            "name": "lookup",
            "inputs": {"order": 7},
            "outputs": {"output": {"id": 7}},
            "start_time": "2026-11-22T02:00:01Z",
            "end_time": "2026-11-22T02:00:02Z",
        }
    ],
}
OBSERVED = {"id": "o1", "traceId": "t1", "type": "TOOL", "name": "lookup", "input": {"order": 7}, "output": {"id": 7}}
WORDS = str(DONE["content"])
LOOKED = {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "lookup", "arguments": '{"order": 7}'}}]}


@pytest.mark.parametrize(
    "record",
    [
        LANGSMITH | {"outputs": {"output": WORDS}},
        LANGSMITH | {"outputs": {"messages": [ASK, {"type": "ai", "content": WORDS}]}},
        {"trace": {"id": "t1", "input": ASK["content"], "output": WORDS}, "observations": [OBSERVED]},
        {"id": "t1", "input": ASK["content"], "output": {"answer": WORDS}, "observations": [OBSERVED]},
        {"trace": {"id": "t1"}, "observations": [OBSERVED | {"parentObservationId": "o0"}, {
            "id": "o0", "traceId": "t1", "type": "AGENT", "name": "agent", "input": ASK["content"], "output": WORDS}]},
        {"object": "list", "data": [completion(1, DONE, request={}, messages=[ASK, LOOKED, {**GOT, "content": "{}"}])]},
    ],
)  # fmt: skip
def test_the_last_words_of_a_run_are_read_wherever_they_stand(cli: Cli, record: dict[str, Any]) -> None:
    written(cli.here, {"run.jsonl": json.dumps(record)})
    (session,) = read_runs([str(cli.here / "run.jsonl")]).sessions
    told = [each.tool if isinstance(each, Call) else each.text for each in session.events]
    assert told == [ASK["content"], "lookup", WORDS]
    assert verdicts(cli, record) == ["unbacked"]


def test_calls_without_a_word_are_no_all_clear(cli: Cli) -> None:
    step = {"object": "thread.run.step", "type": "tool_calls", "id": "step_1", "step_details": {"tool_calls": [CALL]}}
    for record in ({"object": "list", "data": [step]}, {"trace": {"id": "t1"}, "observations": [OBSERVED]}):
        written(cli.here, {"run.jsonl": json.dumps(record)})
        for command in ("claims", "triage"):
            assert "no message of an agent was read in 1 of 1 session" in cli(command, "run.jsonl", "--now", NOW).err
    written(cli.here, {"run.jsonl": json.dumps({"messages": [ASK, ASKS, GOT, DONE]})})
    assert "no message of an agent" not in cli("claims", "run.jsonl", "--now", NOW).err


def turns(number: int, *, words: str) -> list[dict[str, Any]]:
    """One record of a session that is logged turn by turn."""
    function = {"name": "refund", "arguments": json.dumps({"order": number})}
    call = {"id": f"call_{number:08d}", "type": "function", "function": function}
    return [
        {"role": "user", "content": words},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": GOT["content"]},
        {"role": "assistant", "content": f"Order {number} is done."},
    ]


@pytest.mark.parametrize(
    "words", ["Refund order {}.", "And the next one, please."], ids=["new words", "the same words"]
)
def test_a_session_of_many_records_is_read_in_order(cli: Cli, words: str) -> None:
    records = [{"session_id": "s1", "messages": turns(n, words=words.format(n))} for n in range(300)]
    written(cli.here, {"run.jsonl": "\n".join(map(json.dumps, records))})
    (session,) = read_runs([str(cli.here / "run.jsonl")]).sessions
    calls = [each.arguments["order"] for each in session.events if isinstance(each, Call)]
    assert calls == list(range(300))


def test_spans_nested_deeper_than_any_run_are_all_read(cli: Cli) -> None:
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "refund"}
    listed = [span(n, "t", tool | {"gen_ai.tool.call.arguments": f'{{"order": {n}}}'}, n - 1) for n in range(1, 1001)]
    assert sessions(cli, {"resourceSpans": [{"scopeSpans": [{"spans": listed}]}]}) == [1000]
