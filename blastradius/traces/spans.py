"""Spans and observations: what models asked for and what was executed, each call once however often it is shown.

Calls are taken from the output of a model, never from the history that it was given; the span of a tool adds when it
ran and what came back. The two are one by id, else one to one by tool and equal arguments within a trace.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from blastradius.traces.events import Attempt, Speaker
from blastradius.traces.history import turns_of
from blastradius.traces.identity import is_everywhere, json_of, mark
from blastradius.traces.index import Index
from blastradius.traces.parts import Answered, Asked
from blastradius.traces.session import Happening, Session
from blastradius.traces.span import Span
from blastradius.traces.trace import Trace
from blastradius.traces.traces import Traces
from blastradius.traces.turn import Spoken
from blastradius.traces.turns import turn_of


def sessions_of(traces: Traces, file: str) -> Iterator[Session]:
    """The sessions of one file, in the order in which they begin in it."""
    for name, spans in traces.sessions():
        session = _session(name, spans, traces.calls, file)
        if session.events:
            yield session


def _session(name: str, spans: Sequence[tuple[Trace, Span]], calls: Index, file: str) -> Session:
    own = {call for trace, span in spans for call in trace.shown(span)}
    telling = _Telling(Happening(name, file, None), calls, own)
    order = sorted(spans, key=lambda each: (id(each[1]) in each[0].outer, *_began(each[1])))
    for _, span in order:
        if span.around:
            telling.asked(span)
    for trace, span in order:
        if span.role == "model":
            telling.model(span, trace)
        elif span.role == "tool":
            telling.tool(span, trace)
        elif span.attempt:
            telling.attempt(span, trace, span.attempt)
        if span.unread:
            telling.unread(span)
    return telling.finish()


def _began(span: Span) -> tuple[bool, float]:
    return (span.started is None, span.started.timestamp() if span.started else 0.0)


class _Telling:
    """One session while its spans are read, in the order in which they began.

    `calls` are those of unique ids in all sessions, `own` all that its spans show.
    """

    def __init__(self, happening: Happening, calls: Index, own: set[int]) -> None:
        self._happening = happening
        self._calls = calls
        self._own = own
        self._asked: dict[str, list[int]] = defaultdict(list)  # calls by id, asked for by a model and not executed yet
        self._alike: dict[tuple[str, bytes], list[int]] = defaultdict(list)
        self._pending: dict[int, str] = {}
        self._told: set[str] = set()
        self._executed: dict[tuple[str, str], int] = {}
        self._later: defaultdict[str, defaultdict[str, list[Answered]]] = defaultdict(lambda: defaultdict(list))
        self._same: defaultdict[str, list[int]] = defaultdict(list)  # calls by id, in the order in which they were made

    def unread(self, span: Span) -> None:
        """Remember that something of a span could not be read."""
        self._happening.partial = self._happening.partial or f"span {span.id} {span.unread}"

    def asked(self, span: Span) -> None:
        """What a person asked of a whole run, which comes before all else in it."""
        for turn in filter(None, (turn_of(message, "user") for message in span.said)):
            for item in turn.items:
                if isinstance(item, Spoken) and item.speaker is Speaker.USER:
                    self._happening.say(span.origin, item.speaker, item.text, span.started, agent=turn.agent, once=True)

    def model(self, span: Span, trace: Trace) -> None:
        """What was asked, what was answered, and which calls the answer wants."""
        agent = trace.inherited(span, "agent")
        for turn in filter(None, (turn_of(message, "user") for message in span.said)):
            for item in turn.items:
                if isinstance(item, Spoken):
                    at = None if item.speaker is Speaker.AGENT else span.started
                    self._happening.say(span.origin, item.speaker, item.text, at, agent=turn.agent, once=True)
                elif isinstance(item, Asked):
                    self._repeated(item, span, agent)
                elif item.call_id:
                    self._later[item.call_id][span.trace].append(item)
        at = span.ended or (None if span.around else span.started)
        for turn in turns_of(span.answers):
            self._happening.say(span.origin, Speaker.AGENT, turn.text, at, agent=agent, once=True)
            for call in turn.asked:
                if id(span) in trace.outer:
                    self._repeated(call, span, agent)
                elif not call.call_id or self._is_new(call.call_id, span):  # else shown by a span further out as well
                    self._wants(call, span, agent, at)
            for answer in turn.answered:  # of tools that the provider itself executes
                if answer.call_id:
                    self._later[answer.call_id][span.trace].append(answer)

    def _is_new(self, call_id: str, span: Span) -> bool:
        """Whether a span wants a call that none before it did. An id that is counted anew stands for several."""
        return call_id not in self._told or len(self._same[call_id]) <= span.again.get(call_id, 0)

    def _repeated(self, call: Asked, span: Span, agent: str | None) -> None:
        """A call that stands among what a model was given: it counts where no span made it."""
        if not self._made(call.tool, call.call_id, call.arguments) and not (
            call.call_id and self._made(call.tool, None, call.arguments)
        ):
            made = mark(call.tool, call.call_id, call.arguments)
            self._own.add(made)
            if is_everywhere(made):
                self._calls.put("call", made, 0)
            self._wants(call, span, agent, None)

    def _made(self, tool: str, call_id: str | None, arguments: Any) -> bool:
        made = mark(tool, call_id, arguments)
        return made in self._own or (is_everywhere(made) and self._calls.get("call", made) is not None)

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
            self._same[call.call_id].append(number)

    def attempt(self, span: Span, trace: Trace, attempt: Attempt) -> None:
        """A request, which belongs to the nearest call above."""
        for above in islice(trace.upwards(span), 1, None):
            number = self._executed.get((above.trace, above.id))
            if number is not None:
                self._happening.attempt(number, attempt)
                return

    def tool(self, span: Span, trace: Trace) -> None:
        """A call that was executed: one that is known from a model or from a span around this one, or a new one."""
        around = self._around(span, trace)
        agent = trace.inherited(span, "agent")
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

    def _around(self, span: Span, trace: Trace) -> tuple[str, str] | None:
        """A span above that is the same call: the runtime shows it, and the client of the server as well."""
        above = islice(trace.upwards(span), 1, None)
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
        for identity, numbers in self._same.items():
            answers = max(self._later[identity].values(), key=len, default=[])  # another trace repeats some of them
            for number, answer in zip(numbers, answers, strict=False):
                if number in self._pending:
                    self._happening.end(number, answer.value, failed=answer.failed)
        return self._happening.finish()


def _same(one: Span, other: Span) -> bool:
    differ = one.call_id and other.call_id and one.call_id != other.call_id
    unsaid = one.arguments is None or other.arguments is None
    return one.tool == other.tool and not differ and (unsaid or json_of(one.arguments) == json_of(other.arguments))
