"""What LangChain and LangGraph tell while they run: the events of `astream_events`, and what each node changed."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.beside import name_of
from blastradius.traces.events import Speaker
from blastradius.traces.turn import Spoken
from blastradius.traces.turns import turn_of

Message: TypeAlias = dict[str, Any]

_KINDS = re.compile(
    r"on_(?:(?:chat_model|llm|chain|tool|retriever|prompt|parser)_(?:start|stream|end|error)|custom_event)"
)
_PEOPLE = ("human", "system", "user")


class Chain:
    """The events of one file. What one run said or asked for is known of that run alone."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, str, str]] = Counter()
        self._own: set[str] = set()
        self._said: set[tuple[str, str]] = set()

    def read(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What an event tells; `None` where it is none of these."""
        kind, data = event.get("event"), event.get("data")
        if not isinstance(kind, str) or not isinstance(data, Mapping):
            return None
        if kind == "updates" or kind.startswith("updates|"):
            return changed(data, surely=True)
        if not (_KINDS.fullmatch(kind) and "run_id" in event):
            return None
        session = _session(event)
        found = self._told(kind, event, session)
        return [{**each, "thread_id": session} for each in found] if session else list(found)

    def _told(self, kind: str, event: Mapping[str, Any], session: str) -> Iterator[Message]:
        data, name, run = event["data"], str(event.get("name") or ""), str(event["run_id"])
        if kind == "on_chat_model_start":
            yield from self._given(data, session)
        elif kind == "on_chat_model_end" and isinstance(data.get("output"), Mapping):
            output = data["output"]
            for call in dicts_of(mapping(output.get("kwargs", output)).get("tool_calls")):
                self._asked[session, str(call.get("name")), canonical(call.get("args"))] += 1
            yield dict(output)
        elif kind == "on_tool_start":
            started = (session, name, canonical(data.get("input")))
            if self._asked[started]:
                self._asked[started] -= 1
            else:
                self._own.add(run)
                yield {"role": "assistant", "tool_calls": [{"id": run, "name": name, "args": data.get("input")}]}
        elif kind in {"on_tool_end", "on_tool_error"}:
            yield self._ended(data, name, run, failed=kind.endswith("error"))

    def _given(self, data: Mapping[str, Any], session: str) -> Iterator[Message]:
        """What people said, once, of all that a model was given."""
        listed = mapping(data.get("input")).get("messages")
        given = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], list) else listed
        for each in dicts_of(given):
            mark = f"{each.get('type')} {mapping(each.get('kwargs', each)).get('content')}"
            person = any(word in json.dumps([each.get("type"), each.get("id")]).lower() for word in _PEOPLE)
            if person and (session, mark) not in self._said:
                self._said.add((session, mark))
                yield dict(each)

    def _ended(self, data: Mapping[str, Any], name: str, run: str, *, failed: bool) -> Message:
        output = data.get("output", data.get("error"))
        if isinstance(output, Mapping) and {"tool_call_id", "kwargs"} & set(output) and run not in self._own:
            return dict(output)
        identity = {"tool_call_id": run} if run in self._own else {}
        value = output.get("content", output) if isinstance(output, Mapping) else output
        return {"role": "tool", "name": name, "content": value, "is_error": failed, **identity}


def _session(event: Mapping[str, Any]) -> str:
    """The thread that an event is of, else the run around all others; empty where it names neither."""
    above = event.get("parent_ids")
    outermost = above[0] if isinstance(above, list) and above else ""
    return str(mapping(event.get("metadata")).get("thread_id") or outermost)


def changed(event: Mapping[str, Any], *, surely: bool = False) -> list[Message] | None:
    """What the nodes of a LangGraph changed: `{agent: {messages: […]}}`, no matter how they are called.

    Unless it is surely that, a state that names itself or in which several speak is a run, and no change of one.
    """
    states = [state for state in event.values() if state is not None]
    if not states or not all(isinstance(state, Mapping) and "messages" in state for state in states):
        return None
    found: list[Message] = []
    for state in states:
        listed = state["messages"] if isinstance(state["messages"], list) else [state["messages"]]
        messages = [dict(each) for each in dicts_of(listed)]
        if not surely and (name_of(state)[0] or len(set(map(_side, messages))) > 1):
            return None
        found += messages
    return found if found and all({"type", "role", "kwargs"} & set(each) for each in found) else None


def _side(message: Message) -> object:
    """Who a message is of: a person, an agent, or a tool."""
    turn = turn_of(message)
    speaker = next((item.speaker for item in turn.items if isinstance(item, Spoken)), None) if turn else None
    return Speaker.AGENT if turn and turn.asked else speaker


def canonical(arguments: Any) -> str:
    """Arguments as a text that is equal where they are."""
    return json.dumps(arguments, sort_keys=True, default=str)
