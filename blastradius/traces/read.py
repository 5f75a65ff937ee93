"""Recorded runs of any known format to sessions of events. What is malformed is a finding and never stops the rest."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.finding import Finding, Severity
from blastradius.traces import exports, langfuse, otlp
from blastradius.traces.documents import Conversation, conversation_in, documents_in, is_message, runs_in
from blastradius.traces.events import Call, Origin, Said, Speaker
from blastradius.traces.files import STANDARD_INPUT, Record, broken, records
from blastradius.traces.frameworks import Frameworks
from blastradius.traces.loose import Loose
from blastradius.traces.messages import entries_of, read_messages, tell
from blastradius.traces.session import Happening, Session
from blastradius.traces.span import Span
from blastradius.traces.spans import sessions_of
from blastradius.traces.spool import Spool
from blastradius.traces.thread import Thread, calls, instruction
from blastradius.traces.threads import Threads
from blastradius.traces.traces import Traces

_MOST_PROBLEMS = 200
_MOST_OF_ONE = 20
_SEEN = 3
_TAU = frozenset({"traj", "task_id", "trial"})
FRAGMENT = "it begins with an answer, and what was asked and done before is not recorded"


class TraceFormat(StrEnum):
    """How a run is recorded. `auto` looks at the content."""

    AUTO = "auto"
    OTLP = "otlp"
    LANGFUSE = "langfuse"
    MESSAGES = "messages"
    TAU = "tau"


class Runs(Struct, frozen=True, kw_only=True):
    """Everything that was read. An error among the problems means that a part of a file could not be."""

    sessions: Sequence[Session]
    problems: tuple[Finding, ...]


def read_runs(paths: Sequence[str], format_: TraceFormat = TraceFormat.AUTO) -> Runs:
    """Every session in these files, in their order; `-` is standard input.

    Raises:
        InputError: a file is missing or cannot be opened.
    """
    sessions: Spool[Session] = Spool(entities=False)
    problems: list[Finding] = []
    files = tuple(dict.fromkeys(paths))
    known: dict[int, str] = {}
    for path in files:
        found: list[Finding] = []
        for session in _File(path, format_, found).sessions():
            mark = _mark(session) if len(files) > 1 else 0
            if known.setdefault(mark, path) == path:
                sessions.append(session)
            else:
                words = f"`{session.id}` is the same run as one in `{known[mark]}`, and counts once"
                found.append(broken(path, words, severity=Severity.WARNING))
        problems += _gravest(found)
    return Runs(sessions=sessions, problems=tuple(problems))


def _gravest(found: list[Finding]) -> list[Finding]:
    """As many problems of one file as anybody reads: those that make an answer partial before all others."""
    by_weight = sorted(range(len(found)), key=lambda place: found[place].severity is not Severity.ERROR)
    return [found[place] for place in sorted(by_weight[:_MOST_PROBLEMS])]


def _mark(session: Session) -> int:
    """What stands for all that happened in a session, wherever it is written."""
    nowhere = Origin(file="")
    happened = (msgspec.structs.replace(event, origin=nowhere, session="") for event in session.events)
    return hash(tuple(msgspec.json.encode(event) for event in happened))


class _File:
    """One file while it is read."""

    def __init__(self, path: str, format_: TraceFormat, problems: list[Finding]) -> None:
        self.path = path
        self.format = format_
        self.problems = problems
        self.name = "stdin" if path == STANDARD_INPUT else PurePath(path).name
        self._traces = Traces()
        self._loose = Loose(self.name)
        self._threads = Threads()
        self._frameworks = Frameworks(self.name)
        self._unknown = ""
        self._strange = 0  # spans of which something could not be read

    def sessions(self) -> Iterator[Session]:
        """The sessions, in the order of the file; what is to be said of all of them once the last is taken."""
        known = 0
        for record in records(self.path, self.problems):
            known += 1
            self._record(record.value, record)
        called = said = fragments = 0
        for session in self._every():
            called += sum(isinstance(event, Call) for event in session.events)
            said += len(session.events)
            fragments += session.partial == FRAGMENT
            yield session
        if not known and not self.problems:
            self.problems.append(broken(self.path, "there is not a single record in it"))
        elif not called:
            self._without_calls(said)
        if fragments:
            words = f"{_counted(fragments, 'session')} of it: {FRAGMENT}"
            self.problems.append(broken(self.path, words, severity=Severity.WARNING))

    def _every(self) -> Iterator[Session]:
        shown: set[int] = set()
        for thread in self._threads:
            if self._loose:
                shown |= thread.marks
            if (session := self._finished(thread)).events:
                yield session
        self._threads = Threads()
        yield from self._from_spans()
        self._add(self._frameworks.rest(), 0)
        called = False
        for session in filter(lambda each: each.events, self._from_loose(shown)):
            called = called or any(isinstance(event, Call) for event in session.events)
            yield session
        if self._frameworks.repeats and not called:
            words = "its events hold what looks like calls of tools, and those that tell them one by one are missing"
            self.problems.append(broken(self.path, words))

    def _without_calls(self, said: int) -> None:
        """Say what was read where it holds no call: it need not mean that nothing was done."""
        spans = f"{_counted(len(self._traces), 'span')} and " if self._traces else ""
        if said or spans:
            words = f"no call of a tool is recorded in it: {spans}{_counted(said, 'message')} were read"
            self.problems.append(broken(self.path, words, severity=Severity.WARNING))

    def _record(self, value: Any, record: Record) -> None:
        if isinstance(value, list):
            self._conversation(Conversation(messages=tuple(value)), record)
        elif isinstance(value, dict):
            self._document(value, record)
        else:
            self._complain("is no record of a run", record)

    def _document(self, value: dict[str, Any], record: Record) -> None:
        auto = self.format is TraceFormat.AUTO
        told = self._frameworks.read(value) if auto else None
        spans = self._spans_in(value, record) if told is None else None
        if told is not None:
            self._add(told, record.line or 0)
        elif spans is not None:
            self._keep(spans)
        elif isinstance(value.get("simulations"), list):
            for number, run in enumerate(value["simulations"]):
                item = number if record.item is None else record.item
                self._record(run, msgspec.structs.replace(record, item=item))
        elif (listed := documents_in(value)) is not None:
            if any(is_message(each) for each in listed[:_SEEN] if isinstance(each, dict)):
                self._record(listed, record)
            else:
                self._each(listed, record)
        elif is_message(value):
            self._loose.add(value, record.line or 0)
        elif (found := conversation_in(value)) is not None:
            self._conversation(found, record, item=value.get("_item_index"), grows=not _TAU & set(value))
        elif (runs := runs_in(value)) is not None:
            self._each(runs, record)
        elif auto and (told := self._frameworks.read_if_nothing_else(value)) is not None:
            self._add(told, record.line or 0)
        else:
            self._unknown = "a record beside it has a form that is not known"
            self._complain("has a form that is not known: no spans, observations or messages", record)

    def _each(self, listed: list[Any], record: Record) -> None:
        for number, each in enumerate(listed):
            if each is not None:
                self._record(each, msgspec.structs.replace(record, item=number))

    def _spans_in(self, value: dict[str, Any], record: Record) -> Iterator[Span] | None:
        if self.format in {TraceFormat.AUTO, TraceFormat.OTLP} and otlp.looks_like(value):
            return otlp.spans_of(value, self.path, record.line)
        if self.format in {TraceFormat.AUTO, TraceFormat.LANGFUSE} and langfuse.looks_like(value):
            return langfuse.spans_of(value, self.path, record.item, record.line)
        if self.format is TraceFormat.AUTO:
            return exports.spans_of(value, self.path, record.item, record.line)
        return None

    def _keep(self, spans: Iterator[Span]) -> None:
        for span in spans:
            if span.unread and self._strange < _MOST_PROBLEMS:
                self._strange += 1
                self.problems.append(broken(self.path, f"span {span.id} {span.unread}", span.origin.line))
            self._traces.add(span)

    def _add(self, messages: list[dict[str, Any]], line: int) -> None:
        for message in messages:
            self._loose.add(message, line)

    def _conversation(self, found: Conversation, record: Record, *, item: Any = None, grows: bool = False) -> None:
        item = item if isinstance(item, int) else record.item
        place = Origin(file=self.path, item=item, line=record.line)
        entries, bad = entries_of(found.messages, place)
        beside = [instruction(text, place) for text in found.instructions]
        number = item if item is not None else record.line
        label = found.name or (self.name if number is None else f"{self.name}#{number}")
        bare = msgspec.structs.replace(record, value=None, item=item)
        put = self._threads.place if grows else self._threads.alone
        thread = put(found, [*beside, *entries], label, bare)
        thread.tools |= dict.fromkeys(found.tools)
        thread.suspects += found.suspects
        for number, why in bad[:_MOST_OF_ONE]:
            self._complain(f"message {number} {why}", record)
        if bad:
            thread.partial = f"message {bad[0][0]} {bad[0][1]}"
        if found.unread:
            self._complain(found.unread, record)
            thread.partial = found.unread
        if record.cut:
            thread.partial = "the file breaks off in it"

    def _finished(self, thread: Thread) -> Session:
        """The session of a conversation."""
        happening = Happening(thread.name or thread.label, self.path, thread.record.item, started=thread.started)
        for entry in thread.entries:
            tell(entry.turn, happening, entry.origin)
        happening.tools, happening.partial = thread.tools, thread.partial
        if happening.unclaimed():
            words = f"has results of no recorded call: {happening.unclaimed()}"
            self._complain(words, thread.record, severity=Severity.WARNING)
            happening.partial = happening.partial or words
        happening.partial = happening.partial or self._unknown
        if happening.begins_in_the_middle():
            happening.partial = happening.partial or FRAGMENT
        session = happening.finish()
        if thread.suspects and not any(isinstance(event, Call) for event in session.events):
            words = f"holds what looks like calls of tools, in a form that is not known: `{thread.suspects[0]}`"
            self._complain(words, thread.record)
            session = msgspec.structs.replace(session, partial=words)
        return session

    def _from_spans(self) -> Iterator[Session]:
        """The sessions that spans tell. A span that is missing can be one of any of them."""
        damaged = next((each.message for each in self.problems if each.severity is Severity.ERROR), "")
        for session in sessions_of(self._traces, self.path):
            fragment = FRAGMENT if _only_answers(session) else ""
            yield msgspec.structs.replace(session, partial=session.partial or damaged or fragment)

    def _from_loose(self, shown: Collection[int]) -> Iterator[Session]:
        """The sessions of single messages, without what conversations of the file have `shown` by its marks."""
        damaged = next((each.message for each in self.problems if each.severity is Severity.ERROR), "")
        for name, messages in self._loose.sessions():
            happening = Happening(name, self.path, None)
            bad = read_messages(_unseen(messages, shown) if shown else messages, happening)
            for line, why in bad[:_MOST_OF_ONE]:
                self.problems.append(broken(self.path, f"the message {why}", line or None))
            happening.partial = damaged or (f"a message {bad[0][1]}" if bad else "")
            if happening.unclaimed():
                words = f"`{happening.session}` has results of no recorded call: {happening.unclaimed()}"
                self.problems.append(broken(self.path, words, severity=Severity.WARNING))
                happening.partial = happening.partial or words
            if happening.begins_in_the_middle():
                happening.partial = happening.partial or FRAGMENT
            yield happening.finish()

    def _complain(self, what: str, record: Record, *, severity: Severity = Severity.ERROR) -> None:
        place = f"item {record.item}" if record.item is not None else f"line {record.line}" if record.line else ""
        inside = what.startswith("message ")
        words = f"{place}, {what}" if place and inside else what if inside else f"{place or 'the document'} {what}"
        self.problems.append(broken(self.path, words, record.line, severity=severity))


def _unseen(messages: Iterable[tuple[Any, int]], shown: Container[int]) -> Iterator[tuple[Any, int]]:
    """Single messages without those that a conversation shows as well, such as the states of a graph beside its steps.

    They are the same where all of their calls are, or where one is under an id that no other conversation has.
    """
    kept = list(messages)
    entries, _ = entries_of([message for message, _ in kept], Origin(file=""))
    asked = [entry for entry in entries if calls(entry)]
    again = [entry for entry in asked if entry.mark in shown]
    whole = len(again) == len(asked)
    if again and (whole or any(entry.sure for entry in again)):
        seen = (entry for entry in entries if entry.mark in shown and (whole or entry.sure or not calls(entry)))
        dropped = {entry.origin.message for entry in seen}
        kept = [each for number, each in enumerate(kept) if number not in dropped]
    return iter(kept)


def _only_answers(session: Session) -> bool:
    """Whether the spans of a session show words of an agent alone: no person, no instructions, no call."""
    return all(isinstance(event, Said) and event.speaker is Speaker.AGENT for event in session.events)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
