"""Events that frameworks write one by one, as messages: what was said, called and given back, each once.

Each event is one record. What an event repeats of an earlier one (the whole answer after its pieces, the state after a
step) is left out; events that tell of neither words nor calls are known and hold nothing.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.realtime import Realtime
from blastradius.traces.uievents import UiEvents

Message: TypeAlias = dict[str, Any]

_QUIET = frozenset({"think", "recall", "change_agent_state", "agent_state_changed", "system", "null", "condensation",
                    "condensation_request", "message", "finish", "reject", "task_tracking"})  # fmt: skip
_CREW = ("task_", "agent_", "crew_", "llm_", "tool_usage_", "flow_", "method_", "memory_", "knowledge_")


class Frameworks:
    """The events of one file, whose framework shows in each of them."""

    def __init__(self) -> None:
        self._realtime = Realtime()
        self._ui = UiEvents()
        self._asked: list[tuple[str, str]] = []
        self._own: set[str] = set()
        self._said: set[str] = set()
        self._begun: dict[tuple[str, str], Message] = {}  # tools of a crew, until they are told to have ended

    def read(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What an event tells that no earlier one told; `None` where it is of no framework that is known here."""
        kind = event.get("type")
        if isinstance(event.get("event"), str) and isinstance(event.get("data"), Mapping):
            return self._streamed(event["event"], event)
        if isinstance(kind, str) and (found := self._realtime.read(kind, event)) is not None:
            return found
        if isinstance(kind, str) and (found := self._ui.read(kind, event)) is not None:
            return found
        if isinstance(event.get("message_type"), str):
            return list(_letta(event["message_type"], event))
        if isinstance(event.get("source"), str) and ({"action", "observation"} & set(event)) and "id" in event:
            return list(_openhands(event))
        if isinstance(kind, str) and kind.startswith(_CREW) and "timestamp" in event:
            return list(self._crew(kind, event))
        return self._by_fields(event)

    def rest(self) -> list[Message]:
        """What has begun and was never told to have ended: the record may break off there."""
        return [*self._ui.rest(), *self._begun.values()]

    def _by_fields(self, event: Mapping[str, Any]) -> list[Message] | None:
        """Events that name no kind: what fields they have tells it."""
        if {"task_name", "task", "agent", "status"} <= set(event):  # the log of a crew
            return list(self._told(event.get("output")))
        if "tool_name_0" in mapping(event.get("trajectory")):
            return list(_dspy(event))
        return _steps(event) or _nodes(event)

    def _streamed(self, name: str, event: Mapping[str, Any]) -> list[Message] | None:
        """LangChain's `astream_events`, and the events of a LangGraph server."""
        data, about = event["data"], mapping(event.get("metadata"))
        if name == "updates" or name.startswith("updates|"):
            return _nodes(data)
        if name == "metadata" or name.startswith("messages"):
            return []
        if not (name.startswith("on_") and "run_id" in event):
            return None
        found = list(self._of_chain(name, str(event.get("name") or ""), str(event["run_id"]), data))
        thread = about.get("thread_id")
        return [{**each, "thread_id": thread} for each in found] if thread else found

    def _of_chain(self, event: str, name: str, run: str, data: Mapping[str, Any]) -> Iterator[Message]:
        if event == "on_chat_model_start":
            listed = mapping(data.get("input")).get("messages")
            given = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], list) else listed
            for each in dicts_of(given):
                about = each.get("kwargs", each)
                mark = f"{each.get('type')} {mapping(about).get('content')}"
                person = any(word in json.dumps([each.get("type"), each.get("id")]).lower() for word in _PEOPLE)
                if person and mark not in self._said:
                    self._said.add(mark)
                    yield dict(each)
        elif event == "on_chat_model_end" and isinstance(data.get("output"), Mapping):
            output = data["output"]
            for call in dicts_of(mapping(output.get("kwargs", output)).get("tool_calls")):
                self._asked.append((str(call.get("name")), _canonical(call.get("args"))))
            yield dict(output)
        elif event == "on_tool_start":
            started = (name, _canonical(data.get("input")))
            if started in self._asked:
                self._asked.remove(started)
            else:
                self._own.add(run)
                yield {"role": "assistant", "tool_calls": [{"id": run, "name": name, "args": data.get("input")}]}
        elif event in {"on_tool_end", "on_tool_error"}:
            output = data.get("output", data.get("error"))
            if isinstance(output, Mapping) and {"tool_call_id", "kwargs"} & set(output) and run not in self._own:
                yield dict(output)
            else:
                identity = {"tool_call_id": run} if run in self._own else {}
                value = mapping(output).get("content", output) if isinstance(output, Mapping) else output
                yield {"role": "tool", "name": name, "content": value, "is_error": event.endswith("error"), **identity}

    def _told(self, text: Any) -> Iterator[Message]:
        if isinstance(text, str) and text and text not in self._said:
            self._said.add(text)
            yield {"role": "assistant", "content": text}

    def _crew(self, kind: str, event: Mapping[str, Any]) -> Iterator[Message]:
        """CrewAI's events: a tool is told when it has ended."""
        name, at = event.get("tool_name"), event.get("started_at") or event.get("timestamp")
        mark = (str(name), _canonical(event.get("tool_args")))
        call = {"name": name, "args": event.get("tool_args")}
        asks = {"role": "assistant", "name": event.get("agent_role"), "tool_calls": [call], "timestamp": at}
        if kind == "tool_usage_started":
            self._begun[mark] = asks
        elif kind in {"tool_usage_finished", "tool_usage_error"}:
            self._begun.pop(mark, None)
            yield asks
            value = event.get("output", event.get("error"))
            yield {"role": "tool", "name": name, "content": value, "is_error": kind.endswith("error")}
        elif kind in {"agent_execution_completed", "task_completed", "crew_kickoff_completed"}:
            output = event.get("output")
            yield from self._told(output.get("raw") if isinstance(output, Mapping) else output)


_PEOPLE = ("human", "system", "user")


def _canonical(arguments: Any) -> str:
    return json.dumps(arguments, sort_keys=True, default=str)


def _letta(kind: str, event: Mapping[str, Any]) -> Iterator[Message]:
    at = {"timestamp": event.get("date")}
    if kind in {"user_message", "assistant_message", "system_message"}:
        yield {"role": kind.removesuffix("_message"), "content": event.get("content", event.get("message")), **at}
    elif kind in {"tool_call_message", "approval_request_message"}:
        listed = event.get("tool_calls") or [event.get("tool_call")]
        yield {"role": "assistant", "tool_calls": list(dicts_of(listed)), **at}
    elif kind == "tool_return_message":
        yield {
            "role": "tool",
            "tool_call_id": event.get("tool_call_id"),
            "content": event.get("tool_return"),
            "is_error": event.get("status") == "error",
            **at,
        }


def _openhands(event: Mapping[str, Any]) -> Iterator[Message]:
    at, given = {"timestamp": event.get("timestamp")}, mapping(event.get("args"))
    action, seen = (each if isinstance(each, str) else "" for each in (event.get("action"), event.get("observation")))
    if action in {"message", "finish"}:
        role = "user" if event["source"] == "user" else "assistant"
        yield {
            "role": role,
            "content": given.get("content") or given.get("final_thought") or event.get("message"),
            **at,
        }
    elif action and action not in _QUIET:
        about = mapping(event.get("tool_call_metadata"))
        name = given.get("name") if action == "call_tool_mcp" else about.get("function_name") or action
        own = given.get("arguments") if action == "call_tool_mcp" else given
        arguments = {key: value for key, value in mapping(own).items() if key != "thought"}
        yield {
            "role": "assistant",
            "tool_calls": [{"id": f"event-{event['id']}", "name": name, "args": arguments}],
            **at,
        }
    elif seen and seen not in _QUIET:
        failed = seen == "error" or event.get("success") is False
        cause = f"event-{event.get('cause')}"
        yield {"role": "tool", "tool_call_id": cause, "content": event.get("content"), "is_error": failed, **at}


def _dspy(event: Mapping[str, Any]) -> Iterator[Message]:
    """What `dspy.ReAct` predicts: the steps of its trajectory, numbered from 0."""
    steps = event["trajectory"]
    asked = event.get("question", event.get("user_request", event.get("input")))
    if isinstance(asked, str):
        yield {"role": "user", "content": asked}
    number = 0
    while isinstance(name := steps.get(f"tool_name_{number}"), str):
        if name != "finish":
            yield {"role": "assistant", "tool_calls": [{"name": name, "args": steps.get(f"tool_args_{number}")}]}
            yield {"role": "tool", "name": name, "content": steps.get(f"observation_{number}")}
        number += 1
    for key in ("answer", "response", "process_result", "output"):
        if isinstance(event.get(key), str):
            yield {"role": "assistant", "content": event[key]}
            return


def _steps(event: Mapping[str, Any]) -> list[Message] | None:
    """The task of smolagents, and its last step: the answer stands as the argument of a tool."""
    if isinstance(event.get("task"), str) and set(event) <= {"task", "task_images", "type"}:
        return [{"role": "user", "content": event["task"]}]
    calls = list(dicts_of(event.get("tool_calls")))
    if "step_number" not in event or not calls:
        return None
    last = mapping(calls[-1].get("function"))
    if last.get("name") != "final_answer":
        return None
    answer = last.get("arguments")
    told = answer.get("answer") if isinstance(answer, Mapping) else answer
    before = {**event, "tool_calls": calls[:-1], "observations": None} if len(calls) > 1 else None
    return [
        *([before] if before else []),
        {"role": "assistant", "content": told if isinstance(told, str) else str(told)},
    ]


def _nodes(event: Mapping[str, Any]) -> list[Message] | None:
    """What the nodes of a LangGraph changed: `{agent: {messages: […]}}`, no matter how they are called."""
    states = [*event.values()]
    if not states or not all(isinstance(state, Mapping) or state is None for state in states):
        return None
    found = [state["messages"] for state in states if isinstance(state, Mapping) and "messages" in state]
    listed = [each if isinstance(each, list) else [each] for each in found]
    messages = [dict(each) for some in listed for each in dicts_of(some)]
    known = all({"type", "role", "kwargs"} & set(each) for each in messages)
    return messages if messages and known and len(found) == sum(state is not None for state in states) else None
