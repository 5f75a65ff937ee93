"""The conversations of a file while its records are read, in any order.

Records are of one conversation where they name the same session, where one answers the other, where they show the same
call, or where one goes on from all that the other says. Instructions may differ: many hold the time of the day.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from blastradius.traces.documents import Conversation
from blastradius.traces.files import Record
from blastradius.traces.index import Index
from blastradius.traces.spool import Spool
from blastradius.traces.thread import Entry, Thread, calls, chains, fits, merge, told

_MOST_ENTRIES = 10_000
"""Messages of conversations that are kept in memory."""


class Threads:
    """The conversations of one file. Those that no record was of for long are kept out of memory."""

    def __init__(self) -> None:
        self._known = Index()
        self._live: OrderedDict[int, Thread] = OrderedDict()
        self._size = 0
        self._resting: Spool[Thread] = Spool(entities=False)
        self._places = array("q")  # of each thread, among those that rest; -1 for none
        self._into = array("q")  # the thread that it turned out to be a part of; -1 for none

    def __iter__(self) -> Iterator[Thread]:
        """Each of them, in the order in which they begin; to be asked for once all records are read."""
        for number, into in enumerate(self._into):
            if into < 0:
                thread = self._thread(number)
                del self._live[number]
                yield thread

    def alone(self, found: Conversation, entries: list[Entry], label: str, record: Record) -> Thread:
        """The conversation of a record that no other record goes on with."""
        self._rest()
        thread = self._new(found, None, label, record)
        thread.entries = entries
        self._size += len(entries)
        return thread

    def place(self, found: Conversation, entries: list[Entry], label: str, record: Record) -> Thread:
        """The conversation of a record, with what the record adds to it; to be changed only until the next one."""
        self._rest()
        name = found.name if found.named else None
        before = self._found("answer", found.follows)
        if before is not None:
            before.append(told(entries))
            thread, others = before, []
        else:
            others = self._shared(name, entries)
            thread = others.pop(0) if others else self._new(found, name, label, record)
            merge(thread, entries, found.started)
        after = self._found("waiting", found.answers)
        others += [after] if after is not None and after is not thread and after not in others else []
        for other in others:
            merge(thread, other.entries, other.started)
            thread.tools |= other.tools
            thread.suspects += other.suspects
            thread.partial = thread.partial or other.partial
            self._into[other.number] = thread.number
            del self._live[other.number]
            self._forget(other)
        thread.name = thread.name or name
        self._learn(found, thread, thread.entries if others else entries)
        self._size += len(entries)
        return thread

    def _new(self, found: Conversation, name: str | None, label: str, record: Record) -> Thread:
        number = len(self._into)
        thread = Thread(number=number, entries=[], label=label, record=record, name=name, started=found.started)
        self._into.append(-1)
        self._places.append(-1)
        self._live[number] = thread
        return thread

    def _thread(self, number: int) -> Thread:
        """The conversation of that number, in memory."""
        while self._into[number] >= 0:
            number = self._into[number]
        if number not in self._live:
            self._live[number] = thread = self._resting[self._places[number]]
            self._size += len(thread.entries)
        self._live.move_to_end(number)
        return self._live[number]

    def _rest(self) -> None:
        """Put away those that were not looked at for longest."""
        if self._size <= _MOST_ENTRIES:
            return
        while len(self._live) > 1 and self._size > _MOST_ENTRIES // 2:
            number, thread = self._live.popitem(last=False)
            self._places[number] = self._resting.append(thread)
            self._size -= len(thread.entries)
        self._size = sum(len(thread.entries) for thread in self._live.values())

    def _found(self, kind: str, key: object) -> Thread | None:
        number = self._known.get(kind, key) if key is not None else None
        return None if number is None else self._thread(number)

    def _shared(self, name: str | None, entries: list[Entry]) -> list[Thread]:
        """The conversations that a record is of, the one that its name or its first call tells first.

        None, one, or several that it joins.
        """
        marks = [entry.mark for entry in entries if entry.mark]
        named = self._found("name", name)
        shown = [(entry, thread) for entry in entries if calls(entry) and (thread := self._found("call", entry.mark))]
        so_far = list(chains(marks))
        longest = next(filter(None, (self._found("chain", chain) for chain in reversed(so_far))), None)
        goes_on = [longest] if longest is not None and longest.chain != so_far[-1] else []
        alike = (thread for entry, thread in shown if not entry.sure and fits(thread, entries))
        for choice in (
            [*([named] if named else []), *(thread for entry, thread in shown if entry.sure)],
            goes_on,
            alike,
        ):
            found = {each.number: each for each in choice if not name or each.name in {None, name}}
            if found:
                return list(found.values())
        return []

    def _forget(self, thread: Thread) -> None:
        """Take the chain of a conversation, as it was, off the list."""
        if self._known.get("chain", thread.listed) == thread.number:
            self._known.remove("chain", thread.listed)

    def _learn(self, found: Conversation, thread: Thread, entries: Iterable[Entry]) -> None:
        self._forget(thread)
        thread.listed = thread.chain
        self._known.put("chain", thread.chain, thread.number)
        for entry in entries:
            if calls(entry):
                self._known.put("call", entry.mark, thread.number)
        if thread.name:
            self._known.put("name", thread.name, thread.number)
        if found.answers:
            self._known.put("answer", found.answers, thread.number)
        if found.follows and self._known.get("answer", found.follows) is None:
            self._known.put("waiting", found.follows, thread.number)
