"""Events of OpenAI's Realtime API and of streamed Responses: an item is told several times, and counts once."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of

_FAMILIES = ("session.", "response.", "conversation.", "input_audio_buffer.", "output_audio_buffer.", "rate_limits.",
             "transcription_session.", "mcp_list_tools.")  # fmt: skip
_BEGUN = frozenset({"response.output_item.added", "conversation.item.created", "conversation.item.added"})
_ITEMS = _BEGUN | {"response.output_item.done", "conversation.item.create", "conversation.item.done"}
_WHOLE = frozenset({"response.done", "response.completed", "response.incomplete", "response.failed"})
_SPOKEN = frozenset({"response.audio_transcript.done", "response.output_audio_transcript.done", "response.text.done",
                     "response.output_text.done"})  # fmt: skip
_HEARD = "conversation.item.input_audio_transcription.completed"


class Realtime:
    """Items by what they are known by. Each start of a session that has an id begins one."""

    def __init__(self) -> None:
        self._session = ""
        self._known: set[tuple[str, str, str]] = set()
        self._begun: dict[tuple[str, str, str], dict[str, Any]] = {}

    def read(self, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What an event tells that is new; `None` where it is none of these beyond doubt."""
        kind = event.get("type")
        if not isinstance(kind, str):
            return None
        if kind == "session.created" and isinstance(event.get("session"), Mapping):
            self._session = str(event["session"].get("id") or "")
            return []
        if kind in _ITEMS and isinstance(event.get("item"), Mapping):
            return list(self._item(event["item"], begun=kind in _BEGUN))
        if kind in _WHOLE and isinstance(event.get("response"), Mapping):
            return [message for item in dicts_of(event["response"].get("output")) for message in self._item(item)]
        if kind in _SPOKEN or kind == _HEARD:
            role = "user" if kind == _HEARD else "assistant"
            return list(self._words(event.get("item_id"), role, event.get("transcript", event.get("text"))))
        return None

    def is_one(self, event: Mapping[str, Any]) -> bool:
        """Whether it is called like one of these: those that are not read tell nothing new."""
        return isinstance(event.get("type"), str) and event["type"].startswith(_FAMILIES)

    def rest(self) -> list[dict[str, Any]]:
        """Calls that were not told to be complete."""
        return list(self._begun.values())

    def _item(self, item: Mapping[str, Any], *, begun: bool = False) -> Iterator[dict[str, Any]]:
        kind, identity = str(item.get("type")), item.get("call_id") or item.get("id")
        mark = (self._session, kind, str(identity))
        if kind == "message":
            parts = (part.get("text", part.get("transcript")) for part in dicts_of(item.get("content")))
            words = "\n".join(part for part in parts if isinstance(part, str))
            yield from self._words(item.get("id"), str(item.get("role")), words)
        elif begun and kind.endswith("_call"):  # what it was called with is told later
            if mark not in self._known:
                self._begun[mark] = self._placed(item)
        elif not identity or self._is_new(mark):
            self._begun.pop(mark, None)
            yield self._placed(item)

    def _words(self, identity: Any, role: str, text: Any) -> Iterator[dict[str, Any]]:
        if not isinstance(text, str) or not text.strip():
            return
        if not identity or self._is_new((self._session, "message", str(identity))):
            yield self._placed({"role": role, "content": text})

    def _is_new(self, mark: tuple[str, str, str]) -> bool:
        new = mark not in self._known
        self._known.add(mark)
        return new

    def _placed(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "session_id": self._session} if self._session else dict(item)
