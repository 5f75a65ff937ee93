"""Answers that were recorded as a stream of server-sent events, put together again."""

from collections.abc import Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.values import decoded


def is_stream(text: Any) -> bool:
    """Whether a text is such a stream."""
    return isinstance(text, str) and text.lstrip()[:6] in {"data: ", "data:{", "event:"}


def answer_of(text: str) -> Mapping[str, Any] | None:
    """The answer that the events make up, as it is without streaming; `None` where their form is not known."""
    found = (decoded(line[5:].strip()) for line in text.splitlines() if line.startswith("data:"))
    return of_events([event for event in found if isinstance(event, dict)])


def of_events(events: list[Any]) -> Mapping[str, Any] | None:
    """The same of events that were taken out of the stream."""
    events = [event for event in events if isinstance(event, dict)]
    whole = next((event["response"] for event in events if event.get("type") == "response.completed"), None)
    if whole is not None:
        return mapping(whole)
    if any(event.get("type") == "content_block_start" for event in events):
        return _of_blocks(events)
    if any(_CONVERSE & set(event) for event in events):
        return _of_blocks([_as_block(event) for event in events])
    if any(isinstance(event.get("choices"), list) for event in events):
        return _of_chunks(events)
    contents = [mapping(each.get("content")) for event in events for each in dicts_of(event.get("candidates"))[:1]]
    parts = [part for content in contents for part in dicts_of(content.get("parts"))]
    return {"role": "model", "content": parts} if parts else None


_CONVERSE = frozenset({"contentBlockStart", "contentBlockDelta"})


def _as_block(event: dict[str, Any]) -> dict[str, Any]:
    """An event of Bedrock's Converse as one of Anthropic's; a text begins with its first piece."""
    if "contentBlockStart" in event:
        about = mapping(event["contentBlockStart"])
        use = mapping(mapping(about.get("start")).get("toolUse"))
        block: dict[str, Any] = {"type": "tool_use", "id": use.get("toolUseId"), "name": use.get("name"), "input": {}}
        return {"type": "content_block_start", "index": about.get("contentBlockIndex"), "content_block": block}
    about = mapping(event.get("contentBlockDelta"))
    delta = mapping(about.get("delta"))
    piece = mapping(delta.get("toolUse")).get("input")
    inner = {"text": delta.get("text")} if piece is None else {"partial_json": piece}
    return {"type": "content_block_delta", "index": about.get("contentBlockIndex"), "delta": inner}


def _of_chunks(events: list[dict[str, Any]]) -> Mapping[str, Any]:
    """OpenAI's chunks: calls come in pieces, by their number."""
    text: list[str] = []
    calls: dict[Any, dict[str, Any]] = {}
    for choice in (each for event in events for each in dicts_of(event.get("choices"))[:1]):
        delta = mapping(choice.get("delta"))
        text.append(str(delta.get("content") or ""))
        for piece in dicts_of(delta.get("tool_calls")):
            call = calls.setdefault(str(piece.get("index")), {"id": None, "function": {"name": "", "arguments": ""}})
            call["id"] = call["id"] or piece.get("id")
            for name in ("name", "arguments"):
                call["function"][name] += str(mapping(piece.get("function")).get(name) or "")
    return {"role": "assistant", "content": "".join(text), "tool_calls": list(calls.values())}


def _of_blocks(events: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Anthropic's blocks: the input of a call comes as pieces of JSON."""
    blocks: dict[Any, dict[str, Any]] = {}
    inputs: dict[Any, str] = {}
    for event in events:
        number, delta = str(event.get("index")), mapping(event.get("delta"))
        if event.get("type") == "content_block_start":
            blocks[number] = dict(mapping(event.get("content_block")))
        elif isinstance(delta.get("text"), str):
            blocks.setdefault(number, {"type": "text"})
            blocks[number]["text"] = f"{blocks[number].get('text') or ''}{delta['text']}"
        elif number in blocks and isinstance(delta.get("partial_json"), str):
            inputs[number] = inputs.get(number, "") + delta["partial_json"]
    for number, given in inputs.items():
        blocks[number]["input"] = given
    return {"role": "assistant", "content": list(blocks.values())}
