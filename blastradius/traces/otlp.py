"""OTLP/JSON: spans by the conventions of OpenTelemetry, MCP, OpenInference, OpenLLMetry and the Vercel AI SDK."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.events import Origin
from blastradius.traces.span import Span
from blastradius.traces.values import decoded, kept, time_of

_TOOL_NAMES = ("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "tool_call.function.name", "traceloop.entity.name")
_TOOL_IDS = ("gen_ai.tool.call.id", "tool.id", "ai.toolCall.id", "tool_call.id")
_ARGUMENTS = (
    "gen_ai.tool.call.arguments",
    "input.value",
    "ai.toolCall.args",
    "tool.parameters",
    "traceloop.entity.input",
    "gen_ai.tool.input",
)
_RESULTS = (
    "gen_ai.tool.call.result",
    "output.value",
    "ai.toolCall.result",
    "traceloop.entity.output",
    "gen_ai.tool.output",
)
_SESSIONS = ("gen_ai.conversation.id", "session.id", "langfuse.session.id", "conversation.id", "thread_id")
_AGENTS = ("gen_ai.agent.name", "agent.name", "gen_ai.agent.id", "graph.node.id")
_MODELS = frozenset({"chat", "text_completion", "generate_content", "completion", "response", "responses"})
_ERROR = 2
_NUMBERED = re.compile(r"(?:llm|gen_ai)\.(input_messages|output_messages|prompt|completion)\.(\d+)\.(.+)")
_CALLS = re.compile(r"(?:message\.)?tool_calls\.(\d+)\.(?:tool_call\.)?(.+)")


def spans_of(document: Mapping[str, Any], file: str, line: int | None) -> Iterator[Span]:
    """The spans of `{resourceSpans: […]}`. What is malformed in it is left out; unknown fields are ignored."""
    for resource in _list(document.get("resourceSpans") or document.get("resource_spans")):
        about = _attributes(_dict(resource.get("resource")).get("attributes"))
        service = _text(about, ("service.name",))
        for scope in _list(
            resource.get("scopeSpans") or resource.get("scope_spans") or resource.get("instrumentationLibrarySpans")
        ):
            for span in _list(scope.get("spans")):
                yield _span(span, file, line, service)


def looks_like(document: Mapping[str, Any]) -> bool:
    """Whether a document is such a one."""
    return "resourceSpans" in document or "resource_spans" in document


def _span(raw: Mapping[str, Any], file: str, line: int | None, service: str | None) -> Span:
    attributes = _attributes(raw.get("attributes"))
    identity = str(raw.get("spanId") or raw.get("span_id") or "")
    span = Span(
        id=identity,
        parent=str(raw.get("parentSpanId") or raw.get("parent_span_id") or "") or None,
        trace=str(raw.get("traceId") or raw.get("trace_id") or ""),
        origin=Origin(file=file, line=line, span=identity or None),
        started=time_of(raw.get("startTimeUnixNano") or raw.get("start_time_unix_nano")),
        ended=time_of(raw.get("endTimeUnixNano") or raw.get("end_time_unix_nano")),
        session=_text(attributes, _SESSIONS),
        agent=_text(attributes, _AGENTS),
        service=service,
    )
    _describe(span, str(raw.get("name") or ""), attributes, raw)
    return span


def _describe(span: Span, name: str, attributes: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    operation = attributes.get("gen_ai.operation.name")
    kind = str(attributes.get("openinference.span.kind") or attributes.get("traceloop.span.kind") or "").upper()
    called = attributes.get("mcp.method.name") == "tools/call"
    if operation == "execute_tool" or kind == "TOOL" or called or "ai.toolCall.name" in attributes:
        span.role = "tool"
        span.tool = _text(attributes, _TOOL_NAMES) or name.removeprefix("execute_tool ").removeprefix("tools/call ")
        span.call_id = _text(attributes, _TOOL_IDS)
        span.arguments = _first(attributes, _ARGUMENTS)
        span.result = _first(attributes, _RESULTS)
        span.has_result = span.result is not None
        _failure(span, attributes, raw)
    elif operation in _MODELS or kind == "LLM" or _NUMBERED.match(next(iter(attributes), "")):
        span.role = "model"
        asked, answered = _messages(attributes, raw)
        span.said, span.answers = tuple(asked), tuple(answered)


def _failure(span: Span, attributes: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    status = _dict(raw.get("status"))
    kind = _text(attributes, ("error.type",))
    if kind or status.get("code") in {_ERROR, "STATUS_CODE_ERROR"}:
        span.failed = True
        thrown = [
            _text(_attributes(event.get("attributes")), ("exception.message", "exception.type"))
            for event in _list(raw.get("events"))
        ]
        words = [each for each in (kind, str(status.get("message") or ""), *thrown) if each]
        if span.result is None:
            span.result = ": ".join(dict.fromkeys(words)) or "error"
        elif isinstance(span.result, str):
            span.result = f"{span.result} ({'; '.join(dict.fromkeys(words))})" if words else span.result


def _messages(
    attributes: Mapping[str, Any], raw: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    asked = _listed(attributes.get("gen_ai.input.messages")) or _listed(attributes.get("ai.prompt.messages"))
    answered = _listed(attributes.get("gen_ai.output.messages"))
    for event in _list(raw.get("events")):
        inner = _attributes(event.get("attributes"))
        asked += _listed(inner.get("gen_ai.input.messages"))
        answered += _listed(inner.get("gen_ai.output.messages"))
        _event(str(event.get("name") or ""), inner, asked, answered)
    numbered = _numbered(attributes)
    asked += numbered["input_messages"] + numbered["prompt"]
    answered += numbered["output_messages"] + numbered["completion"]
    if "ai.response.text" in attributes or "ai.response.toolCalls" in attributes:
        calls = [
            {
                "id": each.get("toolCallId"),
                "name": each.get("toolName"),
                "arguments": each.get("input", each.get("args")),
            }
            for each in _listed(attributes.get("ai.response.toolCalls"))
        ]
        answered.append({"role": "assistant", "content": attributes.get("ai.response.text"), "tool_calls": calls})
    for message in answered:
        message.setdefault("role", "assistant")
    return asked, answered


def _event(name: str, inner: Mapping[str, Any], asked: list[dict[str, Any]], answered: list[dict[str, Any]]) -> None:
    """The events of the first GenAI conventions: one for each message."""
    if name == "gen_ai.choice":
        message = decoded(inner.get("message"))
        found = message if isinstance(message, dict) else {"content": inner.get("content") or message}
        calls = inner.get("tool_calls")
        answered.append({"role": "assistant", **found, **({"tool_calls": _listed(calls)} if calls else {})})
    elif name.startswith("gen_ai.") and name.endswith(".message"):
        asked.append({"role": name.split(".")[1], **inner})


def _numbered(attributes: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """`llm.output_messages.0.message.tool_calls.1.tool_call.function.name` as messages."""
    found: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in attributes.items():
        hit = _NUMBERED.match(key)
        if hit:
            which, number, rest = hit.group(1), int(hit.group(2)), hit.group(3)
            message = found[which][number]
            call = _CALLS.match(rest)
            if call:
                calls = message.setdefault("_calls", defaultdict(dict))
                calls[int(call.group(1))][call.group(2).removeprefix("function.")] = value
            else:
                message[rest.removeprefix("message.")] = value
    return defaultdict(list) | {which: [_plain(each) for _, each in sorted(by.items())] for which, by in found.items()}


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    calls = message.pop("_calls", None)
    if calls:
        message["tool_calls"] = [call for _, call in sorted(calls.items())]
    return message


def _attributes(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict):
        return {str(key): kept(value) for key, value in raw.items()}
    return {str(each["key"]): _value(each.get("value")) for each in _list(raw) if "key" in each}


def _value(raw: Any) -> Any:
    """An AnyValue: 64-bit numbers are texts in JSON."""
    if not isinstance(raw, dict):
        return raw
    if "intValue" in raw:
        text = str(raw["intValue"])
        return int(text) if text.lstrip("-").isdigit() and len(text) < 25 else text
    if "arrayValue" in raw:
        return [_value(each) for each in _list(_dict(raw["arrayValue"]).get("values"))]
    if "kvlistValue" in raw:
        return _attributes(_dict(raw["kvlistValue"]).get("values"))
    return next((raw[key] for key in ("stringValue", "boolValue", "doubleValue", "bytesValue") if key in raw), None)


def _text(attributes: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((str(attributes[name]) for name in names if attributes.get(name) not in (None, "")), None)


def _first(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((kept(decoded(attributes[name])) for name in names if attributes.get(name) is not None), None)


def _listed(value: Any) -> list[dict[str, Any]]:
    return [dict(each) for each in _list(decoded(value))]


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
