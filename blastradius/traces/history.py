"""What models were given: each span repeats all of it, and one of each message is enough."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.traces.events import Speaker
from blastradius.traces.identity import is_everywhere, mark
from blastradius.traces.index import Index
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import LONGEST
from blastradius.traces.span import Span
from blastradius.traces.turn import Turn
from blastradius.traces.turns import turn_of
from blastradius.traces.values import arguments_of, kept, result_of


class History:
    """The messages that models of one file were given: each span repeats all of them, and one of each is enough.

    What an agent said or called stands in the answers, too, and is kept only where no answer shows it: anywhere in the
    file where the id of a call is that of no other, else in the same session of the same trace. Traces are known by
    numbers. `links` say which `trace` goes on from which: it was given a call that the other had made before.
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
        executed = [mark(span.tool, span.call_id, span.arguments)] if span.role == "tool" else []
        for call in (*span.calls, *executed):
            key = _within(call, trace, span.session)
            if self._known.get("call", key) is None:
                self._known.put("call", key, trace)

    def new(self, span: Span, trace: int, seen: set[int]) -> tuple[Mapping[str, Any], ...]:
        """What a model was given that says something to us and that no earlier span of this session of the trace was.

        `seen` are known of the trace.
        """
        found: list[Mapping[str, Any]] = []
        for message in span.said:
            key = hash((span.session, msgspec.json.encode(kept(dict(message)))))
            if key not in seen:
                seen.add(key)
                turn = turn_of(message, "user")
                if turn is not None:
                    found += self._short(turn, trace, span.session)
        return tuple(found)

    def _short(self, turn: Turn, trace: int, session: str | None) -> Iterator[Mapping[str, Any]]:
        """What is kept of a message until its session is told: of instructions one text for all sessions."""
        for item in turn.items:
            if isinstance(item, Asked):
                call = mark(item.tool, item.call_id, item.arguments)
                told = self._known.get("call", _within(call, trace, session))
                if told is None:
                    arguments = arguments_of(item.arguments)
                    function = {"name": item.tool, "arguments": arguments}
                    yield {"role": "assistant", "tool_calls": [{"id": item.call_id, "function": function}]}
                elif told != trace and self.links.get("trace", trace) is None:
                    self.links.put("trace", trace, told)
            elif isinstance(item, Answered):
                value = result_of(item.value)
                yield {"role": "tool", "tool_call_id": item.call_id, "output": value, "is_error": item.failed}
            elif item.speaker is Speaker.AGENT:
                if self._known.get("text", item.text.strip()) is None:
                    yield {"role": "assistant", "content": item.text[: LONGEST[item.speaker]]}
            else:
                yield {"role": item.speaker.value, "content": item.text[: LONGEST[item.speaker]]}


def _within(call: int, trace: int, session: str | None) -> int:
    """What a mark stands for in a session of a trace."""
    return call if is_everywhere(call) else hash((call, trace, session))


def turns_of(messages: Iterable[Mapping[str, Any]]) -> Iterator[Turn]:
    """What these answers hold."""
    for message in messages:
        turn = turn_of(message, "assistant")
        if turn is not None:
            yield turn
