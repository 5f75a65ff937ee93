"""Spans and observations: what models asked for and what was executed, each call once however often it is shown.

Calls are taken from the output of a model, never from the history that it was given; the span of a tool adds when it
ran and what came back. The two are one by id, else one to one by tool and equal arguments within a trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from blastradius.traces.events import Attempt, Speaker
from blastradius.traces.history import json_of, mark, turns_of
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import Happening, Session
from blastradius.traces.span import Span
from blastradius.traces.turns import Spoken, turn_of

_DEEPEST = 200
"""Levels that are looked up from a span. No run is nested deeper; one that is made so must not take forever."""


def sessions_of(spans: Iterable[Span], file: str, links: Mapping[str, str]) -> list[Session]:
    """The sessions of one file, in the order in which they begin in it. The same span twice counts once."""
    by_id: dict[tuple[str, str], Span] = {}
    every = [span for span in spans if not span.id or by_id.setdefault((span.trace, span.id), span) is span]
    names = _Names(every, by_id)
    grouped: dict[str, list[Span]] = defaultdict(list)
    for span in every:
        grouped[names.of(span) or _first(span.trace, links, names.of_traces)].append(span)
    known = _Known(every, by_id)
    found = [_session(name, group, known, file) for name, group in grouped.items()]
    return [session for session in found if session.events]


def _first(trace: str, links: Mapping[str, str], named: Mapping[str, str]) -> str:
    """The session of a trace that names none: its own, or that of the trace from which it goes on."""
    seen = {trace}
    while trace in links and links[trace] not in seen:
        trace = links[trace]
        seen.add(trace)
    return named.get(trace, trace) if len(seen) > 1 else trace


class _Names:
    """Which session a span is of: the one that it or a span above names, else one below or beside it, else its trace.

    `of_traces` are the first that spans of a trace name.
    """

    def __init__(self, spans: list[Span], by_id: Mapping[tuple[str, str], Span]) -> None:
        self.of_traces: dict[str, str] = {}
        self._by_id = by_id
        self._below: dict[int, str] = {}
        several: set[str] = set()
        for span in spans:
            if span.session and self.of_traces.setdefault(span.trace, span.session) != span.session:
                several.add(span.trace)
        for span in spans:
            if span.session and span.trace in several:
                for above in _upwards(span, by_id):
                    if id(above) in self._below:
                        break  # and so is all above it
                    self._below[id(above)] = span.session

    def of(self, span: Span) -> str | None:
        """The name, or `None` where its whole trace has none."""
        above = _inherited(span, self._by_id, "session")
        if above or not self._below:
            return above or self.of_traces.get(span.trace)
        beside = (self._below.get(id(each)) for each in _upwards(span, self._by_id))
        return next(filter(None, beside), None) or self.of_traces.get(span.trace)


class _Known:
    """What all spans of a file tell together. `outer` are spans around answers, which they repeat."""

    def __init__(self, spans: list[Span], by_id: Mapping[tuple[str, str], Span]) -> None:
        self.by_id = by_id
        self.outer: set[int] = set()
        for span in spans:
            if span.around:
                self.outer.add(id(span))
            at = by_id.get((span.trace, span.parent)) if span.role == "model" and span.parent else None
            while at is not None and id(at) not in self.outer:
                self.outer.add(id(at))
                at = by_id.get((at.trace, at.parent)) if at.parent else None
        self.calls: set[int] = set()
        for span in spans:
            if span.role == "tool":
                self.calls |= {mark(span.tool, span.call_id, span.arguments), mark(span.tool, None, span.arguments)}
            if id(span) not in self.outer:
                for turn in turns_of(span.answers):
                    for call in turn.asked:
                        self.calls.add(mark(call.tool, call.call_id, call.arguments))


def _inherited(span: Span, by_id: Mapping[tuple[str, str], Span], cell: str) -> str | None:
    """The cell of a span, or of the nearest one above that has it."""
    return next((value for at in _upwards(span, by_id) if (value := getattr(at, cell))), None)


def _upwards(span: Span, by_id: Mapping[tuple[str, str], Span]) -> Iterator[Span]:
    """A span, and those above it, as far as any run is nested."""
    at: Span | None = span
    seen: set[str] = set()
    while at is not None and at.id not in seen and len(seen) < _DEEPEST:
        yield at
        seen.add(at.id)
        at = by_id.get((at.trace, at.parent)) if at.parent else None


def _session(name: str, spans: list[Span], known: _Known, file: str) -> Session:
    telling = _Telling(Happening(name, file, None), known)
    order = sorted(range(len(spans)), key=lambda place: (id(spans[place]) in known.outer, *_began(spans[place]), place))
    for place in order:
        if spans[place].around:
            telling.asked(spans[place])
    for place in order:
        span = spans[place]
        if span.role == "model":
            telling.model(span)
        elif span.role == "tool":
            telling.tool(span)
        elif span.attempt:
            telling.attempt(span, span.attempt)
        if span.unread:
            telling.unread(span)
    return telling.finish()


def _began(span: Span) -> tuple[bool, float]:
    return (span.started is None, span.started.timestamp() if span.started else 0.0)


class _Telling:
    """One session while its spans are read, in the order in which they began."""

    def __init__(self, happening: Happening, known: _Known) -> None:
        self._happening = happening
        self._known = known
        self._by_id = known.by_id
        self._asked: dict[str, list[int]] = defaultdict(list)  # calls by id, asked for by a model and not executed yet
        self._alike: dict[tuple[str, bytes], list[int]] = defaultdict(list)
        self._pending: dict[int, str] = {}
        self._told: set[str] = set()
        self._executed: dict[tuple[str, str], int] = {}
        self._later: dict[str, Answered] = {}

    def unread(self, span: Span) -> None:
        """Remember that something of a span could not be read."""
        self._happening.partial = self._happening.partial or f"span {span.id} {span.unread}"

    def asked(self, span: Span) -> None:
        """What a person asked of a whole run, which comes before all else in it."""
        for turn in filter(None, (turn_of(message, "user") for message in span.said)):
            for item in turn.items:
                if isinstance(item, Spoken) and item.speaker is Speaker.USER:
                    self._happening.say(span.origin, item.speaker, item.text, span.started, agent=turn.agent, once=True)

    def model(self, span: Span) -> None:
        """What was asked, what was answered, and which calls the answer wants."""
        agent = _inherited(span, self._by_id, "agent")
        for turn in filter(None, (turn_of(message, "user") for message in span.said)):
            for item in turn.items:
                if isinstance(item, Spoken):
                    at = None if item.speaker is Speaker.AGENT else span.started
                    self._happening.say(span.origin, item.speaker, item.text, at, agent=turn.agent, once=True)
                elif isinstance(item, Asked):
                    self._repeated(item, span, agent)
                elif item.call_id:
                    self._later.setdefault(item.call_id, item)
        at = span.ended or (None if span.around else span.started)
        for turn in turns_of(span.answers):
            self._happening.say(span.origin, Speaker.AGENT, turn.text, at, agent=agent, once=True)
            for call in turn.asked:
                if id(span) in self._known.outer:
                    self._repeated(call, span, agent)
                elif not call.call_id or call.call_id not in self._told:  # else shown by a span further out as well
                    self._wants(call, span, agent, at)
            for answer in turn.answered:  # of tools that the provider itself executes
                if answer.call_id:
                    self._later.setdefault(answer.call_id, answer)

    def _repeated(self, call: Asked, span: Span, agent: str | None) -> None:
        """A call that stands among what a model was given: it counts where no span made it."""
        seen = mark(call.tool, call.call_id, call.arguments)
        if seen not in self._known.calls and not (
            call.call_id and mark(call.tool, None, call.arguments) in self._known.calls
        ):
            self._known.calls.add(seen)
            self._wants(call, span, agent, None)

    def _wants(self, call: Asked, span: Span, agent: str | None, at: datetime | None) -> None:
        number = self._happening.call(
            span.origin,
            call.tool,
            call.arguments,
            agent=agent,
            service=span.service,
            started=at,
            call_id=call.call_id,
        )
        self._pending[number] = call.call_id or ""
        self._alike[call.tool, json_of(call.arguments)].append(number)
        if call.call_id:
            self._told.add(call.call_id)
            self._asked[call.call_id].append(number)

    def attempt(self, span: Span, attempt: Attempt) -> None:
        """A request, which belongs to the nearest call above."""
        for above in islice(_upwards(span, self._by_id), 1, None):
            number = self._executed.get((above.trace, above.id))
            if number is not None:
                self._happening.attempt(number, attempt)
                return

    def tool(self, span: Span) -> None:
        """A call that was executed: one that is known from a model or from a span around this one, or a new one."""
        around = self._around(span)
        agent = _inherited(span, self._by_id, "agent")
        number = self._executed[around] if around else self._wanted(span)
        if number is None:
            number = self._happening.call(
                span.origin,
                span.tool,
                span.arguments,
                agent=agent,
                service=span.service,
                started=span.started,
                call_id=span.call_id,
            )
        elif not around:
            self._happening.begin(number, span.origin, span.started, agent)
        self._pending.pop(number, None)
        self._executed[span.trace, span.id] = number
        if (span.has_result or span.failed) and (not around or not self._happening.has_ended(number)):
            self._happening.end(number, span.result, failed=span.failed, ended=span.ended)

    def _around(self, span: Span) -> tuple[str, str] | None:
        """A span above that is the same call: the runtime shows it, and the client of the server as well."""
        above = islice(_upwards(span, self._by_id), 1, None)
        return next(
            ((at.trace, at.id) for at in above if (at.trace, at.id) in self._executed and _same(at, span)), None
        )

    def _wanted(self, span: Span) -> int | None:
        """The call that a model asked for and that this span executes: by id, else by tool and equal arguments."""
        if span.call_id and self._asked[span.call_id]:
            return self._asked[span.call_id].pop(0)
        if span.call_id and span.call_id in self._told:
            return None
        alike = [each for each in self._alike[span.tool, json_of(span.arguments)] if each in self._pending]
        unnamed = [each for each in alike if not (span.call_id and self._pending[each])]
        if not unnamed:
            return None
        identity = self._pending[unnamed[0]]
        if identity and unnamed[0] in self._asked[identity]:
            self._asked[identity].remove(unnamed[0])
        return unnamed[0]

    def finish(self) -> Session:
        """The session. Calls that no span shows end with what the model was given next."""
        for number, identity in self._pending.items():
            if identity in self._later:
                answer = self._later[identity]
                self._happening.end(number, answer.value, failed=answer.failed)
        return self._happening.finish()


def _same(one: Span, other: Span) -> bool:
    differ = one.call_id and other.call_id and one.call_id != other.call_id
    unsaid = one.arguments is None or other.arguments is None
    return one.tool == other.tool and not differ and (unsaid or json_of(one.arguments) == json_of(other.arguments))
