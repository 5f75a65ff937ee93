"""Events of OpenHands: an action, and what was observed of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.attributes import mapping

_QUIET = frozenset({"think", "recall", "change_agent_state", "agent_state_changed", "system", "null", "condensation",
                    "condensation_request", "message", "finish", "reject", "task_tracking"})  # fmt: skip


class OpenHands:
    """The events of one file, which are counted from 0 in each run."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._runs = 0

    def read(self, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What an event tells; `None` where it is none of these."""
        kinds = {"action", "observation"} & set(event)
        whole = isinstance(event.get("args"), Mapping) or {"cause", "extras"} & set(event)
        if not (kinds and whole and "id" in event and event.get("source") in ("user", "agent", "environment")):
            return None
        self._runs += event["id"] == 0
        session = {"session_id": f"{self._name}#{self._runs}"} if self._runs > 1 else {}
        return [{**each, **session, "timestamp": event.get("timestamp")} for each in _told(event)]


def _told(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    given = mapping(event.get("args"))
    action, seen = (each if isinstance(each, str) else "" for each in (event.get("action"), event.get("observation")))
    if action in {"message", "finish"}:
        role = "user" if event["source"] == "user" else "assistant"
        yield {"role": role, "content": given.get("content") or given.get("final_thought") or event.get("message")}
    elif action and action not in _QUIET:
        about = mapping(event.get("tool_call_metadata"))
        name = given.get("name") if action == "call_tool_mcp" else about.get("function_name") or action
        own = given.get("arguments") if action == "call_tool_mcp" else given
        arguments = {key: value for key, value in mapping(own).items() if key != "thought"}
        yield {
            "role": "assistant",
            "tool_calls": [{"id": f"event-{event['id']}", "name": name, "args": arguments}],
        }
    elif seen and seen not in _QUIET:
        failed = seen == "error" or event.get("success") is False
        cause = f"event-{event.get('cause')}"
        yield {"role": "tool", "tool_call_id": cause, "content": event.get("content"), "is_error": failed}
