"""Spans and observations: what models asked for and what was executed, each call once however often it is shown.

Calls are taken from the output of a model, never from the history that it was given; the span of a tool adds when it
ran and what came back. The two are one by id, else one to one by tool and equal arguments within a trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.traces.events import Origin, Speaker
from blastradius.traces.messages import calls_of, results_of
from blastradius.traces.session import LONGEST, Happening, Session, spoken_by
from blastradius.traces.values import arguments_of, kept, text_of_parts


class Span(Struct, kw_only=True):
    """A span, whatever the format calls it. Only what its `role` needs is set.

    `role`: `tool` where a tool was executed, `model` where a model answered, else empty. `said` are the messages that a
    model was given, `answers` those that it gave.
    """

    id: str
    parent: str | None
    trace: str
    origin: Origin
    started: datetime | None
    ended: datetime | None
    role: str = ""
    session: str | None = None
    agent: str | None = None
    service: str | None = None
    tool: str = ""
    call_id: str | None = None
    arguments: Any = None
    result: Any = None
    has_result: bool = False
    failed: bool = False
    said: tuple[Mapping[str, Any], ...] = ()
    answers: tuple[Mapping[str, Any], ...] = ()


class History:
    """The messages that models of one file were given: each span repeats all of them, and one of each is enough."""

    def __init__(self) -> None:
        self._known: set[tuple[str, int]] = set()
        self._instructions: dict[str, str] = {}

    def new(self, trace: str, messages: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Those that no earlier span of this trace was given, and that say something to us."""
        found: list[Mapping[str, Any]] = []
        for message in messages:
            speaker = spoken_by(message.get("role"))
            if speaker is Speaker.AGENT:
                continue
            key = (trace, hash(msgspec.json.encode(kept(dict(message)))))
            if key not in self._known:
                self._known.add(key)
                found.append(self._short(message, speaker))
        return tuple(found)

    def _short(self, message: Mapping[str, Any], speaker: Speaker | None) -> Mapping[str, Any]:
        """What is kept of a message until its session is told: of instructions one text for all sessions."""
        results = tuple(results_of(message))
        if speaker is None or results:
            return message
        text = text_of_parts(message.get("content", message.get("parts")))[: LONGEST[speaker]]
        return {
            "role": message["role"],
            "content": self._instructions.setdefault(text, text) if speaker is Speaker.SYSTEM else text,
        }


def sessions_of(spans: Iterable[Span], file: str) -> list[Session]:
    """The sessions of one file, in the order in which they begin in it."""
    every = list(spans)
    by_id = {(span.trace, span.id): span for span in every}
    grouped: dict[str, list[Span]] = defaultdict(list)
    for span in every:
        grouped[_inherited(span, by_id, "session") or span.trace].append(span)
    found = [_session(name, group, by_id, file) for name, group in grouped.items()]
    return [session for session in found if session.events]


def _inherited(span: Span, by_id: Mapping[tuple[str, str], Span], cell: str) -> str | None:
    """The cell of a span, or of the nearest one above that has it."""
    at: Span | None = span
    seen: set[str] = set()
    while at is not None and at.id not in seen:
        value: str | None = getattr(at, cell)
        if value:
            return value
        seen.add(at.id)
        at = by_id.get((at.trace, at.parent)) if at.parent else None
    return None


def _session(name: str, spans: list[Span], by_id: Mapping[tuple[str, str], Span], file: str) -> Session:
    telling = _Telling(Happening(name, file, None), by_id)
    for place in sorted(range(len(spans)), key=lambda place: (*_began(spans[place]), place)):
        span = spans[place]
        if span.role == "model":
            telling.model(span)
        elif span.role == "tool":
            telling.tool(span)
    return telling.finish()


def _began(span: Span) -> tuple[bool, float]:
    return (span.started is None, span.started.timestamp() if span.started else 0.0)


class _Telling:
    """One session while its spans are read, in the order in which they began."""

    def __init__(self, happening: Happening, by_id: Mapping[tuple[str, str], Span]) -> None:
        self._happening = happening
        self._by_id = by_id
        self._asked: dict[str, list[int]] = defaultdict(list)  # calls by id, asked for by a model and not executed yet
        self._alike: dict[tuple[str, bytes], list[int]] = defaultdict(list)
        self._pending: dict[int, str] = {}
        self._told: set[str] = set()
        self._executed: dict[tuple[str, str], int] = {}
        self._later: dict[str, tuple[Any, bool]] = {}

    def model(self, span: Span) -> None:
        """What was asked, what was answered, and which calls the answer wants."""
        agent = _inherited(span, self._by_id, "agent")
        for message in span.said:
            speaker = spoken_by(message.get("role"))
            if speaker in {Speaker.USER, Speaker.SYSTEM}:
                text = text_of_parts(message.get("content", message.get("parts")))
                self._happening.say(span.origin, speaker, text, span.started, once=True)
            for identity, value, failed in results_of(message):
                self._later.setdefault(identity, (value, failed))
        at = span.ended or span.started
        for message in span.answers:
            text = text_of_parts(message.get("content", message.get("parts")))
            self._happening.say(span.origin, Speaker.AGENT, text, at, agent=agent, once=True)
            for call in calls_of(message):
                if call.call_id and call.call_id in self._told:
                    continue  # the same answer, shown by a span further out
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
                self._alike[call.tool, _bytes(call.arguments)].append(number)
                if call.call_id:
                    self._told.add(call.call_id)
                    self._asked[call.call_id].append(number)

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
        at = self._by_id.get((span.trace, span.parent)) if span.parent else None
        seen: set[str] = set()
        while at is not None and at.id not in seen:
            seen.add(at.id)
            if (at.trace, at.id) in self._executed and _same(at, span):
                return (at.trace, at.id)
            at = self._by_id.get((at.trace, at.parent)) if at.parent else None
        return None

    def _wanted(self, span: Span) -> int | None:
        """The call that a model asked for and that this span executes: by id, else by tool and equal arguments."""
        if span.call_id and self._asked[span.call_id]:
            return self._asked[span.call_id].pop(0)
        if span.call_id and span.call_id in self._told:
            return None
        alike = [each for each in self._alike[span.tool, _bytes(span.arguments)] if each in self._pending]
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
                value, failed = self._later[identity]
                self._happening.end(number, value, failed=failed)
        return self._happening.finish()


def _same(one: Span, other: Span) -> bool:
    differ = one.call_id and other.call_id and one.call_id != other.call_id
    unsaid = one.arguments is None or other.arguments is None
    return one.tool == other.tool and not differ and (unsaid or _bytes(one.arguments) == _bytes(other.arguments))


def _bytes(arguments: Any) -> bytes:
    try:
        return msgspec.json.encode(arguments_of(arguments), order="sorted")
    except (TypeError, ValueError, RecursionError):
        return b""
