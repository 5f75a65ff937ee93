"""Recorded runs for tests, in OTLP/JSON with the GenAI conventions, written from a few words."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple


class Done(NamedTuple):
    """A call of a tool. `at` is a time of day, or nothing; `result` of `...` means that none was recorded."""

    tool: str
    args: dict[str, Any]
    result: Any = ...
    at: str = "01:00:00"
    error: str | None = None
    session: str = "chat-1"
    agent: str = "clerk"


def trace(*calls: Done, day: str = "2026-11-22") -> str:
    """One document with one span for each call."""
    spans = [_span(number, call, day) for number, call in enumerate(calls)]
    scope = {"scope": {"name": "tests"}, "spans": spans}
    return json.dumps({"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [scope]}]})


def _span(number: int, call: Done, day: str) -> dict[str, Any]:
    at = str(int(datetime.fromisoformat(f"{day}T{call.at}+00:00").timestamp()) * 1_000_000_000)
    said = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": call.tool,
        "gen_ai.tool.call.id": f"call_{number}",
        "gen_ai.agent.name": call.agent,
        "gen_ai.conversation.id": call.session,
        "gen_ai.tool.call.arguments": json.dumps(call.args),
    }
    if call.result is not ...:
        said["gen_ai.tool.call.result"] = json.dumps(call.result)
    if call.error:
        said["error.type"] = call.error
    return {
        "traceId": f"{1:032x}",
        "spanId": f"{number + 1:016x}",
        "name": f"execute_tool {call.tool}",
        "startTimeUnixNano": at,
        "endTimeUnixNano": at,
        "attributes": list(_attributes(said.items())),
    }


def _attributes(said: Iterable[tuple[str, str]]) -> Iterable[dict[str, Any]]:
    return ({"key": key, "value": {"stringValue": value}} for key, value in said)
