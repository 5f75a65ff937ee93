"""What models were given: each span repeats all of it, and one of each message is enough."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.traces.events import Speaker
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import LONGEST
from blastradius.traces.span import Span
from blastradius.traces.turns import Turn, turn_of
from blastradius.traces.values import arguments_of, kept, result_of


class History:
    """The messages that models of one file were given: each span repeats all of them, and one of each is enough.

    What an agent said or called stands in the answers, too, and is kept only where no answer shows it. `links` say
    which trace goes on from which: it was given a call that the other made.
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, int]] = set()
        self._instructions: dict[str, str] = {}
        self._calls: dict[int, str] = {}
        self._texts: set[int] = set()
        self.links: dict[str, str] = {}

    def learn(self, span: Span) -> None:
        """Know what was answered and executed."""
        for turn in turns_of(span.answers):
            self._texts.add(hash(turn.text.strip()))
            for call in turn.asked:
                self._calls.setdefault(mark(call.tool, call.call_id, call.arguments), span.trace)
        if span.role == "tool":
            self._calls.setdefault(mark(span.tool, span.call_id, span.arguments), span.trace)

    def new(self, trace: str, messages: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Those that no earlier span of this trace was given, and that say something to us."""
        found: list[Mapping[str, Any]] = []
        for message in messages:
            key = (trace, hash(msgspec.json.encode(kept(dict(message)))))
            if key not in self._known:
                self._known.add(key)
                turn = turn_of(message, "user")
                if turn is not None:
                    found += self._short(trace, turn)
        return tuple(found)

    def _short(self, trace: str, turn: Turn) -> Iterator[Mapping[str, Any]]:
        """What is kept of a message until its session is told: of instructions one text for all sessions."""
        for item in turn.items:
            if isinstance(item, Asked):
                told = self._calls.get(mark(item.tool, item.call_id, item.arguments))
                if told is None:
                    arguments = arguments_of(item.arguments)
                    call = {"id": item.call_id, "function": {"name": item.tool, "arguments": arguments}}
                    yield {"role": "assistant", "tool_calls": [call]}
                elif told != trace and item.call_id and len(item.call_id) >= _LONG_ID:
                    self.links.setdefault(trace, told)
            elif isinstance(item, Answered):
                value = result_of(item.value)
                yield {"role": "tool", "tool_call_id": item.call_id, "output": value, "is_error": item.failed}
            elif item.speaker is Speaker.AGENT:
                if hash(item.text.strip()) not in self._texts:
                    yield {"role": "assistant", "content": item.text[: LONGEST[item.speaker]]}
            else:
                text = item.text[: LONGEST[item.speaker]]
                system = item.speaker is Speaker.SYSTEM
                yield {
                    "role": item.speaker.value,
                    "content": self._instructions.setdefault(text, text) if system else text,
                }


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
