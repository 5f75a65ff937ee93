"""Spans that stand by themselves, as software development kits, consoles and other platforms export them."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces import langfuse
from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.events import Origin
from blastradius.traces.langfuse import observed
from blastradius.traces.otlp import entity, span_of
from blastradius.traces.parts import literal
from blastradius.traces.span import Span
from blastradius.traces.values import time_of

_LANGFUSE = frozenset({"SPAN", "GENERATION", "TOOL", "AGENT", "EVENT", "CHAIN", "RETRIEVER"})
_SESSIONS = ("thread_id", "session_id", "conversation_id")


def spans_of(document: Mapping[str, Any], file: str, item: int | None, line: int | None) -> Iterator[Span] | None:
    """The spans that a document is or lists; `None` where it is none."""
    origin = Origin(file=file, item=item, line=line)
    listed = document.get("data") if isinstance(document.get("data"), list) else document.get("spans")
    first = next(iter(dicts_of(listed)), {})
    if isinstance(first.get("spans"), list) and "traceID" in first:
        return (each for trace in dicts_of(listed) for each in _jaeger(trace, origin))
    if first and _is_one(first) and "role" not in document:
        return (each for span in dicts_of(listed) for each in _spans(span, origin))
    return _spans(document, origin) if _is_one(document) else None


def _is_one(span: Mapping[str, Any]) -> bool:
    return (
        ("spanId" in span and "traceId" in span)
        or ("span_id" in span and "trace_id" in span)
        or "context.span_id" in span
        or "span_id" in mapping(span.get("context"))
        or str(span.get("object") or "") in {"trace", "trace.span"}
        or ("run_type" in span and "inputs" in span)
        or ("traceId" in span and span.get("type") in _LANGFUSE)
    )


def _spans(raw: Mapping[str, Any], origin: Origin) -> Iterator[Span]:
    if raw.get("object") == "trace.span":
        yield _of_agents(raw, origin)
    elif "run_type" in raw:
        yield from _of_langsmith(raw, origin)
    elif raw.get("type") in _LANGFUSE and "traceId" in raw and "spanId" not in raw:
        yield from langfuse.spans_of({"trace": {}, "observations": [raw]}, origin.file, origin.item, origin.line)
    elif raw.get("object") != "trace":
        yield _of_kit(raw, origin)


def _of_kit(raw: Mapping[str, Any], origin: Origin) -> Span:
    """A span as OpenTelemetry's own libraries, Phoenix and exporters to files write it."""
    context = mapping(raw.get("context"))
    attributes = raw.get("attributes")
    flat = {key.removeprefix("attributes."): value for key, value in raw.items() if key.startswith("attributes.")}
    status = raw.get("status")
    code = raw.get("status_code", mapping(status).get("status_code", status if isinstance(status, str) else None))
    spoken = {"code": "STATUS_CODE_ERROR" if str(code).upper().endswith("ERROR") else None}
    message = raw.get("status_message") or mapping(status).get("description") or ""
    resource = mapping(mapping(raw.get("resource")).get("attributes"))
    kind = {"openinference.span.kind": raw["span_kind"]} if isinstance(raw.get("span_kind"), str) else {}
    made = {
        "traceId": raw.get("traceId", raw.get("trace_id", context.get("trace_id", raw.get("context.trace_id")))),
        "spanId": raw.get("spanId", raw.get("span_id", context.get("span_id", raw.get("context.span_id")))),
        "parentSpanId": raw.get("parentSpanId", raw.get("parent_span_id", raw.get("parent_id", raw.get("parentId")))),
        "name": raw.get("name"),
        "kind": "SPAN_KIND_SERVER" if str(raw.get("kind")).endswith("SERVER") else raw.get("kind"),
        "startTimeUnixNano": raw.get("startTimeUnixNano", raw.get("start_time", raw.get("startTime"))),
        "endTimeUnixNano": raw.get("endTimeUnixNano", raw.get("end_time", raw.get("endTime"))),
        "attributes": flat or (kind | _flat(attributes) if isinstance(attributes, dict) else attributes),
        "events": raw.get("events"),
        "status": status if mapping(status).get("code") is not None else {**spoken, "message": message},
    }
    service = resource.get("service.name")
    return span_of(made, origin.file, origin.line, service if isinstance(service, str) else None, item=origin.item)


def _flat(attributes: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Attributes by their whole names, where they are nested by the parts of these."""
    found: dict[str, Any] = {}
    for key, value in attributes.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and "." not in key:
            found |= _flat(value, f"{name}.") or {name: value}
        elif isinstance(value, list) and value and "." not in key and all(isinstance(each, dict) for each in value):
            for number, each in enumerate(value):
                found |= _flat(each, f"{name}.{number}.")
        else:
            found[name] = value
    return found


def _jaeger(trace: Mapping[str, Any], origin: Origin) -> Iterator[Span]:
    processes = mapping(trace.get("processes"))
    for raw in dicts_of(trace.get("spans")):
        started, lasted = raw.get("startTime"), raw.get("duration")
        ended = started + lasted if isinstance(started, int) and isinstance(lasted, int) else None
        parents = [
            each.get("spanID") for each in dicts_of(raw.get("references")) if each.get("refType") != "FOLLOWS_FROM"
        ]
        tags = {str(each.get("key")): each.get("value") for each in dicts_of(raw.get("tags"))}
        events = []
        for each in dicts_of(raw.get("logs")):
            fields = {str(field.get("key")): field.get("value") for field in dicts_of(each.get("fields"))}
            events.append({"name": fields.get("event") or fields.get("name"), "attributes": fields})
        made = {
            "traceId": raw.get("traceID"),
            "spanId": raw.get("spanID"),
            "parentSpanId": parents[0] if parents else None,
            "name": raw.get("operationName"),
            "startTimeUnixNano": started,
            "endTimeUnixNano": ended,
            "attributes": tags,
            "events": events,
            "kind": "SPAN_KIND_SERVER" if tags.get("span.kind") == "server" else None,
            "status": {"code": "STATUS_CODE_ERROR"} if tags.get("error") is True else {},
        }
        service = mapping(processes.get(str(raw.get("processID")))).get("serviceName")
        yield span_of(made, origin.file, origin.line, service if isinstance(service, str) else None, item=origin.item)


def _begun(raw: Mapping[str, Any], origin: Origin, times: tuple[str, str], parent: str) -> Span:
    identity = str(raw.get("id") or "")
    return Span(
        id=identity,
        parent=str(raw.get(parent) or "") or None,
        trace=str(raw.get("trace_id") or ""),
        origin=Origin(file=origin.file, item=origin.item, line=origin.line, span=identity or None),
        started=time_of(raw.get(times[0])),
        ended=time_of(raw.get(times[1])),
    )


def _of_agents(raw: Mapping[str, Any], origin: Origin) -> Span:
    """A span of the OpenAI Agents SDK."""
    span = _begun(raw, origin, ("started_at", "ended_at"), "parent_id")
    data, error = mapping(raw.get("span_data")), raw.get("error")
    name = str(data.get("name") or "")
    if data.get("type") == "function":
        span.role, span.tool, span.arguments, span.result = "tool", name, data.get("input"), data.get("output")
        span.failed = bool(error)
        if error and span.result is None:
            span.result = str(mapping(error).get("message") or "error")
        span.has_result = span.result is not None
    elif data.get("type") in {"generation", "response"}:
        span.role = "model"
        span.said = tuple(observed(data.get("input"), "user"))
        span.answers = tuple(observed(data.get("output") or data.get("response"), "assistant"))
    elif data.get("type") == "agent":
        span.agent = name or None
    return span


def _of_langsmith(raw: Mapping[str, Any], origin: Origin) -> Iterator[Span]:
    """A run of LangSmith, and those in it."""
    span = _begun(raw, origin, ("start_time", "end_time"), "parent_run_id")
    about = mapping(mapping(raw.get("extra")).get("metadata"))
    span.session = next((str(about[name]) for name in _SESSIONS if about.get(name)), None)
    span.trace = span.trace or str(raw.get("id") or "")
    if raw.get("run_type") == "tool":
        inputs = raw.get("inputs")
        only = inputs.get("input") if isinstance(inputs, dict) and set(inputs) == {"input"} else None
        span.role, span.tool = "tool", str(raw.get("name") or "")
        span.arguments = literal(only) if isinstance(only, str) else inputs
        span.result = entity(raw.get("outputs") or None, None)
        span.failed = bool(raw.get("error"))
        span.result = str(raw["error"]) if span.failed and span.result is None else span.result
        span.has_result = span.result is not None
    elif raw.get("run_type") == "llm":
        span.role = "model"
        span.said = tuple(observed(raw.get("inputs"), "user"))
        span.answers = tuple(observed(raw.get("outputs"), "assistant"))
    elif not span.parent:
        langfuse.around(span, raw, given="inputs", told="outputs")
    yield span
    for each in dicts_of(raw.get("child_runs")):
        yield from _of_langsmith(
            {"trace_id": raw.get("trace_id") or raw.get("id"), "parent_run_id": raw.get("id"), **each}, origin
        )
