"""What CrewAI tells while a crew works: its events, in which a tool is told when it has ended, and its log of tasks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from blastradius.traces.langchain import canonical

Message: TypeAlias = dict[str, Any]

_FAMILIES = ("task_", "agent_", "crew_", "llm_", "tool_usage_", "flow_", "method_", "memory_", "knowledge_")
_OWN = frozenset({"source_fingerprint", "source_type", "fingerprint_metadata"})
"""Fields that no events but these have."""
_LOG = frozenset({"task_name", "task", "agent", "status"})
_ENDS = frozenset({"agent_execution_completed", "task_completed", "crew_kickoff_completed"})


class Crew:
    """The events of one file. Each start of a crew begins a session, called after the file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._starts = 0
        self._said: set[str] = set()
        self._begun: dict[tuple[str, str], list[Message]] = defaultdict(list)

    def read(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What an event tells; `None` where it is none of these beyond doubt."""
        kind = event.get("type")
        if not isinstance(kind, str) or "timestamp" not in event:
            return None
        used = kind.startswith("tool_usage_") and isinstance(event.get("tool_name"), str)
        own = kind.startswith(_FAMILIES) and _OWN & set(event)
        return self._placed(kind, event) if used or own else None

    def read_if_nothing_else(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What an event tells that others could have written as well."""
        kind = event.get("type")
        if set(event) >= _LOG:
            return list(_words(event.get("output")))
        if isinstance(kind, str) and kind.startswith(_FAMILIES) and "timestamp" in event:
            return self._placed(kind, event)
        return None

    def rest(self) -> list[Message]:
        """Tools that were not told to have ended."""
        return [asks for begun in self._begun.values() for asks in begun]

    def _placed(self, kind: str, event: Mapping[str, Any]) -> list[Message]:
        if kind == "crew_kickoff_started":
            self._starts += 1
            self._said = set()
        session = {"session_id": f"{self._name}#{self._starts}"} if self._starts > 1 else {}
        return [{**each, **session} for each in self._told(kind, event, session)]

    def _told(self, kind: str, event: Mapping[str, Any], session: Message) -> Iterator[Message]:
        name, at = event.get("tool_name"), event.get("started_at") or event.get("timestamp")
        mark = (str(name), canonical(event.get("tool_args")))
        call = {"name": name, "args": event.get("tool_args")}
        asks = {"role": "assistant", "name": event.get("agent_role"), "tool_calls": [call], "timestamp": at}
        if kind == "tool_usage_started":
            self._begun[mark].append({**asks, **session})
        elif kind in {"tool_usage_finished", "tool_usage_error"}:
            began = self._begun[mark].pop(0) if self._begun[mark] else {}
            asks |= {key: began[key] for key in ("session_id",) if key in began}
            yield asks
            value = event.get("output", event.get("error"))
            yield {"role": "tool", "name": name, "content": value, "is_error": kind.endswith("error")}
        elif kind in _ENDS:
            for told in _words(event.get("output")):
                if told["content"] not in self._said:
                    self._said.add(told["content"])
                    yield told


def _words(output: Any) -> Iterator[Message]:
    text = output.get("raw") if isinstance(output, Mapping) else output
    if isinstance(text, str) and text:
        yield {"role": "assistant", "content": text}
