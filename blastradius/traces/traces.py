"""The traces of a file while its spans are read, in any order, and the sessions that they are of.

Only that a trace goes on from another is not seen where the file shows it before that one.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterator

from blastradius.traces.groups import MOST, Groups, size_of
from blastradius.traces.history import History
from blastradius.traces.identity import is_everywhere
from blastradius.traces.index import Index
from blastradius.traces.span import Span
from blastradius.traces.spool import Spool
from blastradius.traces.trace import Trace

_OF_EACH = 1_500  # bytes, of what all spans have


class Traces:
    """The spans of one file by their trace. Those of traces that no span was of for long are kept out of memory.

    `len` counts the spans. `calls` stand for those of unique ids that any of them shows, known once all are read.
    """

    def __init__(self) -> None:
        self.calls = Index()
        self._count = 0
        self._numbers = Index()
        self._groups: Groups[Span] = Groups(_size)
        self._history = History()
        self._near: OrderedDict[int, Trace] = OrderedDict()
        self._near_size = 0

    def __len__(self) -> int:
        return self._count

    def add(self, span: Span) -> None:
        """Know one more span."""
        number = self._numbers.get("trace", span.trace)
        if number is None:
            number = self._groups.new()
            self._numbers.put("trace", span.trace, number)
        self._history.learn(span, number)
        span.said = self._history.new(span, number, self._groups.seen(number))
        span.place = self._count
        self._count += 1
        self._groups.add(number, span)

    def sessions(self) -> Iterator[tuple[str, list[tuple[Trace, Span]]]]:
        """The sessions by name, with their spans, in the order in which they begin; once all spans are read."""
        self._groups.close()
        links = self._history.links
        del self._history, self._numbers
        sessions = _Sessions()
        own = array("i")  # of each trace, the session that it names first, else the one that is called like it
        linked, places = array("i"), array("q")  # those that name none and go on from another
        for number in range(len(self._groups)):
            trace = self._trace(number)
            for call in filter(is_everywhere, trace.calls()):
                self.calls.put("call", call, 0)
            own.append(sessions.number(trace.session or trace.id))
            for name in trace.sessions:
                place = trace.of(name)[0].place
                if name is None and links.get("trace", number) is not None:
                    linked.append(number)
                    places.append(place)
                else:
                    sessions.add(own[number] if name is None else sessions.number(name), number, place)
        for number, place in zip(linked, places, strict=True):
            sessions.add(own[_first(number, links)], number, place)
        for name, numbers in sessions.ordered(self._count):
            traces = [self._trace(number) for number in numbers]
            spans = [(trace, span) for trace in traces for span in trace.of(name if trace.session else None)]
            yield name, sorted(spans, key=lambda each: each[1].place) if len(traces) > 1 else spans

    def _trace(self, number: int) -> Trace:
        if number not in self._near:
            self._near[number] = Trace(self._groups.values(number))
            self._near_size += self._groups.size(number)
        while len(self._near) > 1 and self._near_size > MOST:
            other, _ = self._near.popitem(last=False)
            self._near_size -= self._groups.size(other)
        self._near.move_to_end(number)
        return self._near[number]


def _size(span: Span) -> int:
    return _OF_EACH + size_of(span.said, span.answers, span.arguments, span.result)


def _first(trace: int, links: Index) -> int:
    """The trace from which a trace that names no session goes on, over others."""
    seen = {trace}
    while (before := links.get("trace", trace)) is not None and before not in seen:
        trace = before
        seen.add(trace)
    return trace


class _Sessions:
    """Which traces each session is of: numbers alone, since there can be very many."""

    def __init__(self) -> None:
        self._numbers = Index()
        self._names: Spool[str] = Spool(entities=False)
        self._begins = array("q")  # of each session, the place of its first span; -1 for none
        self._last = array("i")  # of each session, the last in the list of its traces; -1 for none
        self._traces = array("i")
        self._before = array("i")  # the one before in the same list

    def number(self, name: str) -> int:
        """The number of the session of that name."""
        number = self._numbers.get("session", name)
        if number is None:
            number = self._names.append(name)
            self._numbers.put("session", name, number)
            self._begins.append(-1)
            self._last.append(-1)
        return number

    def add(self, session: int, trace: int, place: int) -> None:
        """Know that a session has spans of a trace, the first at that place."""
        if not 0 <= self._begins[session] <= place:
            self._begins[session] = place
        self._traces.append(trace)
        self._before.append(self._last[session])
        self._last[session] = len(self._traces) - 1

    def ordered(self, spans: int) -> Iterator[tuple[str, list[int]]]:
        """The names of the sessions and their traces, in the order in which they begin among so many spans."""
        beginning = array("i", [-1]) * spans
        for session, place in enumerate(self._begins):
            if place >= 0:
                beginning[place] = session
        for session in beginning:
            if session >= 0:
                yield self._names[session], [*self._of(session)][::-1]

    def _of(self, session: int) -> Iterator[int]:
        at = self._last[session]
        while at >= 0:
            yield self._traces[at]
            at = self._before[at]
