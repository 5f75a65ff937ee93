"""Messages of Letta, which say in `message_type` what they are."""

from collections.abc import Mapping
from typing import Any

from blastradius.traces.attributes import dicts_of, mapping
from blastradius.traces.unread import looks_like_call

_WORDS = frozenset({"user_message", "assistant_message", "system_message"})
_CALLS = frozenset({"tool_call_message", "approval_request_message"})
_RETURNS = frozenset({"tool_return_message", "approval_response_message"})
_QUIET = frozenset({"reasoning_message", "hidden_reasoning_message", "summary_message", "event_message", "ping",
                    "stop_reason", "usage_statistics"})  # fmt: skip


def message_of_letta(event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """What such a message tells; `None` where it is none of these, or holds more than they do."""
    kind = event.get("message_type")
    if not isinstance(kind, str):
        return None
    at = {"timestamp": event.get("date")}
    listed = dicts_of(event.get("tool_calls")) or [call for call in [mapping(event.get("tool_call"))] if call]
    if kind in _CALLS and listed:
        return [{"role": "assistant", "tool_calls": listed, **at}]
    if kind in _RETURNS and (returned := _returned(event)):
        return [{"role": "tool", **each, **at} for each in returned]
    told = event.get("content", event.get("message"))
    if kind in _WORDS and told is not None and not looks_like_call(event):
        return [{"role": kind.removesuffix("_message"), "content": told, **at}]
    is_answer = kind == "approval_response_message"  # of a person, which stands for no call
    return [] if is_answer or (kind in _QUIET and not looks_like_call(event)) else None


def _returned(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What tools gave back, in one message or in a list of several."""
    every = [event, *dicts_of(event.get("tool_returns")), *dicts_of(event.get("approvals"))]
    told = {str(each.get("tool_call_id")): each for each in every if "tool_return" in each}
    return [
        {
            "tool_call_id": each.get("tool_call_id"),
            "content": each["tool_return"],
            "is_error": each.get("status") == "error",
        }
        for each in told.values()
    ]
