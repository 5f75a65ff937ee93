"""Events of AG-UI, by which an agent tells an interface what it says and calls, piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping

_FAMILIES = ("RUN_", "STEP_", "TEXT_MESSAGE_", "TOOL_CALL_", "STATE_", "MESSAGES_SNAPSHOT", "ACTIVITY_", "REASONING_",
             "THINKING_")  # fmt: skip


class UiEvents:
    """What has begun, by its id, until it ends."""

    def __init__(self) -> None:
        self._calls: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, dict[str, Any]] = {}
        self._known: set[str] = set()
        self._thread: Any = None

    def read(self, kind: str, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What an event completes; `None` where it is none of these."""
        if not kind.startswith(_FAMILIES) or kind != kind.upper():
            return None
        self._thread = event.get("threadId") or self._thread
        found = [*self._one(kind, event)]
        if kind in {"RUN_FINISHED", "RUN_ERROR"}:
            return [*found, *self.rest()]
        return self._placed(found)

    def rest(self) -> list[dict[str, Any]]:
        """What has begun and was not told to have ended."""
        found = [message for identity in [*self._texts] for message in self._text(identity)]
        return self._placed([*found, *(message for identity in [*self._calls] for message in self._call(identity))])

    def _placed(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        about = {"thread_id": self._thread} if self._thread else {}
        return [{**each, **about} for each in found]

    def _one(self, kind: str, event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        call, message = str(event.get("toolCallId") or ""), str(event.get("messageId") or "")
        delta = str(event.get("delta") or "")
        if kind in {"TOOL_CALL_START", "TOOL_CALL_CHUNK", "TOOL_CALL_ARGS"} and call:
            begun = self._calls.setdefault(call, {"name": "", "arguments": ""})
            begun["name"] = begun["name"] or event.get("toolCallName") or ""
            begun["arguments"] += delta
        elif kind == "TOOL_CALL_END":
            yield from self._call(call)
        elif kind == "TOOL_CALL_RESULT":
            yield from self._call(call)
            yield {"role": "tool", "tool_call_id": call, "content": event.get("content")}
        elif kind in {"TEXT_MESSAGE_START", "TEXT_MESSAGE_CHUNK", "TEXT_MESSAGE_CONTENT"} and message:
            begun = self._texts.setdefault(message, {"role": event.get("role") or "assistant", "content": ""})
            begun["content"] += delta
        elif kind == "TEXT_MESSAGE_END":
            yield from self._text(message)
        elif kind in {"RUN_STARTED", "MESSAGES_SNAPSHOT"}:
            yield from self._listed(event.get("messages") or mapping(event.get("input")).get("messages"))

    def _listed(self, messages: Any) -> Iterator[dict[str, Any]]:
        """Messages that are told whole, as far as their pieces were not."""
        for message in dicts_of(messages):
            ids = [str(call.get("id")) for call in dicts_of(message.get("toolCalls") or message.get("tool_calls"))]
            marks = ids or [str(message.get("toolCallId") or message.get("id") or "")]
            if not self._known.issuperset(marks):
                self._known.update(marks)
                yield dict(message)

    def _call(self, identity: str) -> Iterator[dict[str, Any]]:
        begun = self._calls.pop(identity, None)
        if begun is not None:
            self._known.add(identity)
            yield {"role": "assistant", "tool_calls": [{"id": identity, "type": "function", "function": begun}]}

    def _text(self, identity: str) -> Iterator[dict[str, Any]]:
        begun = self._texts.pop(identity, None)
        if begun is not None:
            self._known.add(identity)
            yield begun
