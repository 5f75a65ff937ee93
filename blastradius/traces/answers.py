"""What models answered, out of what the wire and libraries put around it."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.streams import answer_of, is_stream, of_events
from blastradius.traces.values import decoded

_BODIES = ("body", "json", "parsed", "string", "postData", "content", "text", "inputBodyJson", "outputBodyJson")


def messages_of_answer(answer: Any) -> list[Any]:
    """What a model answered, as messages."""
    answer = decoded(answer)
    answer = body_of(answer) or answer
    if isinstance(answer, str):
        return [{"role": "assistant", "content": answer}] if answer.strip() else []
    if isinstance(answer, list):
        return [each for each in answer if isinstance(each, dict)]
    return _messages_of(answer) if isinstance(answer, Mapping) else []


def _messages_of(answer: Mapping[str, Any]) -> list[Any]:
    for key in ("data", "message"):
        inner = decoded(answer.get(key))
        if isinstance(inner, Mapping) and (found := messages_of_answer(inner)):
            return found
    for key in ("choices", "candidates", "generations"):
        if isinstance(answer.get(key), list):
            return [message for each in answer[key][:1] for message in _chosen(each)]
    for key in ("output", "messages", "new_messages"):
        if isinstance(answer.get(key), list):
            return list(answer[key])
    if isinstance(answer.get("output"), Mapping):
        return messages_of_answer(answer["output"])
    if "role" in answer or "content" in answer or "tool_calls" in answer or "toolCalls" in answer:
        return [{"role": "assistant", **{key: value for key, value in answer.items() if key != "type"}}]
    text = answer.get("text")
    return messages_of_answer(text) if isinstance(text, str) else []


def _chosen(choice: Any) -> Iterator[dict[str, Any]]:
    """The message of one of several possible answers: only the first was gone on with."""
    if isinstance(choice, list):
        choice = choice[0] if choice else None
    if isinstance(choice, dict):
        message = choice.get("message", choice.get("content"))
        if isinstance(message, dict):
            yield {"role": "assistant", **message}
        elif isinstance(choice.get("text"), str):
            yield {"role": "assistant", "content": choice["text"]}


def body_of(value: Any) -> Mapping[str, Any] | None:
    """A request or an answer, out of what HTTP puts around it; decoded."""
    for _ in range(3):
        value = decoded(value)
        if is_stream(value):
            return answer_of(value)
        if not isinstance(value, Mapping):
            return None
        if isinstance(value.get("outputBodyJson"), list):  # Bedrock's log of a stream
            return of_events(value["outputBodyJson"])
        inside = (decoded(value[key]) for key in _BODIES if value.get(key))
        inner = next((each for each in inside if isinstance(each, Mapping) or is_stream(each)), None)
        if inner is None:
            return dict(value)
        value = inner
    return dict(value)


def has_stream(answer: Any, depth: int = 0) -> bool:
    """Whether an answer is a stream of events."""
    if isinstance(answer, Mapping) and depth < 3:
        return any(has_stream(answer.get(key), depth + 1) for key in _BODIES)
    return is_stream(answer)
