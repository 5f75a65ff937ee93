"""One message of any framework, or one item of a list of them, and what in it nobody could read."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from blastradius.traces.contents import LISTS_OF_CALLS, LISTS_OF_RESULTS, body_of, is_piece, items_in
from blastradius.traces.envelopes import RESULT_ROLES, is_role, opened, spoken_by
from blastradius.traces.events import Speaker
from blastradius.traces.parts import Answered, Asked, cells_of, kind_of, listed_call, pieces_in, result_in, word
from blastradius.traces.turn import Item, Spoken, Turn
from blastradius.traces.unread import looks_like_call
from blastradius.traces.values import decoded, time_of

_TIMES = ("timestamp", "created_at", "createdAt", "time", "date", "create_time", "started_at", "start_time")


_CALL_ROLES = frozenset({"functioncall", "toolcall", "toolcallinvocation"})
_NOTHING = frozenset({
    "reasoning", "itemreference", "mcplisttools", "mcpapprovalrequest", "mcpapprovalresponse", "compaction",
    "eventmsg", "sessionmeta", "turncontext", "compacted", "summary", "result", "progress", "queueoperation",
    "filehistorysnapshot", "streamevent", "thinking", "handoffoutputitem", "reasoningitem", "mcplisttoolsitem",
    "mcpapprovalrequestitem", "mcpapprovalresponseitem", "removemessage", "ratelimitevent", "webhook",
})  # fmt: skip
"""Kinds of items that are neither words, nor calls, nor results."""
_EVENTS = frozenset({"textmessage", "toolcallsummarymessage", "multimodalmessage", "stopmessage", "handoffmessage"})
_IN_WORDS = re.compile(  # calls that a model wrote as words
    r"<tool_call>|<function_calls>|<invoke name=|<function=\w|\bAction Input:|<\|python_tag\|>|\[TOOL_CALLS\]|"
    r"<\uff5ctool"
)


def turn_of(message: Mapping[str, Any], default: str | None = None) -> Turn | None:
    """What a message holds; `None` where it has no form that is known. `default` is the role of one without any."""
    at = _time(message)
    inner, agent = opened(message)
    at = _time(inner) or at
    cells = cells_of(inner)
    kind = kind_of(cells)
    if kind in _NOTHING:
        return Turn(items=(), at=at, agent=agent)
    role = _role(cells, kind) or default
    if role is None:
        return _item(inner, cells, at, agent)
    name = cells.get("name")
    speaker = spoken_by(role)
    if speaker is Speaker.AGENT and isinstance(name, str) and name:
        agent = name
    if word(role) in _CALL_ROLES:
        told = decoded(cells["value"]) if "value" in cells else cells
        return Turn(items=tuple(listed_call(told)), at=at, agent=agent, unread=not isinstance(told, Mapping))
    if speaker is None and any(isinstance(cells.get(name), list) for name in LISTS_OF_CALLS):
        speaker = Speaker.AGENT
    if speaker is None and word(role) not in RESULT_ROLES and word(role) not in {"request", "response"}:
        return None
    found = list(items_in(cells, role, speaker))
    return Turn(items=tuple(found), at=at, agent=agent, unread=_unread(inner, cells, found))


_MCP = frozenset({
    "initialize", "ping", "notifications", "tools", "resources", "prompts", "logging", "completion", "sampling",
    "roots", "elicitation", "tasks",
})  # fmt: skip
"""What the methods of MCP begin with."""


def _time(message: Mapping[str, Any]) -> datetime | None:
    return next(filter(None, (time_of(message[key]) for key in _TIMES if key in message)), None)


def _role(cells: Mapping[str, Any], kind: str) -> str | None:
    """The role, wherever frameworks write it."""
    role = cells.get("role", cells.get("from"))
    if isinstance(role, Mapping):
        role = role.get("Label") or role.get("label") or role.get("value")
    if isinstance(role, str):
        return role.rpartition(".")[2]  # `MessageRole.USER`
    if kind in {"request", "response"} and isinstance(cells.get("parts"), list):
        return kind
    if is_role(kind) and not (kind in RESULT_ROLES and "input" in cells):
        return kind
    source = cells.get("source")
    if kind in _EVENTS and isinstance(source, str):
        return "user" if source == "user" else "assistant"
    if any(isinstance(cells.get(name), list) for name in (*LISTS_OF_CALLS, *LISTS_OF_RESULTS)):
        return "assistant"  # steps of a run
    content = cells.get("content")
    if isinstance(content, list) and ("finishreason" in cells or any(map(is_piece, content))):
        return "assistant"
    return None


def _item(inner: Mapping[str, Any], cells: Mapping[str, Any], at: datetime | None, agent: str | None) -> Turn | None:
    """An item without a role: a call or a result by itself, or an event that lists some."""
    kind = kind_of(cells)
    content = cells.get("content")
    found: list[Item] = list(pieces_in(inner))
    if not found and kind in {"toolcallrequestevent", "toolcallexecutionevent"} and isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict)]
        found = [
            item
            for part in parts
            for item in (listed_call(part) if kind == "toolcallrequestevent" else [result_in(cells_of(part))])
        ]
    elif not found and kind in {"tool", "function"} and isinstance(cells.get("name"), str):  # a step
        given = {key: value for key, value in cells.items() if key not in {"type", "kind", "id", "content"}}
        found = list(listed_call(given))
        if len(found) == 1 and "output" in cells:
            found.append(
                Answered(call_id=None, tool=cells["name"], value=cells["output"], failed=bool(cells.get("error")))
            )
    elif not found and kind in {"llm", "generation"} and isinstance(cells.get("output"), str):
        return Turn(items=(Spoken(speaker=Speaker.AGENT, text=cells["output"]),), at=at, agent=agent)
    elif "jsonrpc" in cells:  # of an MCP server
        found = list(_of_protocol(cells))
    if found:
        return Turn(items=tuple(found), at=at, agent=agent, unread=_unread(inner, cells, found))
    if "jsonrpc" in cells and cells.get("method") != "tools/call":
        return Turn(items=(), at=at, agent=agent, unread=int(not _of_mcp(cells)))
    if looks_like_call(inner):
        return Turn(items=(), at=at, agent=agent, unread=1)
    return None


def _of_mcp(cells: Mapping[str, Any]) -> bool:
    """Whether a message is one of MCP: other protocols speak JSON-RPC as well, and tell of calls in their own way."""
    method = cells.get("method")
    return not isinstance(method, str) or method.partition("/")[0] in _MCP


def _of_protocol(cells: Mapping[str, Any]) -> Iterator[Item]:
    """A message between an agent and an MCP server: the call of a tool, or its result."""
    about, result = cells.get("params"), cells.get("result")
    identity = str(cells.get("id") or "")
    if cells.get("method") == "tools/call" and isinstance(about, Mapping):
        yield Asked(tool=str(about.get("name") or ""), call_id=identity or None, arguments=about.get("arguments"))
    elif isinstance(result, Mapping) and isinstance(result.get("content"), list):
        yield Answered(call_id=identity, tool=None, value=result, failed=False)


def _unread(inner: Mapping[str, Any], cells: Mapping[str, Any], found: list[Item]) -> int:
    """How much of a message looks like calls that were not found."""
    nameless = sum(isinstance(item, Asked) and not item.tool for item in found)
    if any(isinstance(item, Asked | Answered) for item in found):
        body = body_of(cells)
        parts = [part for part in body if isinstance(part, Mapping)] if isinstance(body, list) else []
        return nameless + sum(not is_piece(part) and looks_like_call(part) for part in parts)
    skipped = cells.get("toolcalls")
    if (
        isinstance(skipped, list)
        and skipped
        and all(isinstance(each, dict) and each.get("requestor") for each in skipped)
    ):
        return 0
    if looks_like_call(inner):
        return 1
    return sum(
        isinstance(item, Spoken) and item.speaker is Speaker.AGENT and bool(_IN_WORDS.search(item.text))
        for item in found
    )
