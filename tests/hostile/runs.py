"""One run in every format, in which every text is hostile."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

AT = 1_795_313_460_000_000_000


class Run(NamedTuple):
    """A run: `value` stands in every name, and in everything that was given, came back and was said."""

    value: str

    @property
    def tools(self) -> tuple[str, ...]:
        return (self.value, "refund", "not-listed")

    @property
    def given(self) -> dict[str, Any]:
        return {"id": self.value, "note": self.value, "amount": self.value, self.value: [self.value, {self.value: ""}]}

    @property
    def back(self) -> dict[str, Any]:
        return {"state": self.value, "id": self.value, "error": self.value, self.value: self.value}

    @property
    def said(self) -> str:
        return f"I have refunded your order {self.value}. {self.value} I've issued a refund of $20 to {self.value}."


def recorded(value: str) -> dict[str, str]:
    """The files, by their names."""
    run = Run(value)
    talk = _openai(run)["messages"]
    lines = [*({**each, "session_id": value} for each in talk), {"role": value}, {value: value}, value]
    return {
        "otlp.json": json.dumps(_otlp(run)),
        "openinference.jsonl": json.dumps(_openinference(run)) + "\n",
        "langfuse.json": json.dumps(_langfuse(run)),
        "openai.json": json.dumps(_openai(run)),
        "anthropic.json": json.dumps(_anthropic(run)),
        "tau.json": json.dumps([{"task_id": value, "id": value, "traj": talk}]),
        "lines.jsonl": "\n".join([*map(json.dumps, lines), value]),
    }


def _otlp(run: Run) -> Any:
    named = {"gen_ai.agent.name": run.value, "gen_ai.conversation.id": run.value}
    spans = [_span(1, {"gen_ai.operation.name": "invoke_agent", **named})]
    for number, tool in enumerate(run.tools * 2):
        about = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": tool,
            "gen_ai.tool.call.id": f"{run.value}{number}",
            "gen_ai.conversation.id": run.value,
            "gen_ai.tool.call.arguments": json.dumps(run.given),
            "gen_ai.tool.call.result": json.dumps(run.back),
            "error.type": run.value,
        }
        spans.append(_span(2 + number, about))
    answer = json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": run.said}]}])
    spans.append(_span(20, {"gen_ai.operation.name": "chat", "gen_ai.output.messages": answer, **named}))
    return _document(run.value, spans)


def _openinference(run: Run) -> Any:
    spans = []
    for number, tool in enumerate(run.tools):
        about = {
            "openinference.span.kind": "TOOL",
            "tool.name": tool,
            "tool.id": run.value,
            "session.id": run.value,
            "input.value": json.dumps(run.given),
            "output.value": json.dumps(run.back),
            "agent.name": run.value,
        }
        spans.append(_span(30 + number, about))
    spoken = {
        "openinference.span.kind": "LLM",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": run.said,
        "session.id": run.value,
    }
    return _document("shop-bot", [*spans, _span(40, spoken)])


def _langfuse(run: Run) -> Any:
    value = run.value
    made = [
        {
            "id": f"{value}{number}",
            "type": "TOOL",
            "name": tool,
            "input": run.given,
            "output": run.back,
            "level": "ERROR",
            "statusMessage": value,
            "startTime": "2026-11-22T02:00:00Z",
        }
        for number, tool in enumerate(run.tools)
    ]
    talk = {"id": f"{value}-g", "type": "GENERATION", "name": value, "startTime": "2026-11-22T02:00:02Z"}
    said = {**talk, "output": {"role": "assistant", "content": run.said}}
    return {"trace": {"id": value, "name": value, "sessionId": value, "userId": value}, "observations": [*made, said]}


def _openai(run: Run) -> Any:
    messages: list[Any] = [{"role": "system", "content": run.value}, {"role": "user", "content": f"pay {run.value}"}]
    for number, tool in enumerate(run.tools):
        name = f"{run.value}{number}"
        call = {"id": name, "type": "function", "function": {"name": tool, "arguments": json.dumps(run.given)}}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": name, "name": tool, "content": json.dumps(run.back)})
    messages.append({"role": "tool", "tool_call_id": "nobody's", "content": run.value})
    return {"session_id": run.value, "messages": [*messages, {"role": "assistant", "content": run.said}]}


def _anthropic(run: Run) -> Any:
    messages: list[Any] = [{"role": "user", "content": [{"type": "text", "text": run.value}]}]
    for number, tool in enumerate(run.tools):
        name = f"{run.value}{number}"
        use = {"type": "tool_use", "id": name, "name": tool, "input": run.given}
        back = {"type": "tool_result", "tool_use_id": name, "content": json.dumps(run.back), "is_error": number == 0}
        messages += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [back]}]
    said = {"role": "assistant", "content": [{"type": "text", "text": run.said}]}
    return {"id": run.value, "messages": [*messages, said]}


def _document(service: str, spans: list[dict[str, Any]]) -> Any:
    about = {"attributes": _attributes({"service.name": service})}
    return {"resourceSpans": [{"resource": about, "scopeSpans": [{"spans": spans}]}]}


def _span(number: int, about: Mapping[str, str]) -> dict[str, Any]:
    at = AT + number * 1_000_000_000
    return {
        "traceId": f"{7:032x}",
        "spanId": f"{number:016x}",
        "parentSpanId": f"{1:016x}" if number > 1 else "",
        "name": about.get("gen_ai.tool.name", "x"),
        "startTimeUnixNano": str(at),
        "endTimeUnixNano": str(at + 1),
        "attributes": _attributes(about),
    }


def _attributes(about: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in about.items()]
