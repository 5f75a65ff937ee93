"""What smolagents remember of a run: its task, then its steps. The answer stands as the argument of a tool."""

from collections.abc import Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping


class Smolagents:
    """The steps of one file. Each task begins a session, called after the file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks = 0

    def read(self, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """The messages of a task or a step; `None` where it is neither."""
        found = self._told(event)
        session = {"session_id": f"{self._name}#{self._tasks}"} if self._tasks > 1 else {}
        return None if found is None else [{**each, **session} for each in found]

    def _told(self, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        if isinstance(event.get("task"), str) and set(event) <= {"task", "task_images", "type"}:
            self._tasks += 1
            return [{"role": "user", "content": event["task"]}]
        calls = dicts_of(event.get("tool_calls"))
        if "step_number" not in event or not calls:
            return None
        last = mapping(calls[-1].get("function"))
        if last.get("name") != "final_answer":
            return [dict(event)] if self._tasks else None
        answer = last.get("arguments")
        told = answer.get("answer") if isinstance(answer, Mapping) else answer
        before = [{**event, "tool_calls": calls[:-1], "observations": None}] if len(calls) > 1 else []
        return [*before, {"role": "assistant", "content": told if isinstance(told, str) else str(told)}]
