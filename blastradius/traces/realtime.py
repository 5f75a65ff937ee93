"""Events of OpenAI's Realtime API and of streamed Responses: an item is told several times, and counts once."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping

_FAMILIES = ("session.", "response.", "conversation.", "input_audio_buffer.", "output_audio_buffer.", "rate_limits.",
             "transcription_session.", "mcp_list_tools.")  # fmt: skip
_ITEMS = frozenset({"response.output_item.done", "conversation.item.create", "conversation.item.created",
                    "conversation.item.added", "conversation.item.done"})  # fmt: skip
_WHOLE = frozenset({"response.done", "response.completed"})
_SPOKEN = frozenset({"response.audio_transcript.done", "response.output_audio_transcript.done", "response.text.done",
                     "response.output_text.done"})  # fmt: skip
_HEARD = "conversation.item.input_audio_transcription.completed"


class Realtime:
    """Items by what they are known by."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()

    def read(self, kind: str, event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What an event tells that is new; `None` where it is none of these."""
        if not kind.startswith(_FAMILIES):
            return None
        if kind in _ITEMS:
            return list(self._item(mapping(event.get("item"))))
        if kind in _WHOLE:
            listed = dicts_of(mapping(event.get("response")).get("output"))
            return [message for item in listed for message in self._item(item)]
        if kind in _SPOKEN or kind == _HEARD:
            role = "user" if kind == _HEARD else "assistant"
            return list(self._words(event.get("item_id"), role, event.get("transcript", event.get("text"))))
        return []

    def _item(self, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        kind = str(item.get("type"))
        if kind == "message":
            parts = (part.get("text", part.get("transcript")) for part in dicts_of(item.get("content")))
            words = "\n".join(part for part in parts if isinstance(part, str))
            yield from self._words(item.get("id"), str(item.get("role")), words)
        elif item.get("call_id") and self._is_new(kind, item["call_id"]):
            yield dict(item)

    def _words(self, identity: Any, role: str, text: Any) -> Iterator[dict[str, Any]]:
        if isinstance(text, str) and text.strip() and (not identity or self._is_new("message", identity)):
            yield {"role": role, "content": text}

    def _is_new(self, kind: str, identity: Any) -> bool:
        mark = (kind, str(identity))
        new = mark not in self._known
        self._known.add(mark)
        return new
