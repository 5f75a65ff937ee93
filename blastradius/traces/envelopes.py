"""Messages out of the envelopes of frameworks, and whose they are."""

from collections.abc import Mapping
from typing import Any

from blastradius.traces.events import Speaker
from blastradius.traces.parts import word

_SPEAKERS = {
    **dict.fromkeys(("assistant", "ai", "model", "gemini", "aimessagechunk", "aimessage", "chatbot", "bot", "agent",
                     "gpt"), Speaker.AGENT),
    **dict.fromkeys(("user", "human", "humanmessage", "humanmessagechunk", "customer"), Speaker.USER),
    **dict.fromkeys(("system", "developer", "systemmessage"), Speaker.SYSTEM),
}  # fmt: skip
RESULT_ROLES = frozenset({
    "tool", "function", "ipython", "toolmessage", "functionmessage", "toolresult", "toolcallresult", "toolresponse",
    "observation",
})  # fmt: skip


def spoken_by(role: Any) -> Speaker | None:
    """Who a role is; `None` where it is a tool, or nobody."""
    return _SPEAKERS.get(word(role)) if isinstance(role, str) else None


def opened(message: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
    """The message without the envelopes of frameworks, and the agent that one of them names."""
    agent: str | None = None
    for _ in range(4):
        kind = message.get("type")
        inner = message.get("message")
        if isinstance(inner, dict) and "role" not in message and {"role", "content", "parts"} & set(inner):
            message = inner  # Claude Code, choices
        elif kind == "constructor" and isinstance(message.get("kwargs"), dict):  # LangChain's dumps
            path = message.get("id")
            name = path[-1] if isinstance(path, list) and path else ""
            message = {**message["kwargs"], "type": message["kwargs"].get("role") or name}
        elif isinstance(kind, str) and isinstance(message.get("data"), dict) and is_role(kind):
            message = {**message["data"], "type": kind}
        elif kind == "response_item" and isinstance(message.get("payload"), dict):
            message = message["payload"]
        elif isinstance(message.get("raw_item"), dict):  # OpenAI Agents
            about = message.get("agent")
            agent = about["name"] if isinstance(about, dict) and isinstance(about.get("name"), str) else agent
            output = message.get("output")
            raw = message["raw_item"]
            message = {**raw, "output": output} if kind == "tool_call_output_item" and "output" not in raw else raw
        elif isinstance(message.get("step_details"), dict):  # the Assistants API
            message = {"role": "assistant", "tool_calls": message["step_details"].get("tool_calls") or []}
        elif isinstance(message.get("content"), dict) and ("author" in message or "role" not in message):
            author = message.get("author")
            agent = author if isinstance(author, str) and author != "user" else agent
            message = {"role": "user" if author == "user" else "model", **message["content"]}
        else:
            break
    return message, agent


def is_role(name: str) -> bool:
    """Whether a word is the role of a message."""
    return spoken_by(name) is not None or word(name) in RESULT_ROLES
