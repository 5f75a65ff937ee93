"""Events of AG-UI, by which an agent tells an interface what it says and calls, piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.unread import looks_like_call

_FAMILIES = ("RUN_", "STEP_", "TEXT_MESSAGE_", "TOOL_CALL_", "STATE_", "MESSAGES_SNAPSHOT", "ACTIVITY_", "REASONING_",
             "THINKING_")  # fmt: skip
_CALLS = frozenset({"TOOL_CALL_START", "TOOL_CALL_CHUNK", "TOOL_CALL_ARGS"})
_TEXTS = frozenset({"TEXT_MESSAGE_START", "TEXT_MESSAGE_CHUNK", "TEXT_MESSAGE_CONTENT"})
_ENDS = frozenset({"RUN_FINISHED", "RUN_ERROR"})


class UiEvents:
    """What has begun, by its id, until it ends."""

    def __init__(self) -> None:
        self._calls: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, dict[str, Any]] = {}
        self._known: set[tuple[str, str]] = set()
        self._thread = ""

    def read(self, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What an event completes; `None` where it is none of these beyond doubt."""
        kind = event.get("type")
        if not isinstance(kind, str):
            return None
        call, message = str(event.get("toolCallId") or ""), str(event.get("messageId") or "")
        if kind in {*_CALLS, "TOOL_CALL_END", "TOOL_CALL_RESULT"} and call:
            return list(self._of_call(kind, call, event))
        if kind in {*_TEXTS, "TEXT_MESSAGE_END"} and message:
            return list(self._of_text(kind, message, event))
        if kind == "RUN_STARTED" and "runId" in event:
            self._thread = str(event.get("threadId") or "") or self._thread
            return list(self._listed(event.get("messages") or mapping(event.get("input")).get("messages")))
        if kind == "MESSAGES_SNAPSHOT" and isinstance(event.get("messages"), list):
            return list(self._listed(event["messages"]))
        if kind in _ENDS and not looks_like_call({key: value for key, value in event.items() if key != "result"}):
            return self.rest()
        return [] if kind == "STATE_SNAPSHOT" and "snapshot" in event else None

    def is_one(self, event: Mapping[str, Any]) -> bool:
        """Whether it is called like one of these: those that are not read tell nothing new."""
        kind = event.get("type")
        return isinstance(kind, str) and kind.startswith(_FAMILIES) and kind == kind.upper()

    def rest(self) -> list[dict[str, Any]]:
        """What has begun and was not told to have ended."""
        found = [message for identity in [*self._texts] for message in self._text(identity)]
        return [*found, *(message for identity in [*self._calls] for message in self._call(identity))]

    def _of_call(self, kind: str, call: str, event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if kind not in _CALLS or kind == "TOOL_CALL_START":
            yield from self._call(call)
        if kind in _CALLS:
            begun = self._calls.setdefault(call, {"name": "", "arguments": "", **self._place()})
            begun["name"] = begun["name"] or event.get("toolCallName") or ""
            begun["arguments"] += str(event.get("delta") or "")
        elif kind == "TOOL_CALL_RESULT":
            yield {"role": "tool", "tool_call_id": call, "content": event.get("content"), **self._place()}

    def _of_text(self, kind: str, message: str, event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if kind not in _TEXTS or kind == "TEXT_MESSAGE_START":
            yield from self._text(message)
        if kind in _TEXTS:
            fresh = {"role": event.get("role") or "assistant", "content": "", **self._place()}
            self._texts.setdefault(message, fresh)["content"] += str(event.get("delta") or "")

    def _listed(self, messages: Any) -> Iterator[dict[str, Any]]:
        """Messages that are told whole, as far as their pieces were not."""
        for message in dicts_of(messages):
            ids = [call.get("id") for call in dicts_of(message.get("toolCalls") or message.get("tool_calls"))]
            named = ids or [message.get("toolCallId") or message.get("id")]
            marks = {(self._thread, str(each)) for each in named if each}
            if len(marks) < len(named) or not self._known.issuperset(marks):
                self._known.update(marks)
                yield {**message, **self._place()}

    def _call(self, identity: str) -> Iterator[dict[str, Any]]:
        begun = self._calls.pop(identity, None)
        if begun is not None:
            thread = {"thread_id": begun.pop("thread_id")} if "thread_id" in begun else {}
            self._known.add((thread.get("thread_id", ""), identity))
            called = {"id": identity, "type": "function", "function": begun}
            yield {"role": "assistant", "tool_calls": [called], **thread}

    def _text(self, identity: str) -> Iterator[dict[str, Any]]:
        begun = self._texts.pop(identity, None)
        if begun is not None:
            self._known.add((begun.get("thread_id", ""), identity))
            yield begun

    def _place(self) -> dict[str, str]:
        return {"thread_id": self._thread} if self._thread else {}
