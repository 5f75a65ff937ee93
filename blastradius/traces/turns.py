"""One message of any framework: who speaks, what was said, called and given back, in that order."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from msgspec import Struct

from blastradius.traces.envelopes import RESULT_ROLES, is_role, opened, spoken_by
from blastradius.traces.events import Speaker
from blastradius.traces.parts import Answered, Asked, cells_of, kind_of, listed_call, pieces_in, result_in, word
from blastradius.traces.react import is_observation, is_react, steps_in
from blastradius.traces.unread import looks_like_call
from blastradius.traces.values import decoded, text_of_parts, time_of

_TIMES = ("timestamp", "created_at", "createdAt", "time", "date", "create_time", "started_at", "start_time")


class Spoken(Struct, frozen=True, kw_only=True):
    """Words of a message."""

    speaker: Speaker
    text: str


Item: TypeAlias = Spoken | Asked | Answered


class Turn(Struct, frozen=True, kw_only=True):
    """What a message holds. `unread` counts what looks like a call of a tool, and is in no form that is known."""

    items: tuple[Item, ...]
    at: datetime | None
    agent: str | None
    unread: int = 0

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(item.text for item in self.items if isinstance(item, Spoken) and item.text)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The calls."""
        return tuple(item for item in self.items if isinstance(item, Asked))

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The results."""
        return tuple(item for item in self.items if isinstance(item, Answered))


_CALL_ROLES = frozenset({"functioncall", "toolcall", "toolcallinvocation"})
_NOTHING = frozenset({
    "reasoning", "itemreference", "mcplisttools", "mcpapprovalrequest", "mcpapprovalresponse", "compaction",
    "eventmsg", "sessionmeta", "turncontext", "compacted", "summary", "result", "progress", "queueoperation",
    "filehistorysnapshot", "streamevent", "thinking", "handoffoutputitem", "reasoningitem", "mcplisttoolsitem",
    "mcpapprovalrequestitem", "mcpapprovalresponseitem", "removemessage", "ratelimitevent", "webhook",
})  # fmt: skip
"""Kinds of items that are neither words, nor calls, nor results."""
_LISTS_OF_CALLS = ("toolcalls", "tooluses", "toolinvocations", "functioncalls")
_LISTS_OF_RESULTS = ("toolresults", "toolresponses", "functionresponses")
_BODIES = ("content", "parts", "contents", "blocks", "items")
_OF_PARTS = {"systemprompt": Speaker.SYSTEM, "instructions": Speaker.SYSTEM, "userprompt": Speaker.USER}
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
    if speaker is None and any(isinstance(cells.get(name), list) for name in _LISTS_OF_CALLS):
        speaker = Speaker.AGENT
    if speaker is None and word(role) not in RESULT_ROLES and word(role) not in {"request", "response"}:
        return None
    found = list(_merged(_acted(_items(cells, role, speaker))))
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
    if any(isinstance(cells.get(name), list) for name in (*_LISTS_OF_CALLS, *_LISTS_OF_RESULTS)):
        return "assistant"  # steps of a run
    content = cells.get("content")
    if isinstance(content, list) and ("finishreason" in cells or any(map(_is_piece, content))):
        return "assistant"
    return None


def _is_piece(part: Any) -> bool:
    return isinstance(part, Mapping) and next(pieces_in(part), None) is not None


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


def _items(cells: Mapping[str, Any], role: str, speaker: Speaker | None) -> Iterator[Item]:
    body = _body(cells)
    found: list[Item] = []
    if isinstance(body, list):
        speaks = Speaker.AGENT if word(role) == "response" else speaker
        found = [item for part in body for item in _part(part, speaks)]
    elif speaker is not None and body is not None:
        found = [Spoken(speaker=speaker, text=text_of_parts(body))]
    beside = list(_calls(cells))
    if isinstance(cells.get("observations"), str) and len(beside) == 1:  # smolagents
        beside.append(Answered(call_id=None, tool=None, value=cells["observations"], failed=False))
    for name in _LISTS_OF_RESULTS:
        listed = cells[name] if isinstance(cells.get(name), list) else ()
        beside += [result_in(cells_of(each)) for each in listed if isinstance(each, Mapping)]
    if word(role) in RESULT_ROLES and not any(isinstance(item, Answered) for item in (*found, *beside)):
        yield _result(cells, body)
        return
    shown = {(type(item), item.call_id) for item in found if not isinstance(item, Spoken) and item.call_id}
    yield from found
    yield from (item for item in beside if isinstance(item, Spoken) or (type(item), item.call_id) not in shown)


def _body(cells: Mapping[str, Any]) -> Any:
    """The content: a text, or parts. Where both are there, the parts hold the calls and the text what they say."""
    lists = [cells[name] for name in _BODIES if isinstance(cells.get(name), list)]
    nested = cells.get("content")
    if isinstance(nested, Mapping) and isinstance(nested.get("parts"), list):
        return nested["parts"]
    if lists:
        whole = max(lists, key=len)
        said = any(isinstance(part, str) or (isinstance(part, Mapping) and part.get("text")) for part in whole)
        text = cells.get("content")
        return whole if said or not isinstance(text, str) or not text else [text, *whole]
    for name in ("content", "text", "value", "message", "modeloutput"):
        if isinstance(cells.get(name), str):
            return cells[name]
    return cells.get("content")


def _part(part: Any, speaker: Speaker | None) -> Iterator[Item]:
    if isinstance(part, str):
        if speaker is not None:
            yield Spoken(speaker=speaker, text=part)
        return
    if not isinstance(part, Mapping):
        return
    pieces = list(pieces_in(part))
    if pieces:
        yield from pieces
        return
    cells = cells_of(part)
    kind = kind_of(cells)
    own = _OF_PARTS.get(kind, speaker)
    if own is None or kind in {"thinking", "reasoning", "redactedthinking", "retryprompt"}:
        return
    text = cells.get("text", cells.get("content") if kind in {"", "text", *_OF_PARTS} else cells.get("refusal"))
    if isinstance(text, Mapping):  # the Assistants API
        text = text.get("value")
    yield Spoken(speaker=own, text=text_of_parts(text) if isinstance(text, str | list) else "")


def _calls(cells: Mapping[str, Any]) -> Iterator[Item]:
    """The calls that stand beside the content."""
    extra = cells.get("additionalkwargs")
    listed = next((cells[name] for name in _LISTS_OF_CALLS if cells.get(name)), None)
    if not listed and isinstance(extra, Mapping):
        listed = extra.get("tool_calls") or extra.get("function_call")
        listed = [listed] if isinstance(listed, Mapping) else listed
    for call in listed if isinstance(listed, list) else ():
        yield from listed_call(call)
    legacy = cells.get("functioncall")
    if isinstance(legacy, Mapping) and not listed:
        yield from listed_call(legacy)


def _result(cells: Mapping[str, Any], body: Any) -> Answered:
    """A message that is a result by itself."""
    several = cells.get("toolcallids")
    named = {"toolcallid": several[0]} if isinstance(several, list) and several and not cells.get("toolcallid") else {}
    extra = cells.get("additionalkwargs")
    if isinstance(extra, Mapping) and not cells.get("toolcallid"):
        named = {key: item for key, item in cells_of(extra).items() if key == "toolcallid"} or named
    value = body if body is not None else cells.get("output")
    if isinstance(value, list) and value and all(isinstance(each, Mapping) and "text" in each for each in value):
        value = "\n".join(str(each["text"]) for each in value)
    return result_in({**{key: item for key, item in cells.items() if key != "type"}, **named, "output": value})


def _acted(items: Iterator[Item]) -> Iterator[Item]:
    """The items, with calls and results that were written as words in the place of those words."""
    for item in items:
        words = isinstance(item, Spoken) and item.speaker is not Speaker.SYSTEM
        if (
            isinstance(item, Spoken)
            and words
            and (is_react(item.text) if item.speaker is Speaker.AGENT else is_observation(item.text))
        ):
            steps = steps_in(item.text)
            yield from (Spoken(speaker=item.speaker, text=each) if isinstance(each, str) else each for each in steps)
        else:
            yield item


def _merged(items: Iterator[Item]) -> Iterator[Item]:
    """The items, words that follow each other as one text."""
    words: Spoken | None = None
    for item in items:
        if not isinstance(item, Spoken):
            if words:
                yield words
            words = None
            yield item
        elif words and words.speaker is item.speaker:
            words = Spoken(speaker=item.speaker, text="\n".join(filter(None, (words.text, item.text))))
        else:
            if words:
                yield words
            words = item
    if words:
        yield words


def _unread(inner: Mapping[str, Any], cells: Mapping[str, Any], found: list[Item]) -> int:
    """How much of a message looks like calls that were not found."""
    nameless = sum(isinstance(item, Asked) and not item.tool for item in found)
    if any(isinstance(item, Asked | Answered) for item in found):
        body = _body(cells)
        parts = [part for part in body if isinstance(part, Mapping)] if isinstance(body, list) else []
        return nameless + sum(not _is_piece(part) and looks_like_call(part) for part in parts)
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
