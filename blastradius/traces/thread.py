"""One conversation that several records tell: logs of requests repeat it, exports cut it in pieces, in any order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.traces.events import Origin, Speaker
from blastradius.traces.files import Record
from blastradius.traces.identity import is_unique, json_of
from blastradius.traces.parts import Asked
from blastradius.traces.session import LONGEST
from blastradius.traces.turn import Item, Spoken, Turn
from blastradius.traces.values import arguments_of, prose, result_of, says_error

_LONGEST = 2_000


class Entry(Struct, frozen=True, gc=False):
    """A message of a conversation. `mark` stands for what it holds, and is 0 for what says nothing of its place.

    `sure`: it shows a call whose id no other conversation has.
    """

    mark: int
    turn: Turn
    origin: Origin
    sure: bool
    speaker: Speaker | None


class Thread(Struct):
    """A conversation so far. `number` is the one that it is known under while records are read.

    `marks` are those of its entries, `chain` stands for all of them in order; `listed` is the one it is known under.
    `label`, `record` (without its value) are those of its first record; `tools`, `suspects`, `partial` of all.
    """

    number: int
    entries: list[Entry]
    label: str
    record: Record
    name: str | None = None
    started: datetime | None = None
    marks: set[int] = msgspec.field(default_factory=set)
    chain: int = 0
    listed: int = 0
    tools: dict[str, None] = msgspec.field(default_factory=dict)
    suspects: tuple[str, ...] = ()
    partial: str = ""

    def append(self, entries: Iterable[Entry]) -> None:
        """Go on with these: the usual case, which must not look at all that was said before."""
        for entry in entries:
            self.entries.append(entry)
            if entry.mark:
                self.marks.add(entry.mark)
                self.chain = hash((self.chain, entry.mark))

    def become(self, entries: Iterable[Entry]) -> None:
        """Hold these instead."""
        self.entries, self.marks, self.chain = [], set(), 0
        self.append(entries)


def instruction(text: str, origin: Origin) -> Entry:
    """What a model was told beside the messages."""
    turn = Turn(items=(Spoken(speaker=Speaker.SYSTEM, text=text[: LONGEST[Speaker.SYSTEM]]),), at=None, agent=None)
    return Entry(0, turn, origin, sure=False, speaker=Speaker.SYSTEM)


def entry_of(turn: Turn, origin: Origin) -> Entry:
    """A message as a part of a conversation: known by its calls, else by what it answers, else by its words."""
    asked, answered = turn.asked, turn.answered
    speaker = next((item.speaker for item in turn.items if isinstance(item, Spoken)), None)
    sure = False
    if asked:
        held: tuple[Any, ...] = tuple((each.tool, each.call_id, json_of(each.arguments)) for each in asked)
        sure = all(is_unique(each.call_id) for each in asked)
    elif answered:
        held = tuple(each.call_id or (each.tool, str(each.value)[:_LONGEST]) for each in answered)
    else:
        text = turn.text.strip()
        held = (speaker, text[:_LONGEST], len(text)) if text and speaker is not Speaker.SYSTEM else ()
    return Entry(hash(held) if held else 0, _short(turn), origin, sure, speaker)


def _short(turn: Turn) -> Turn:
    """What is kept of a message until all records are read."""
    items: list[Item] = []
    for item in turn.items:
        if isinstance(item, Spoken):
            items.append(Spoken(speaker=item.speaker, text=prose(item.text)[: LONGEST[item.speaker]]))
        elif isinstance(item, Asked):
            items.append(msgspec.structs.replace(item, arguments=arguments_of(item.arguments)))
        else:
            failed = item.failed or says_error(item.value)
            items.append(msgspec.structs.replace(item, value=result_of(item.value), failed=failed))
    return msgspec.structs.replace(turn, items=tuple(items))


def calls(entry: Entry) -> bool:
    """Whether it shows a call with an id."""
    return any(isinstance(item, Asked) and item.call_id for item in entry.turn.items)


def fits(thread: Thread, entries: Sequence[Entry]) -> bool:
    """Whether a record that shows a call under a short id can be of a conversation that shows one of the same id.

    They begin with the same message, unless one begins in the middle, and nothing differs at the same place.
    """
    one, other = ([each for each in side if each.mark] for side in (thread.entries, entries))
    if one[0].mark != other[0].mark and one[0].speaker is other[0].speaker is Speaker.USER:
        return False
    known, new = ([each.mark for each in side] for side in (one, other))
    if known == new:
        return False
    at, pending = 0, False
    for place in _aligned(one, other):
        if place is None:
            pending = True
            continue
        if pending and place > at:
            return False
        at, pending = place + 1, False
    return not (pending and at < len(one))


def merge(thread: Thread, entries: Sequence[Entry], started: datetime | None) -> None:
    """Add what is new in a record, where it belongs among what is known."""
    if not thread.entries:
        thread.become(entries)
        return
    new = list(told(entries))
    earlier = started is not None and thread.started is not None and started < thread.started
    if not earlier and thread.marks.isdisjoint(entry.mark for entry in new):
        thread.append(new)
        return
    merged: list[Entry] = []
    pending: list[Entry] = []
    done = 0  # known messages that stand in `merged`
    for entry, place in zip(new, _aligned(thread.entries, new), strict=True):
        if place is None:
            pending.append(entry)
            continue
        if done:  # what follows a message stands right behind it, what comes before the first right before that
            merged += [*pending, *thread.entries[done : place + 1]]
        else:
            merged += [*thread.entries[:place], *pending, thread.entries[place]]
        pending, done = [], place + 1
    rest = thread.entries[done:]
    ahead = done or earlier
    thread.become([*merged, *pending, *rest] if ahead else [*rest, *pending])
    thread.started = started if earlier else thread.started


def told(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Those that have a place. Instructions are kept of the record that shows them first."""
    return (entry for entry in entries if entry.mark)


def _aligned(known: Sequence[Entry], new: Sequence[Entry]) -> Iterator[int | None]:
    """For each new message, which known one it is, if any.

    They are equal in stretches that reach from a beginning to an end, or that show a call whose id is sure.
    """
    marked = [place for place, entry in enumerate(known) if entry.mark]
    known = [known[place] for place in marked]
    places: dict[int, list[int]] = defaultdict(list)
    for place, entry in enumerate(known):
        places[entry.mark].append(place)
    at, number = 0, 0
    while number < len(new):
        starts = [place for place in places.get(new[number].mark, ()) if place >= at]
        length, start = max(((_run(known, place, new, number), -place) for place in starts), default=(0, 0))
        if length and _counts(known, -start, new, number, length):
            yield from marked[-start : length - start]
            at, number = length - start, number + length
        else:
            yield None
            number += 1


def _run(known: Sequence[Entry], place: int, new: Sequence[Entry], number: int) -> int:
    length = 0
    while (
        place + length < len(known)
        and number + length < len(new)
        and known[place + length].mark == new[number + length].mark
    ):
        length += 1
    return length


def _counts(known: Sequence[Entry], place: int, new: Sequence[Entry], number: int, length: int) -> bool:
    stretch = new[number : number + length]
    if any(entry.sure for entry in stretch):
        return True
    if length == 1 and stretch[0].turn.asked and not calls(stretch[0]):
        return False
    to_an_end = number + length == len(new) or place + length == len(known)
    return (number == 0 or place == 0) and to_an_end  # else it is only the same words once more


def chains(marks: Sequence[int]) -> Iterator[int]:
    """For each message, what stands for it and all before it."""
    chain = 0
    for mark in marks:
        chain = hash((chain, mark))
        yield chain
