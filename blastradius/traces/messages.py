"""Conversations as they are sent to a model: OpenAI Chat and Responses, Anthropic, and what looks like them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from blastradius.traces.events import Origin
from blastradius.traces.session import Happening, spoken_by
from blastradius.traces.values import decoded, text_of_parts, time_of

_RESULT_ROLES = frozenset({"tool", "function", "ipython"})
_TIMES = ("timestamp", "created_at", "createdAt", "time", "date")


class Asked(Struct, frozen=True, kw_only=True):
    """A call that a model asked for."""

    tool: str
    call_id: str | None
    arguments: Any


def read_messages(
    messages: Sequence[Any],
    into: Happening,
    *,
    agent: str | None = None,
    line: int | None = None,
    lines: Sequence[int] = (),
) -> list[tuple[int, str]]:
    """Read one conversation; the numbers of messages that are none, and why. `lines` say where they stand."""
    bad: list[tuple[int, str]] = []
    for number, message in enumerate(messages):
        if not isinstance(message, dict):
            bad.append((number, "is no message but " + type(message).__name__))
            continue
        place = lines[number] if number < len(lines) else line
        origin = Origin(file=into.file, item=into.item, message=number, line=place)
        if not _read(message, into, origin, agent):
            bad.append((number, "has neither a role nor a type that is known"))
    return bad


def _read(message: Mapping[str, Any], into: Happening, origin: Origin, agent: str | None) -> bool:
    message = message.get("message") if isinstance(message.get("message"), dict) and "role" not in message else message  # type: ignore[assignment] # a mapping either way
    at = next(filter(None, (time_of(message.get(key)) for key in _TIMES)), None)
    kind, role = message.get("type"), message.get("role")
    if kind in {"function_call", "custom_tool_call"}:
        asked = Asked(
            tool=str(message.get("name") or ""),
            call_id=_id(message.get("call_id") or message.get("id")),
            arguments=message.get("arguments", message.get("input")),
        )
        _call(asked, into, origin, agent, at)
        return True
    if kind in {"function_call_output", "custom_tool_call_output"}:
        into.result(_id(message.get("call_id")) or "", message.get("output"), failed=False, ended=at)
        return True
    if kind in {"reasoning", "item_reference"}:
        return True
    if role in _RESULT_ROLES:
        _result(message, into, at)
        return True
    speaker = spoken_by(role) or spoken_by(kind)
    if speaker is None:
        return False
    content = message.get("content", message.get("parts"))
    into.say(origin, speaker, text_of_parts(content), at, agent=_named(message, agent))
    for part in content if isinstance(content, list) else ():
        _part(part, into, at)
    for asked in calls_of(message):
        _call(asked, into, origin, _named(message, agent), at)
    return True


def calls_of(message: Mapping[str, Any]) -> Iterator[Asked]:
    """The calls in a message of a model, in the ways of the providers."""
    extra = message.get("additional_kwargs")
    listed = message.get("tool_calls") or (extra.get("tool_calls") if isinstance(extra, dict) else None)
    for call in listed if isinstance(listed, list) else ():
        if isinstance(call, dict) and call.get("requestor", "assistant") == "assistant":
            inner = call.get("function")
            function = inner if isinstance(inner, dict) else call
            yield Asked(
                tool=str(function.get("name") or ""),
                call_id=_id(call.get("id") or call.get("call_id")),
                arguments=function.get("arguments", function.get("args", function.get("input"))),
            )
    legacy = message.get("function_call")
    if isinstance(legacy, dict) and not listed:
        yield Asked(tool=str(legacy.get("name") or ""), call_id=None, arguments=legacy.get("arguments"))
    content = message.get("content", message.get("parts"))
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict):
            yield from _asked_in(part)


def _asked_in(part: Mapping[str, Any]) -> Iterator[Asked]:
    """Anthropic's `tool_use`, OpenTelemetry's `tool_call`, Vercel's `tool-call`, Gemini's `function_call`."""
    if part.get("type") in {"tool_use", "server_tool_use", "tool_call", "tool-call", "mcp_tool_use"}:
        yield Asked(
            tool=str(part.get("name") or part.get("toolName") or ""),
            call_id=_id(part.get("id") or part.get("toolCallId")),
            arguments=part.get("input", part.get("arguments", part.get("args"))),
        )
    found = part.get("function_call", part.get("functionCall"))
    if isinstance(found, dict):
        yield Asked(tool=str(found.get("name") or ""), call_id=_id(found.get("id")), arguments=found.get("args"))


def results_of(message: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Id, value and whether it is marked as an error, of each result in a message."""
    if message.get("role") in _RESULT_ROLES and not isinstance(message.get("parts"), list):
        listed = message.get("tool_call_ids")
        several = listed[0] if isinstance(listed, list) and listed else None
        identity = _id(message.get("tool_call_id") or several or message.get("id") or message.get("call_id"))
        failed = message.get("error") is True or message.get("status") == "error" or message.get("is_error") is True
        yield identity or "", message.get("content", message.get("output")), failed
        return
    content = message.get("content", message.get("parts"))
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict):
            yield from _results_in(part)


def _results_in(part: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    if part.get("type") in {"tool_result", "mcp_tool_result"}:
        yield _id(part.get("tool_use_id")) or "", part.get("content"), part.get("is_error") is True
    elif part.get("type") in {"tool_call_response", "tool-result"}:
        value = part.get("response", part.get("result", part.get("output")))
        yield _id(part.get("id") or part.get("toolCallId")) or "", value, part.get("isError") is True


def _part(part: Any, into: Happening, at: datetime | None) -> None:
    for identity, value, failed in _results_in(part) if isinstance(part, dict) else ():
        into.result(identity, value, failed=failed, ended=at)


def _result(message: Mapping[str, Any], into: Happening, at: datetime | None) -> None:
    for identity, value, failed in results_of(message):
        known = identity or _id(message.get("name")) or ""
        into.result(
            known, decoded(value) if isinstance(value, str) and value[:1] == '"' else value, failed=failed, ended=at
        )


def _call(asked: Asked, into: Happening, origin: Origin, agent: str | None, at: datetime | None) -> None:
    # A legacy call has no id; its result is found by the name of the function.
    into.call(origin, asked.tool, asked.arguments, call_id=asked.call_id or asked.tool, agent=agent, started=at)


def _named(message: Mapping[str, Any], agent: str | None) -> str | None:
    name = message.get("name")
    return name if isinstance(name, str) and message.get("role") == "assistant" else agent


def _id(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" and not isinstance(value, bool) else None
