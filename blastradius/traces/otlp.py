"""OTLP/JSON: spans by the conventions of OpenTelemetry, MCP, OpenInference, OpenLLMetry and the Vercel AI SDK."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from blastradius.traces.attributes import attributes_of, dicts_of, first_at, mapping, text_at, value_of
from blastradius.traces.events import Attempt, Origin
from blastradius.traces.langfuse import observed
from blastradius.traces.otlp_messages import messages_of, speaks
from blastradius.traces.parts import literal, unwrapped
from blastradius.traces.span import Span
from blastradius.traces.turns import turn_of
from blastradius.traces.values import decoded, kept, shown_name, time_of

_TOOL_NAMES = ("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "tool_call.function.name", "traceloop.entity.name")
_TOOL_IDS = ("gen_ai.tool.call.id", "tool.id", "ai.toolCall.id", "tool_call.id", "gen_ai.tool_call.id")
_ARGUMENTS = (
    "gen_ai.tool.call.arguments",
    "input.value",
    "ai.toolCall.args",
    "tool_arguments",
    "langfuse.observation.input",
    "mlflow.spanInputs",
    "lmnr.span.input",
    "tool.parameters",
    "traceloop.entity.input",
    "gen_ai.tool.input",
)
_RESULTS = (
    "gen_ai.tool.call.result",
    "output.value",
    "ai.toolCall.result",
    "tool_response",
    "langfuse.observation.output",
    "mlflow.spanOutputs",
    "lmnr.span.output",
    "traceloop.entity.output",
    "gen_ai.tool.output",
)
_SESSIONS = ("gen_ai.conversation.id", "session.id", "langfuse.session.id", "conversation.id", "thread_id")
_AGENTS = ("gen_ai.agent.name", "agent.name", "gen_ai.agent.id", "graph.node.id")
_MODELS = frozenset({"chat", "text_completion", "generate_content", "completion", "response", "responses"})
_KINDS = (
    "openinference.span.kind",
    "traceloop.span.kind",
    "langfuse.observation.type",
    "mlflow.spanType",
    "lmnr.span.type",
    "gen_ai.span.kind",
)
_MODEL_KINDS = frozenset({"LLM", "GENERATION", "CHAT_MODEL"})
_INPUTS = (
    "input.value",
    "langfuse.observation.input",
    "mlflow.spanInputs",
    "lmnr.span.input",
    "traceloop.entity.input",
)
_OUTPUTS = (
    "output.value",
    "langfuse.observation.output",
    "mlflow.spanOutputs",
    "lmnr.span.output",
    "traceloop.entity.output",
)
_TOOL_LIKE = re.compile(
    r"(?:^|[._])tool(?:s_called|_calls?|_use|[._](?:name|input|args|arguments|parameters|output|result|call|call_id))"
    r"(?:$|\.)"
)
_ERROR = 2
_RESOURCES = ("resourceSpans", "resource_spans", "batches", "resourceLogs", "resource_logs")
"""Where spans stand, by resource; `batches` in Tempo's answers. Events of models can be written as records of a log."""


def spans_of(document: Mapping[str, Any], file: str, line: int | None) -> Iterator[Span]:
    """The spans of `{resourceSpans: […]}`. What is malformed in it is left out; unknown fields are ignored."""
    for resource in dicts_of(next((document[key] for key in _RESOURCES if document.get(key)), None)):
        about = attributes_of(mapping(resource.get("resource")).get("attributes"))
        service = text_at(about, ("service.name",))
        for scope in dicts_of(
            resource.get("scopeSpans") or resource.get("scope_spans") or resource.get("instrumentationLibrarySpans")
        ):
            for span in dicts_of(scope.get("spans")):
                yield span_of(span, file, line, service)
        for scope in dicts_of(resource.get("scopeLogs") or resource.get("scope_logs")):
            for log in dicts_of(scope.get("logRecords") or scope.get("log_records")):
                yield from _logged(log, file, line, service)


def _logged(log: Mapping[str, Any], file: str, line: int | None, service: str | None) -> Iterator[Span]:
    """A record of a log that is an event of a model, as a span of its own below the one that it is about."""
    attributes = attributes_of(log.get("attributes"))
    name = str(log.get("eventName") or attributes.get("event.name") or "")
    if name.startswith("gen_ai."):
        body = value_of(log.get("body"))
        event = {"name": name, "attributes": {**attributes, **(body if isinstance(body, dict) else {})}}
        made = {
            "traceId": log.get("traceId"),
            "parentSpanId": log.get("spanId"),
            "startTimeUnixNano": log.get("timeUnixNano") or log.get("observedTimeUnixNano"),
            "events": [event],
        }
        yield span_of(made, file, line, service)


def looks_like(document: Mapping[str, Any]) -> bool:
    """Whether a document is such a one."""
    return any(key in document for key in _RESOURCES)


def span_of(
    raw: Mapping[str, Any], file: str, line: int | None, service: str | None, *, item: int | None = None
) -> Span:
    """One span, as OTLP/JSON writes it."""
    attributes = attributes_of(raw.get("attributes"))
    identity = str(raw.get("spanId") or raw.get("span_id") or "")
    span = Span(
        id=identity,
        parent=str(raw.get("parentSpanId") or raw.get("parent_span_id") or "") or None,
        trace=str(raw.get("traceId") or raw.get("trace_id") or ""),
        origin=Origin(file=file, item=item, line=line, span=shown_name(identity) if identity else None),
        started=time_of(raw.get("startTimeUnixNano") or raw.get("start_time_unix_nano")),
        ended=time_of(raw.get("endTimeUnixNano") or raw.get("end_time_unix_nano")),
        session=text_at(attributes, _SESSIONS),
        agent=text_at(attributes, _AGENTS),
        service=service,
    )
    span.attempt = _request(attributes, span.started, raw)
    _describe(span, str(raw.get("name") or ""), attributes, raw)
    return span


def _describe(span: Span, name: str, attributes: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    operation = attributes.get("gen_ai.operation.name")
    kind = str(decoded(text_at(attributes, _KINDS)) or "").upper()
    called = attributes.get("mcp.method.name") == "tools/call" or "ai.toolCall.name" in attributes
    named = "gen_ai.tool.name" in attributes and operation not in _MODELS
    events = dicts_of(raw.get("events"))
    if operation == "execute_tool" or kind == "TOOL" or called or named:
        span.role = "tool"
        span.tool = text_at(attributes, _TOOL_NAMES) or name.removeprefix("execute_tool ").removeprefix("tools/call ")
        span.call_id = text_at(attributes, _TOOL_IDS)
        arguments, result = _in_events(events)
        span.arguments = entity(first_at(attributes, _ARGUMENTS), arguments)
        span.result = entity(first_at(attributes, _RESULTS), result)
        span.has_result = span.result is not None
        _failure(span, attributes, raw)
    elif operation in _MODELS or kind in _MODEL_KINDS or speaks(attributes, events):
        span.role = "model"
        asked, answered = messages_of(attributes, raw)
        if kind in _MODEL_KINDS and not answered:
            asked = asked or list(observed(first_at(attributes, _INPUTS), "user"))
            answered = list(observed(first_at(attributes, _OUTPUTS), "assistant"))
        span.said, span.answers = tuple(asked), tuple(answered)
    elif span.attempt is None:
        suspect = next((key for key in attributes if _TOOL_LIKE.search(key)), None)
        if suspect:
            span.unread = f"has `{suspect}`, and is in no form of a call of a tool that is known"


def entity(value: Any, otherwise: Any) -> Any:
    """A value out of what OpenLLMetry wraps around it: the inputs or the output, beside tags and settings."""
    if value is None:
        return kept(decoded(otherwise))
    if isinstance(value, dict):
        if "inputs" in value and set(value) <= {"inputs", "input_str", "tags", "metadata", "kwargs", "name"}:
            return value["inputs"] if value["inputs"] is not None else literal(value.get("input_str"))
        if "output" in value and set(value) <= {"output", "kwargs", "outputs"}:
            inner = value["output"]
            turn = turn_of(inner) if isinstance(inner, dict) else None
            return turn.answered[0].value if turn and turn.answered else inner
        if set(value) == {"args", "kwargs"} and isinstance(value["kwargs"], dict):
            return value["kwargs"] if not value["args"] else {"args": value["args"], **value["kwargs"]}
    return value


def _in_events(events: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Arguments and result, where they stand in events of the span of a tool."""
    arguments: Any = None
    result: Any = None
    for event in events:
        inner = attributes_of(event.get("attributes"))
        if event.get("name") == "gen_ai.tool.message":
            arguments = inner.get("content", inner.get("message"))
        elif event.get("name") == "gen_ai.choice":
            result = unwrapped(inner.get("message", inner.get("content")))[0]
    return arguments, result


_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _request(attributes: Mapping[str, Any], started: datetime | None, raw: Mapping[str, Any]) -> Attempt | None:
    """A request of a client that does more than read."""
    method = text_at(attributes, ("http.request.method", "http.method"))
    if not method or method.upper() in _READING or raw.get("kind") in {_SERVER, "SPAN_KIND_SERVER"}:
        return None
    address = text_at(attributes, ("url.full", "http.url", "url.template", "http.target", "server.address")) or ""
    status = text_at(attributes, ("http.response.status_code", "http.status_code"))
    failed = mapping(raw.get("status")).get("code") in {_ERROR, "STATUS_CODE_ERROR"}
    return Attempt(
        method=method.upper(),
        where=re.sub(r"[?#].*", "", re.sub(r"//[^/@]*@", "//", address)),
        status=int(status) if status and status.isdigit() and len(status) < _CODE else None,
        error=text_at(attributes, ("error.type",)) or ("error" if failed and not status else None),
        started=started,
    )


_SERVER = 2
_CODE = 4  # digits


def _failure(span: Span, attributes: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    status = mapping(raw.get("status"))
    kind = text_at(attributes, ("error.type",))
    if kind or status.get("code") in {_ERROR, "STATUS_CODE_ERROR"}:
        span.failed = True
        thrown = [
            text_at(attributes_of(event.get("attributes")), ("exception.message", "exception.type"))
            for event in dicts_of(raw.get("events"))
        ]
        words = [each for each in (kind, str(status.get("message") or ""), *thrown) if each]
        if span.result is None:
            span.result = ": ".join(dict.fromkeys(words)) or "error"
        elif isinstance(span.result, str):
            span.result = f"{span.result} ({'; '.join(dict.fromkeys(words))})" if words else span.result
