"""Records that repeat a conversation and go on from there, as logs of requests do in each line."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.traces.documents import Conversation
from blastradius.traces.parts import Asked
from blastradius.traces.session import Happening
from blastradius.traces.turns import Item, Spoken, Turn, turn_of
from blastradius.traces.values import arguments_of, result_of

_LONGEST = 2_000


class Grown(Struct):
    """A conversation that can still go on. `name` is there where its records name the session."""

    happening: Happening
    name: str | None
    chain: int


class Growth:
    """The conversations of one file so far, each known by all that was said in it."""

    def __init__(self) -> None:
        self._by_chain: dict[int, Grown] = {}
        self._by_answer: dict[str, Grown] = {}

    def goes_on(self, found: Conversation) -> tuple[Grown, int] | None:
        """The conversation that this record continues, and how many of its messages are known."""
        if found.follows and found.follows in self._by_answer:
            return self._by_answer[found.follows], 0
        best: tuple[Grown, int] | None = None
        last = 0
        for number, chain in _chains(found):
            grown = self._by_chain.get(chain)
            if grown and (not found.named or grown.name in {None, found.name}):
                best = (grown, number + 1)
            last = number + 1
        same = best is not None and best[1] == last and not (found.named and best[0].name == found.name)
        return None if same else best

    def learn(self, found: Conversation, grown: Grown) -> None:
        """Remember how far the conversation has come."""
        start = grown.chain if found.follows and found.follows in self._by_answer else None
        chain = [grown.chain, *(each for _, each in _chains(found, start))][-1]
        if self._by_chain.get(grown.chain) is grown:
            del self._by_chain[grown.chain]
        grown.chain = chain
        self._by_chain[chain] = grown
        if found.answers:
            self._by_answer[found.answers] = grown


def _chains(found: Conversation, start: int | None = None) -> Iterator[tuple[int, int]]:
    """For each message that holds something, what stands for it and all before it."""
    chain = hash(found.instructions) if start is None else start
    for number, message in enumerate(found.messages):
        turn = turn_of(message) if isinstance(message, dict) else None
        mark = _mark(turn) if turn else None
        if mark:
            chain = hash((chain, mark))
            yield number, chain


def _mark(turn: Turn) -> Sequence[Any]:
    return tuple(filter(None, map(_of_item, turn.items)))


def _of_item(item: Item) -> tuple[Any, ...]:
    if isinstance(item, Spoken):
        text = item.text.strip()
        return (item.speaker.value, text[:_LONGEST], len(text)) if text else ()
    if isinstance(item, Asked):
        return (item.tool, item.call_id, _bytes(arguments_of(item.arguments)))
    return (item.call_id, _bytes(result_of(item.value))[:_LONGEST])


def _bytes(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value, order="sorted")
    except (TypeError, ValueError, RecursionError):
        return b""
