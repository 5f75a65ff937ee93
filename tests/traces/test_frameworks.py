"""The same run as frameworks and gateways write it; none of its calls may be lost, and none counted twice."""

import json
from typing import Any

import pytest

from blastradius.traces.events import Call, Ending, Said, Speaker

from .conftest import Traces, complete

ASK, DONE = "Refund order 7.", "Refunded."
ARGS = {"order": 7}
RESULT = {"id": "re_1", "status": "succeeded"}
CHAT_CALL = {"id": "c1", "type": "function", "function": {"name": "refund", "arguments": json.dumps(ARGS)}}
CHAT = [
    {"role": "user", "content": ASK},
    {"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": json.dumps(RESULT)},
    {"role": "assistant", "content": DONE},
]
ITEMS = [
    {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "refund", "arguments": json.dumps(ARGS)},
    {"type": "function_call_output", "call_id": "c1", "output": json.dumps(RESULT)},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": DONE}]},
]
USER = {"role": "user", "content": ASK}


def lc(name: str, **kwargs: Any) -> dict[str, Any]:
    return {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", name], "kwargs": kwargs}


LC_CALL = {"name": "refund", "args": ARGS, "id": "c1", "type": "tool_call"}
LANGCHAIN = [
    {"type": "human", "content": ASK, "additional_kwargs": {}, "id": "1"},
    {"type": "ai", "content": "", "tool_calls": [LC_CALL], "invalid_tool_calls": [], "id": "2"},
    {"type": "tool", "content": json.dumps(RESULT), "tool_call_id": "c1", "name": "refund", "status": "success"},
    {"type": "ai", "content": DONE, "tool_calls": [], "response_metadata": {"finish_reason": "stop"}},
]
INVOCATION = {"state": "result", "toolCallId": "c1", "toolName": "refund", "args": ARGS, "result": RESULT}
UI_TOOL = {"type": "tool-refund", "toolCallId": "c1", "state": "output-available", "input": ARGS, "output": RESULT}
TEXT = {"type": "text", "text": DONE}
STEP_CALL = {"type": "tool-call", "toolCallId": "c1", "toolName": "refund", "input": ARGS}
STEP_RESULT = {"type": "tool-result", "toolCallId": "c1", "toolName": "refund", "output": RESULT}
BEDROCK = [
    {"role": "user", "content": [{"text": ASK}]},
    {"role": "assistant", "content": [{"toolUse": {"toolUseId": "c1", "name": "refund", "input": ARGS}}]},
    {
        "role": "user",
        "content": [{"toolResult": {"toolUseId": "c1", "content": [{"json": RESULT}], "status": "success"}}],
    },
    {"role": "assistant", "content": [{"text": DONE}]},
]
GEMINI = [
    {"role": "user", "parts": [{"text": ASK}]},
    {"role": "model", "parts": [{"functionCall": {"id": "c1", "name": "refund", "args": ARGS}}]},
    {"role": "user", "parts": [{"functionResponse": {"id": "c1", "name": "refund", "response": {"result": RESULT}}}]},
]
GEMINI_ANSWER = {"candidates": [{"content": {"role": "model", "parts": [{"text": DONE}]}, "finishReason": "STOP"}]}
PYDANTIC = [
    {
        "kind": "request",
        "parts": [{"part_kind": "user-prompt", "content": ASK, "timestamp": "2026-11-22T02:00:00Z"}],
    },
    {
        "kind": "response",
        "parts": [{"part_kind": "tool-call", "tool_name": "refund", "args": json.dumps(ARGS), "tool_call_id": "c1"}],
        "model_name": "m",
    },
    {
        "kind": "request",
        "parts": [{"part_kind": "tool-return", "tool_name": "refund", "content": RESULT, "tool_call_id": "c1"}],
    },
    {"kind": "response", "parts": [{"part_kind": "text", "content": DONE}]},
]
ANTHROPIC = [
    {"role": "user", "content": ASK},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "refund", "input": ARGS}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": json.dumps(RESULT)}]},
]
ANTHROPIC_ANSWER = {"id": "msg_1", "type": "message", "role": "assistant", "content": [TEXT], "stop_reason": "end_turn"}
AGENT = {"name": "desk"}
AUTOGEN = [
    {"source": "user", "type": "TextMessage", "content": ASK, "models_usage": None},
    {
        "source": "desk",
        "type": "ToolCallRequestEvent",
        "content": [{"id": "c1", "name": "refund", "arguments": json.dumps(ARGS)}],
    },
    {
        "source": "desk",
        "type": "ToolCallExecutionEvent",
        "content": [{"call_id": "c1", "name": "refund", "content": json.dumps(RESULT), "is_error": False}],
    },
    {"source": "desk", "type": "TextMessage", "content": DONE},
]
KERNEL = [
    {"role": "user", "items": [{"content_type": "text", "text": ASK}]},
    {
        "role": "assistant",
        "items": [{"content_type": "function_call", "id": "c1", "name": "refund", "arguments": json.dumps(ARGS)}],
    },
    {
        "role": "tool",
        "items": [{"content_type": "function_result", "id": "c1", "name": "refund", "result": json.dumps(RESULT)}],
    },
    {"role": "assistant", "items": [{"content_type": "text", "text": DONE}]},
]
HAYSTACK = [
    {"role": "user", "content": [{"text": ASK}]},
    {"role": "assistant", "content": [{"tool_call": {"tool_name": "refund", "arguments": ARGS, "id": "c1"}}]},
    {
        "role": "tool",
        "content": [
            {
                "tool_call_result": {
                    "result": json.dumps(RESULT),
                    "error": False,
                    "origin": {"tool_name": "refund", "arguments": ARGS, "id": "c1"},
                }
            }
        ],
    },
    {"role": "assistant", "content": [{"text": DONE}]},
]
INDEX = [
    {"role": "user", "blocks": [{"block_type": "text", "text": ASK}]},
    {
        "role": "assistant",
        "blocks": [{"block_type": "tool_call", "tool_call_id": "c1", "tool_name": "refund", "tool_kwargs": ARGS}],
    },
    {
        "role": "tool",
        "blocks": [{"block_type": "text", "text": json.dumps(RESULT)}],
        "additional_kwargs": {"tool_call_id": "c1"},
    },
    {"role": "assistant", "blocks": [{"block_type": "text", "text": DONE}]},
]

FORMATS: dict[str, Any] = {
    "ai sdk 4 messages": [
        USER,
        {
            "role": "assistant",
            "content": DONE,
            "toolInvocations": [INVOCATION],
            "parts": [{"type": "step-start"}, {"type": "tool-invocation", "toolInvocation": INVOCATION}, TEXT],
        },
    ],
    "ai sdk 4 messages without parts": {
        "messages": [USER, {"role": "assistant", "content": DONE, "toolInvocations": [INVOCATION]}]
    },
    "ai sdk 5 messages": {
        "id": "chat",
        "messages": [
            {"id": "1", "role": "user", "parts": [{"type": "text", "text": ASK}]},
            {"id": "2", "role": "assistant", "parts": [{"type": "step-start"}, UI_TOOL, {"type": "step-start"}, TEXT]},
        ],
    },
    "ai sdk 5 dynamic tools": [
        {"role": "user", "parts": [{"type": "text", "text": ASK}]},
        {"role": "assistant", "parts": [UI_TOOL | {"type": "dynamic-tool", "toolName": "refund"}, TEXT]},
    ],
    "ai sdk 5 model messages": [
        USER,
        {"role": "assistant", "content": [STEP_CALL]},
        {"role": "tool", "content": [STEP_RESULT | {"output": {"type": "json", "value": RESULT}}]},
        {"role": "assistant", "content": [TEXT]},
    ],
    "ai sdk 4 result": {
        "prompt": ASK,
        "text": DONE,
        "toolCalls": [],
        "toolResults": [],
        "steps": [
            {
                "stepType": "initial",
                "text": "",
                "toolCalls": [{"type": "tool-call", "toolCallId": "c1", "toolName": "refund", "args": ARGS}],
                "toolResults": [{"type": "tool-result", "toolCallId": "c1", "toolName": "refund", "result": RESULT}],
                "finishReason": "tool-calls",
            },
            {"stepType": "tool-result", "text": DONE, "toolCalls": [], "toolResults": [], "finishReason": "stop"},
        ],
    },
    "ai sdk 5 result": {
        "prompt": ASK,
        "steps": [
            {"content": [STEP_CALL, STEP_RESULT], "finishReason": "tool-calls", "usage": {"inputTokens": 1}},
            {"content": [TEXT], "finishReason": "stop"},
        ],
    },
    "responses request and answer": {
        "request": {"model": "m", "input": ASK},
        "response": {"object": "response", "id": "resp_1", "output": ITEMS},
    },
    "responses list of items": {
        "object": "list",
        "data": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": ASK}]}, *ITEMS],
        "has_more": False,
    },
    "responses mcp_call": [
        USER,
        {"type": "mcp_list_tools", "server_label": "shop", "tools": [{"name": "refund"}]},
        {
            "type": "mcp_call",
            "id": "c1",
            "name": "refund",
            "server_label": "shop",
            "arguments": json.dumps(ARGS),
            "output": json.dumps(RESULT),
            "error": None,
        },
        ITEMS[2],
    ],
    "openai agents items": {
        "input": ASK,
        "new_items": [
            {"type": "message_output_item", "agent": AGENT, "raw_item": {"role": "user", "content": ASK}},
            {"type": "tool_call_item", "agent": AGENT, "raw_item": ITEMS[0]},
            {"type": "tool_call_output_item", "agent": AGENT, "raw_item": ITEMS[1], "output": json.dumps(RESULT)},
            {"type": "message_output_item", "agent": AGENT, "raw_item": ITEMS[2]},
        ],
    },
    "langchain": {"messages": LANGCHAIN},
    "langchain to dict": [
        {"type": each["type"], "data": {key: value for key, value in each.items() if key != "type"}}
        for each in LANGCHAIN
    ],
    "langchain dumps": [
        lc("HumanMessage", content=ASK, type="human"),
        lc("AIMessage", content="", tool_calls=[LC_CALL], type="ai"),
        lc("ToolMessage", content=json.dumps(RESULT), tool_call_id="c1", type="tool", status="success"),
        lc("AIMessage", content=DONE, type="ai"),
    ],
    "langchain over anthropic": [
        LANGCHAIN[0],
        LANGCHAIN[1] | {"content": [{"type": "tool_use", "id": "c1", "name": "refund", "input": ARGS}]},
        *LANGCHAIN[2:],
    ],
    "langgraph state": {"values": {"messages": LANGCHAIN}, "next": [], "config": {"configurable": {"thread_id": "t"}}},
    "gemini contents": {"request": {"contents": GEMINI}, "response": GEMINI_ANSWER},
    "gemini without ids": {
        "contents": [
            GEMINI[0],
            {"role": "model", "parts": [{"function_call": {"name": "refund", "args": ARGS}}]},
            {"role": "function", "parts": [{"function_response": {"name": "refund", "response": RESULT}}]},
            {"role": "model", "parts": [{"text": DONE}]},
        ]
    },
    "adk events": {
        "id": "s1",
        "app_name": "desk",
        "events": [
            {"author": "user", "content": {"role": "user", "parts": [{"text": ASK}]}},
            {"author": "desk", "content": GEMINI[1]},
            {"author": "desk", "content": GEMINI[2]},
            {"author": "desk", "content": {"role": "model", "parts": [{"text": DONE}]}},
        ],
    },
    "bedrock converse": {"messages": BEDROCK},
    "bedrock request and answer": {
        "request": {"messages": BEDROCK[:3], "system": [{"text": "Be kind."}]},
        "response": {"output": {"message": BEDROCK[3]}, "stopReason": "end_turn"},
    },
    "pydantic-ai": PYDANTIC,
    "openai request and answer": {
        "request": {"messages": CHAT[:3], "tools": [{"type": "function", "function": {"name": "refund"}}]},
        "response": {"choices": [{"index": 0, "message": CHAT[3]}]},
    },
    "request and answer as texts": {
        "request_body": json.dumps({"messages": CHAT[:3]}),
        "response_body": json.dumps({"choices": [{"message": CHAT[3]}]}),
    },
    "http log": {
        "request": {"method": "POST", "url": "https://llm.example/v1/chat", "body": {"messages": CHAT[:3]}},
        "response": {"status": 200, "body": {"choices": [{"message": CHAT[3]}]}},
    },
    "anthropic request and answer": {"request": {"messages": ANTHROPIC}, "response": ANTHROPIC_ANSWER},
    "messages and answer": {"messages": ANTHROPIC, "response": ANTHROPIC_ANSWER},
    "claude code": [
        {"type": "user", "sessionId": "s", "message": ANTHROPIC[0], "timestamp": "2026-11-22T02:00:00Z"},
        {"type": "assistant", "sessionId": "s", "message": ANTHROPIC[1], "timestamp": "2026-11-22T02:00:01Z"},
        {"type": "user", "sessionId": "s", "message": ANTHROPIC[2], "timestamp": "2026-11-22T02:00:02Z"},
        {"type": "assistant", "sessionId": "s", "message": ANTHROPIC_ANSWER, "timestamp": "2026-11-22T02:00:03Z"},
    ],
    "codex rollout": [
        {"timestamp": "2026-11-22T02:00:00Z", "type": "response_item", "payload": USER | {"type": "message"}},
        *(
            {"timestamp": f"2026-11-22T02:00:0{number}Z", "type": "response_item", "payload": each}
            for number, each in enumerate(ITEMS, 1)
        ),
    ],
    "autogen": AUTOGEN,
    "semantic kernel": {"messages": KERNEL},
    "haystack": HAYSTACK,
    "llama-index": INDEX,
    "ollama": [
        USER,
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "refund", "arguments": ARGS}}]},
        {"role": "tool", "tool_name": "refund", "content": json.dumps(RESULT)},
        CHAT[3],
    ],
    "inspect": {
        "messages": [
            USER,
            {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "function": "refund", "arguments": ARGS}]},
            {"role": "tool", "tool_call_id": "c1", "function": "refund", "content": json.dumps(RESULT), "error": None},
            CHAT[3],
        ]
    },
    "steps": {
        "trace_id": "t",
        "input": ASK,
        "steps": [
            {"type": "tool", "name": "refund", "input": str(ARGS), "output": json.dumps(RESULT), "error": None},
            {"type": "llm", "name": "chat", "input": "[…]", "output": DONE},
        ],
    },
}
FORMATS |= {
    "langchain executor": {
        "input": ASK,
        "intermediate_steps": [[{"tool": "refund", "tool_input": ARGS, "log": "…"}, json.dumps(RESULT)]],
        "output": DONE,
    },
    "sharegpt": {
        "conversations": [
            {"from": "human", "value": ASK},
            {"from": "function_call", "value": json.dumps({"name": "refund", "arguments": ARGS})},
            {"from": "observation", "value": json.dumps(RESULT)},
            {"from": "gpt", "value": DONE},
        ]
    },
    "calls of a voice": {
        "transcript_with_tool_calls": [
            USER,
            {"role": "tool_call_invocation", "tool_call_id": "c1", "name": "refund", "arguments": json.dumps(ARGS)},
            {"role": "tool_call_result", "tool_call_id": "c1", "content": json.dumps(RESULT)},
            {"role": "agent", "content": DONE},
        ]
    },
    "cohere": {
        "chat_history": [
            {"role": "USER", "message": ASK},
            {"role": "CHATBOT", "message": "", "tool_calls": [{"name": "refund", "parameters": ARGS}]},
            {"role": "TOOL", "tool_results": [{"call": {"name": "refund", "parameters": ARGS}, "outputs": RESULT}]},
            {"role": "CHATBOT", "message": DONE},
        ]
    },
    "samples": {"samples": [{"id": "s", "messages": CHAT}]},
}
WITHOUT_IDS = {"gemini without ids", "ollama", "steps", "langchain executor", "sharegpt", "cohere"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_as_frameworks_write_it(traces: Traces, name: str) -> None:
    runs = traces.read(FORMATS[name])
    assert [problem.message for problem in runs.problems] == []
    (session,) = runs.sessions
    calls = [event for event in session.events if isinstance(event, Call)]
    said = [
        (event.speaker, event.text)
        for event in session.events
        if isinstance(event, Said) and event.speaker is not Speaker.SYSTEM
    ]
    identity = None if name in WITHOUT_IDS else "c1"
    assert [(call.tool, call.call_id, call.arguments, call.ending) for call in calls] == [
        ("refund", identity, ARGS, Ending.RESULT)
    ]
    assert calls[0].result == RESULT
    assert said == [(Speaker.USER, ASK), (Speaker.AGENT, DONE)]
    assert session.partial == ""


def test_the_calls_that_a_server_of_mcp_got(traces: Traces) -> None:
    wire = [
        {"jsonrpc": "2.0", "id": 0, "method": "tools/list"},
        {"jsonrpc": "2.0", "id": 0, "result": {"tools": [{"name": "refund"}]}},
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "refund", "arguments": ARGS}},
        {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": json.dumps(RESULT)}]}},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "refund", "arguments": ARGS}},
        {"jsonrpc": "2.0", "id": 2, "result": {"content": [{"type": "text", "text": "no"}], "isError": True}},
    ]
    runs = traces.read("\n".join(map(json.dumps, wire)), "wire.jsonl")
    assert complete(runs)
    calls = [event for event in runs.sessions[0].events if isinstance(event, Call)]
    assert [(call.tool, call.arguments, call.ending) for call in calls] == [
        ("refund", ARGS, Ending.RESULT),
        ("refund", ARGS, Ending.ERROR),
    ]


def test_tools_that_were_not_run_or_failed(traces: Traces) -> None:
    parts = [
        UI_TOOL | {"state": "output-error", "output": None, "errorText": "no such order"},
        UI_TOOL | {"toolCallId": "c2", "state": "input-available", "output": None},
    ]
    calls = traces.calls([{"role": "assistant", "parts": parts}])
    assert [(call.ending, call.result) for call in calls] == [(Ending.ERROR, "no such order"), (Ending.NO_RESULT, None)]
    failed = STEP_RESULT | {"output": {"type": "error-text", "value": "no such order"}}
    (call,) = traces.calls([{"role": "assistant", "content": [STEP_CALL]}, {"role": "tool", "content": [failed]}])
    assert (call.ending, call.result) == (Ending.ERROR, "no such order")
    result = {"toolResult": {"toolUseId": "c1", "content": [{"text": "no such order"}], "status": "error"}}
    (call,) = traces.calls([BEDROCK[1], {"role": "user", "content": [result]}])
    assert (call.ending, call.result) == (Ending.ERROR, "no such order")


@pytest.mark.parametrize(
    "answer",
    [
        {"role": "tool", "tool_call_id": "c1", "content": "no such order", "tool_call_error": True},
        {"role": "tool", "content": [{"$type": "functionResult", "callId": "c1", "exception": {"message": "no such"}}]},
        {"role": "tool", "tool_call_id": "c1", "content": "", "error": "ValueError: no such order"},
    ],
)
def test_every_library_marks_an_error_in_its_own_way(traces: Traces, answer: dict[str, Any]) -> None:
    asked = {"id": "c1", "type": "function", "function": {"name": "refund", "arguments": json.dumps(ARGS)}}
    run = [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [asked]}, answer]
    (call,) = traces.calls({"messages": run})
    assert call.ending is Ending.ERROR


@pytest.mark.parametrize(("given", "ending"), [({"output": json.dumps(RESULT)}, "success"), ({"error": "no"}, "error")])
def test_gemini_cli_keeps_results_in_a_list(traces: Traces, given: dict[str, Any], ending: str) -> None:
    answered = {"functionResponse": {"id": "r-1", "name": "refund", "response": given}}
    call = {"id": "r-1", "name": "refund", "args": ARGS, "result": [answered], "status": ending}
    messages = [
        {"id": "1", "type": "user", "content": "Refund it."},
        {"id": "2", "type": "gemini", "content": "", "toolCalls": [call]},
        {"id": "3", "type": "gemini", "content": "I refunded it."},
    ]
    runs = traces.read({"sessionId": "g1", "messages": messages})
    assert complete(runs)
    (found,) = [event for event in runs.sessions[0].events if isinstance(event, Call)]
    assert (found.tool, found.arguments) == ("refund", ARGS)
    assert (found.result, found.ending) == (
        (RESULT, Ending.RESULT) if ending == "success" else ({"error": "no"}, Ending.ERROR)
    )
    assert [event.text for event in runs.sessions[0].events if isinstance(event, Said)] == [
        "Refund it.",
        "I refunded it.",
    ]


def test_goose_wraps_a_status_around_calls_and_results(traces: Traces) -> None:
    asked = {"status": "success", "value": {"name": "refund", "arguments": ARGS}}
    came = {"status": "success", "value": [{"type": "text", "text": json.dumps(RESULT)}]}
    lines = [
        {"role": "user", "content": [{"type": "text", "text": "Refund it."}]},
        {"role": "assistant", "content": [{"type": "toolRequest", "id": "c1", "toolCall": asked}]},
        {"role": "user", "content": [{"type": "toolResponse", "id": "c1", "toolResult": came}]},
    ]
    (call,) = traces.calls("\n".join(map(json.dumps, lines)), "goose.jsonl")
    assert (call.tool, call.arguments, call.result, call.ending) == ("refund", ARGS, RESULT, Ending.RESULT)
