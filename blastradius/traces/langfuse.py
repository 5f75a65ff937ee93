"""Exports of Langfuse: `{trace, observations: […]}`."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.events import Origin
from blastradius.traces.span import Span
from blastradius.traces.turns import turn_of
from blastradius.traces.values import decoded, kept, shown_name, time_of

_WORDS = {"user": ("prompt", "input", "question", "query"), "assistant": ("output", "answer", "response", "text")}
_TOOL_PREFIXES = ("execute_tool ", "mcp__")


def looks_like(document: Mapping[str, Any]) -> bool:
    """Whether a document is such a one."""
    return isinstance(document.get("observations"), list)


def spans_of(document: Mapping[str, Any], file: str, item: int | None, line: int | None) -> Iterator[Span]:
    """The observations, as spans."""
    trace = document.get("trace", document)
    about: Mapping[str, Any] = trace if isinstance(trace, dict) else {}
    if about.get("output"):
        yield around(
            _span({"startTime": about.get("timestamp")}, about, Origin(file=file, item=item, line=line)), about
        )
    for raw in document["observations"]:
        if isinstance(raw, dict):
            yield _span(raw, about, Origin(file=file, item=item, line=line, span=_shown(raw.get("id"))))


def _span(raw: Mapping[str, Any], about: Mapping[str, Any], origin: Origin) -> Span:
    kind, name = str(raw.get("type") or "").upper(), str(raw.get("name") or "")
    span = Span(
        id=str(raw.get("id") or ""),
        parent=_word(raw.get("parentObservationId")),
        trace=str(raw.get("traceId") or about.get("id") or ""),
        origin=origin,
        started=time_of(raw.get("startTime")),
        ended=time_of(raw.get("endTime")),
        session=_word(about.get("sessionId")) or _word(raw.get("sessionId")),
        agent=_agent(kind, name),
    )
    if kind == "TOOL" or (kind == "SPAN" and name.startswith(_TOOL_PREFIXES)):
        span.role = "tool"
        span.tool = name.removeprefix("execute_tool ")
        span.arguments = raw.get("input")
        span.result = raw.get("output")
        span.has_result = span.result is not None
        span.call_id = _call_id(raw)
        if raw.get("level") == "ERROR":
            span.failed = True
            span.result = span.result if span.result is not None else raw.get("statusMessage") or "error"
    elif kind == "GENERATION":
        span.role = "model"
        span.said = tuple(observed(raw.get("input"), "user"))
        span.answers = tuple(observed(raw.get("output"), "assistant"))
    elif kind == "AGENT":
        around(span, raw)
    return span


def around(span: Span, raw: Mapping[str, Any], *, given: str = "input", told: str = "output") -> Span:
    """The span of a whole run, with what the run was given and the last that it answered."""
    answered = list(observed(raw.get(told), "assistant"))
    last = [message for message in answered[-1:] if message.get("role") not in {"user", "tool", "system"}]
    said = [*observed(raw.get(given), "user"), *(answered[:-1] if last else answered)]
    if said or last:
        span.role, span.around = "model", True
        span.said, span.answers = tuple(said), tuple(last)
    return span


def _agent(kind: str, name: str) -> str | None:
    if kind != "AGENT":
        return None
    bracketed = name.partition("[")[2].partition("]")[0]
    return bracketed or name.removeprefix("invoke_agent ") or None


def _call_id(raw: Mapping[str, Any]) -> str | None:
    metadata = raw.get("metadata")
    for holder in (metadata, metadata.get("attributes") if isinstance(metadata, dict) else None):
        if isinstance(holder, dict):
            for key in ("gen_ai.tool.call.id", "tool_call_id", "tool.id", "ai.toolCall.id"):
                if holder.get(key):
                    return str(holder[key])
    return None


def observed(value: Any, role: str) -> Iterator[dict[str, Any]]:
    """The messages in what went into a model or came out of it: every framework writes them differently."""
    value = kept(decoded(value))
    if isinstance(value, str):
        yield {"role": role, "content": value}
    elif isinstance(value, list):
        calls = [each for each in value if isinstance(each, dict) and "toolName" in each and "role" not in each]
        if calls:
            yield {
                "role": role,
                "content": [
                    {"type": "tool-call", **each, "args": each.get("input", each.get("args"))} for each in calls
                ],
            }
            return
        for each in value:
            if isinstance(each, dict | list):
                yield from observed(each, role)
    elif isinstance(value, dict):
        yield from _of_mapping(value, role)


def _of_mapping(value: dict[str, Any], role: str) -> Iterator[dict[str, Any]]:
    inner = next((value[key] for key in ("messages", "choices", "contents", "generations") if value.get(key)), None)
    if isinstance(inner, list):
        yield from observed(inner, role)
    elif isinstance(value.get("message"), dict):
        yield from observed(value["message"], role)
    elif isinstance(value.get("output"), list):  # OpenAI Responses
        for each in value["output"]:
            if isinstance(each, dict):
                yield from _item(each, role)
    elif value.get("type") in {"function_call", "function_call_output"}:
        yield from _item(value, role)
    elif isinstance(value.get("content"), dict):  # Gemini
        yield from observed(value["content"], role)
    elif "role" in value or "content" in value or "parts" in value or "tool_calls" in value:
        yield {"role": role, **value}
    elif turn_of(value) is not None:
        yield value
    else:
        words = (value[key] for key in _WORDS[role] if isinstance(value.get(key), str))
        yield from ({"role": role, "content": each} for each in list(words)[:1])


def _item(item: dict[str, Any], role: str) -> Iterator[dict[str, Any]]:
    if item.get("type") == "function_call":
        yield {"role": "assistant", "tool_calls": [{**item, "id": item.get("call_id")}]}
    elif item.get("type") == "function_call_output":
        yield {"role": "tool", "tool_call_id": item.get("call_id"), "content": item.get("output")}
    elif "content" in item:
        yield {"role": role, **item}


def _shown(value: Any) -> str | None:
    name = _word(value)
    return name and shown_name(name)


def _word(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None
