"""What models were given: each span repeats all of it, and one of each message is enough."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.traces.events import Speaker
from blastradius.traces.index import Index
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import LONGEST
from blastradius.traces.span import Span
from blastradius.traces.turn import Turn
from blastradius.traces.turns import turn_of
from blastradius.traces.values import arguments_of, kept, result_of


class History:
    """The messages that models of one file were given: each span repeats all of them, and one of each is enough.

    What an agent said or called stands in the answers, too, and is kept only where no answer shows it. Traces are known
    by numbers. `links` say which `trace` goes on from which: it was given a call that the other made.
    """

    def __init__(self) -> None:
        self._known = Index()
        self.links = Index()

    def learn(self, span: Span, trace: int) -> None:
        """Know what was answered and executed."""
        turns = list(turns_of(span.answers))
        span.calls = tuple(mark(call.tool, call.call_id, call.arguments) for turn in turns for call in turn.asked)
        for turn in turns:
            self._known.put("text", turn.text.strip(), 0)
        for call in span.calls:
            self._learn(call, trace)
        if span.role == "tool":
            self._learn(mark(span.tool, span.call_id, span.arguments), trace)

    def _learn(self, call: int, trace: int) -> None:
        if self._known.get("call", call) is None:
            self._known.put("call", call, trace)

    def new(self, trace: int, seen: set[int], messages: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Those that no earlier span of this trace was given, and that say something to us. `seen` are known of it."""
        found: list[Mapping[str, Any]] = []
        for message in messages:
            key = hash(msgspec.json.encode(kept(dict(message))))
            if key not in seen:
                seen.add(key)
                turn = turn_of(message, "user")
                if turn is not None:
                    found += self._short(trace, turn)
        return tuple(found)

    def _short(self, trace: int, turn: Turn) -> Iterator[Mapping[str, Any]]:
        """What is kept of a message until its session is told: of instructions one text for all sessions."""
        for item in turn.items:
            if isinstance(item, Asked):
                told = self._known.get("call", mark(item.tool, item.call_id, item.arguments))
                if told is None:
                    arguments = arguments_of(item.arguments)
                    call = {"id": item.call_id, "function": {"name": item.tool, "arguments": arguments}}
                    yield {"role": "assistant", "tool_calls": [call]}
                elif told != trace and len(item.call_id or "") >= _LONG_ID and self.links.get("trace", trace) is None:
                    self.links.put("trace", trace, told)
            elif isinstance(item, Answered):
                value = result_of(item.value)
                yield {"role": "tool", "tool_call_id": item.call_id, "output": value, "is_error": item.failed}
            elif item.speaker is Speaker.AGENT:
                if self._known.get("text", item.text.strip()) is None:
                    yield {"role": "assistant", "content": item.text[: LONGEST[item.speaker]]}
            else:
                yield {"role": item.speaker.value, "content": item.text[: LONGEST[item.speaker]]}


_LONG_ID = 8  # characters: shorter ones are counted anew in each run


def mark(tool: str, call_id: str | None, arguments: Any) -> int:
    """What stands for a call: its id, or its arguments where it has none."""
    return hash((tool, call_id)) if call_id else hash((tool, json_of(arguments)))


def turns_of(messages: Iterable[Mapping[str, Any]]) -> Iterator[Turn]:
    """What these answers hold."""
    for message in messages:
        turn = turn_of(message, "assistant")
        if turn is not None:
            yield turn


def json_of(arguments: Any) -> bytes:
    """Arguments as bytes that are equal where they are."""
    try:
        return msgspec.json.encode(arguments_of(arguments), order="sorted")
    except (TypeError, ValueError, RecursionError):
        return b""
