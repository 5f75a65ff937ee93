"""What models were given: each span repeats all of it, and one of each message is enough."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.traces.events import Speaker
from blastradius.traces.identity import is_everywhere, is_unique, json_of, mark
from blastradius.traces.index import Index
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import LONGEST
from blastradius.traces.span import Span
from blastradius.traces.turn import Item, Spoken, Turn
from blastradius.traces.turns import turn_of
from blastradius.traces.values import arguments_of, kept, result_of


class History:
    """The messages that models of one file were given: each span repeats all of them, and one of each is enough.

    What an agent said or called stands in the answers, too, and is kept only where no answer shows it: anywhere in the
    file where the id of a call is that of no other, else in the same session of the same trace. Traces are known by
    numbers. `links` say which `trace` goes on from which: it was given a call that the other had made before, or, where
    its id is counted anew in each run, all that was said there to the end of a turn.
    """

    def __init__(self) -> None:
        self._known = Index()
        self.links = Index()

    def learn(self, span: Span, trace: int) -> None:
        """Know what was answered and executed."""
        turns = list(turns_of(span.answers))
        span.calls = tuple(mark(call.tool, call.call_id, call.arguments) for turn in turns for call in turn.asked)
        span.again = _again(span)
        for turn in turns:
            self._known.put("text", turn.text.strip(), 0)
        executed = [mark(span.tool, span.call_id, span.arguments)] if span.role == "tool" else []
        for call in (*span.calls, *executed):
            key = _within(call, trace, span.session)
            if self._known.get("call", key) is None:
                self._known.put("call", key, trace)
            if not is_everywhere(call) and span.session is None:
                self._known.put("counted", trace, 0)

    def new(self, span: Span, trace: int, seen: set[int]) -> tuple[Mapping[str, Any], ...]:
        """What a model was given that says something to us and that no earlier span of this session of the trace was.

        `seen` are known of the trace.
        """
        found: list[Mapping[str, Any]] = []
        if span.role == "model" and span.session is None:
            if not seen:
                self._begin(span, trace)
            self._end(span, trace)
        times: Counter[bytes] = Counter()
        for message in span.said:
            text = msgspec.json.encode(kept(dict(message)))
            times[text] += 1
            key = hash((span.session, text) if times[text] == 1 else (span.session, text, times[text]))
            if key not in seen:
                seen.add(key)
                turn = turn_of(message, "user")
                if turn is not None:
                    found += self._short(turn, trace, span.session)
        return tuple(found)

    def _begin(self, span: Span, trace: int) -> None:
        """Know the calls that a trace begins with for those of another, where it was given all that was said there."""
        given: list[Asked] = []
        before: int | None = None
        known = 0
        for item, chain in _chained(span.said):
            if isinstance(item, Asked):
                given.append(item)
            elif isinstance(item, Spoken) and (ended := self._known.get("ended", chain)) not in (None, trace):
                before, known = ended, len(given)
        for call in given[:known] if before is not None else ():
            key = _within(mark(call.tool, call.call_id, call.arguments), trace, None)
            if before is not None and self._known.get("call", key) is None:
                self._known.put("call", key, before)
                self._known.put("counted", trace, 0)

    def _end(self, span: Span, trace: int) -> None:
        """Know what was said to the end of a turn, where a trace has calls whose ids are counted."""
        asked = any(turn.asked for turn in turns_of(span.answers))
        if not asked and span.answers and self._known.get("counted", trace) is not None:
            *_, (item, chain) = ((None, 0), *_chained((*span.said, *span.answers)))
            if isinstance(item, Spoken) and self._known.get("ended", chain) is None:
                self._known.put("ended", chain, trace)

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


def _again(span: Span) -> Mapping[str, int]:
    """How often a span was given a call as made before, by the id of one that it wants, where ids are counted anew."""
    asked = (call.call_id for turn in turns_of(span.answers) for call in turn.asked)
    wanted = {identity for identity in asked if identity and not is_unique(identity)}
    turns = filter(None, (turn_of(message, "user") for message in span.said)) if wanted else ()
    return Counter(call.call_id for turn in turns for call in turn.asked if call.call_id in wanted)


def _chained(messages: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Item, int]]:
    """What messages hold but for instructions, each with what stands for it and all before it."""
    chain = 0
    for message in messages:
        turn = turn_of(message, "user")
        for item in turn.items if turn else ():
            held: tuple[object, ...]
            if isinstance(item, Asked):
                held = (item.tool, item.call_id, json_of(item.arguments))
            elif isinstance(item, Answered):
                held = (item.call_id, json_of(result_of(item.value)))
            elif item.speaker is Speaker.SYSTEM:
                continue
            else:
                held = (item.speaker, item.text.strip())
            chain = hash((chain, held))
            yield item, chain


def _within(call: int, trace: int, session: str | None) -> int:
    """What a mark stands for in a session of a trace."""
    return call if is_everywhere(call) else hash((call, trace, session))


def turns_of(messages: Iterable[Mapping[str, Any]]) -> Iterator[Turn]:
    """What these answers hold."""
    for message in messages:
        turn = turn_of(message, "assistant")
        if turn is not None:
            yield turn
