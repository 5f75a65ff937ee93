"""What stands beside the messages of a run: its name, when it began, instructions, and the tools that were offered."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from blastradius.traces.parts import word
from blastradius.traces.values import time_of

_INSTRUCTIONS = ("system", "systemInstruction", "system_instruction", "instructions", "system_prompt")
_NAMES = ("session_id", "sessionId", "conversation_id", "conversationId", "thread_id", "threadId", "chat_id", "run_id",
          "trace_id", "id")  # fmt: skip
_SESSIONS = frozenset(
    {"session_id", "sessionId", "conversation_id", "conversationId", "thread_id", "threadId", "chat_id"}
)
_HOLDERS = ("conversation", "session", "thread")
_STARTS = ("start_time", "created_at", "timestamp", "createdAt", "created", "started_at", "time")


def instructions_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What a model was told beside the messages."""
    return tuple(filter(None, (_words(document.get(key)) for key in _INSTRUCTIONS)))


def name_of(document: Mapping[str, Any]) -> tuple[str | None, bool]:
    """What a document calls itself, and whether that names a session: a run or a trace can be one request, or many."""
    cells = {key: document.get(key) for key in _NAMES}
    for key in _HOLDERS:
        inner = document.get(key)
        cells[f"{key}_id"] = cells[f"{key}_id"] or (inner.get("id") if isinstance(inner, Mapping) else inner)
    found = ((each, key in _SESSIONS) for key in _NAMES if isinstance(each := cells[key], str) and each)
    return next(found, (None, False))


def started_at(document: Mapping[str, Any]) -> datetime | None:
    """When a run began, by the first field that tells."""
    return next(filter(None, (time_of(document.get(name)) for name in _STARTS)), None)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    parts = value.get("parts") if isinstance(value, Mapping) else value
    if isinstance(parts, list):
        return "\n".join(str(part.get("text") or "") if isinstance(part, Mapping) else str(part) for part in parts)
    return ""


def tools_offered(document: Mapping[str, Any]) -> Iterator[str]:
    """The names of the tools that a model was offered, where the run says so."""
    tools = document.get("tools")
    if isinstance(tools, Mapping):
        yield from (str(name) for name in tools)
    for tool in tools if isinstance(tools, list) else ():
        if isinstance(tool, str):
            yield tool
        elif isinstance(tool, Mapping):
            cells = {word(str(key)): value for key, value in tool.items()}
            inner = next(
                (cells[name] for name in ("function", "toolspec") if isinstance(cells.get(name), Mapping)), tool
            )
            if isinstance(inner.get("name"), str):
                yield inner["name"]
            for each in cells.get("functiondeclarations") or ():
                if isinstance(each, Mapping) and isinstance(each.get("name"), str):
                    yield each["name"]
