"""What the spans of models hold: messages by the conventions of OpenTelemetry, OpenInference and the Vercel AI SDK."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from blastradius.traces.attributes import attributes_of, dicts_in, dicts_of, first_at
from blastradius.traces.values import decoded

_NUMBERED = re.compile(r"(?:llm|gen_ai)\.(input_messages|output_messages|prompt|completion)\.(\d+)\.(.+)")
_PARTS = re.compile(r"(?:message\.)?contents\.\d+\.message_content\.text")
_CALLS = re.compile(r"(?:message\.)?tool_calls\.(\d+)\.(?:tool_call\.)?(.+)")
_ANSWERING = ("ai.response.text", "ai.response.toolCalls", "ai.result.text", "ai.result.toolCalls")
_SPEAKING = (
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "ai.prompt.messages",
    "all_messages_events",
    "pydantic_ai.all_messages",
    *_ANSWERING,
)


def speaks(attributes: Mapping[str, Any], events: list[dict[str, Any]]) -> bool:
    """Whether a span shows messages."""
    return (
        any(key in attributes for key in _SPEAKING)
        or any(_NUMBERED.match(key) for key in attributes)
        or any(str(event.get("name") or "").startswith("gen_ai.") for event in events)
    )


def messages_of(
    attributes: Mapping[str, Any], raw: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a model was given, and what it answered."""
    asked = dicts_in(attributes.get("gen_ai.input.messages")) or dicts_in(attributes.get("ai.prompt.messages"))
    answered = dicts_in(attributes.get("gen_ai.output.messages"))
    for event in dicts_of(raw.get("events")):
        inner = attributes_of(event.get("attributes"))
        asked += dicts_in(inner.get("gen_ai.input.messages"))
        answered += dicts_in(inner.get("gen_ai.output.messages"))
        _event(str(event.get("name") or ""), inner, asked, answered)
    numbered = _numbered(attributes)
    asked += numbered["input_messages"] + numbered["prompt"]
    answered += numbered["output_messages"] + numbered["completion"]
    asked += _prompt(decoded(attributes.get("ai.prompt"))) if not asked else []
    for shown in ("all_messages_events", "pydantic_ai.all_messages", "events"):
        asked += [_of_event(each) for each in dicts_in(attributes.get(shown))] if not asked else []
    if any(key in attributes for key in _ANSWERING):
        text, calls = (
            first_at(attributes, (f"ai.response.{key}", f"ai.result.{key}")) for key in ("text", "toolCalls")
        )
        answered.append({"role": "assistant", "content": text, "tool_calls": dicts_in(calls)})
    for message in answered:
        message.setdefault("role", "assistant")
    return asked, answered


def _prompt(value: Any) -> list[dict[str, Any]]:
    """The Vercel AI SDK's `ai.prompt`: a text, or messages."""
    if not isinstance(value, dict):
        return [{"role": "user", "content": value}] if isinstance(value, str) and value else []
    system = [{"role": "system", "content": value["system"]}] if isinstance(value.get("system"), str) else []
    return system + (dicts_in(value.get("messages")) or _prompt(value.get("prompt")))


def _of_event(event: dict[str, Any]) -> dict[str, Any]:
    """An event of the first GenAI conventions that stands in a list."""
    name = str(event.get("event.name") or "")
    found = event.get("message") if name == "gen_ai.choice" and isinstance(event.get("message"), dict) else event
    role = "assistant" if name == "gen_ai.choice" else name.removeprefix("gen_ai.").removesuffix(".message")
    return {**({"role": role} if name else {}), **(found or {})}


def _event(name: str, inner: Mapping[str, Any], asked: list[dict[str, Any]], answered: list[dict[str, Any]]) -> None:
    """The events of the first GenAI conventions: one for each message."""
    if name == "gen_ai.choice":
        message = decoded(inner.get("message"))
        found = message if isinstance(message, dict) else {"content": inner.get("content") or message}
        calls = inner.get("tool_calls")
        answered.append({"role": "assistant", **found, **({"tool_calls": dicts_in(calls)} if calls else {})})
    elif name.startswith("gen_ai.") and name.endswith(".message"):
        calls = {"tool_calls": dicts_in(inner["tool_calls"])} if "tool_calls" in inner else {}
        asked.append({"role": name.split(".")[1], **inner, **calls})


def _numbered(attributes: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """`llm.output_messages.0.message.tool_calls.1.tool_call.function.name` as messages."""
    found: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in attributes.items():
        hit = _NUMBERED.match(key)
        if hit:
            which, number, rest = hit.group(1), int(hit.group(2)), hit.group(3)
            message = found[which][number]
            call = _CALLS.match(rest)
            if call:
                calls = message.setdefault("_calls", defaultdict(dict))
                calls[int(call.group(1))][call.group(2).removeprefix("function.")] = value
            elif _PARTS.fullmatch(rest):
                message.setdefault("parts", []).append({"type": "text", "text": value})
            else:
                message[rest.removeprefix("message.")] = value
    return defaultdict(list) | {which: [_plain(each) for _, each in sorted(by.items())] for which, by in found.items()}


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    calls = message.pop("_calls", None)
    if calls:
        message["tool_calls"] = [call for _, call in sorted(calls.items())]
    return message
