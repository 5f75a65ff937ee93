"""Recorded runs of any known format to sessions of events. What is malformed is a finding and never stops the rest."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from blastradius.finding import Finding, Severity
from blastradius.traces import langfuse, otlp
from blastradius.traces.files import STANDARD_INPUT, Record, broken, records
from blastradius.traces.messages import read_messages
from blastradius.traces.session import Happening, Session
from blastradius.traces.spans import History, Span, sessions_of
from blastradius.traces.values import time_of

_MOST_PROBLEMS = 200
_MESSAGES = ("traj", "messages", "trajectory", "history", "conversation", "input", "items")


class TraceFormat(StrEnum):
    """How a run is recorded. `auto` looks at the content."""

    AUTO = "auto"
    OTLP = "otlp"
    LANGFUSE = "langfuse"
    MESSAGES = "messages"
    TAU = "tau"


class Runs(Struct, frozen=True, kw_only=True):
    """Everything that was read. `complete` is false where a part of a file could not be read."""

    sessions: tuple[Session, ...]
    problems: tuple[Finding, ...]
    files: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every record was read."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def read_runs(paths: Sequence[str], format_: TraceFormat = TraceFormat.AUTO) -> Runs:
    """Every session in these files, in their order; `-` is standard input.

    Raises:
        InputError: a file is missing or cannot be opened.
    """
    sessions: list[Session] = []
    problems: list[Finding] = []
    files = tuple(dict.fromkeys(paths))
    for path in files:
        found: list[Finding] = []
        sessions += _File(path, format_, found).sessions()
        problems += found[:_MOST_PROBLEMS]
    return Runs(sessions=tuple(sessions), problems=tuple(problems), files=files)


class _File:
    """One file while it is read."""

    def __init__(self, path: str, format_: TraceFormat, problems: list[Finding]) -> None:
        self.path = path
        self.format = format_
        self.problems = problems
        self.name = "stdin" if path == STANDARD_INPUT else PurePath(path).name
        self._spans: list[Span] = []
        self._history = History()
        self._loose: list[tuple[dict[str, Any], int]] = []

    def sessions(self) -> Iterator[Session]:
        """The sessions, in the order of the file."""
        known = 0
        for record in records(self.path, self.problems):
            known += 1
            if isinstance(record.value, list):
                yield from self._conversation(record.value, record)
            elif isinstance(record.value, dict):
                yield from self._document(record.value, record)
            else:
                self._complain("is no record of a run", record)
        yield from sessions_of(self._spans, self.path)
        yield from self._from_loose()
        if not known and not self.problems:
            self.problems.append(broken(self.path, "there is not a single record in it"))

    def _document(self, value: dict[str, Any], record: Record) -> Iterator[Session]:
        if self.format in {TraceFormat.AUTO, TraceFormat.OTLP} and otlp.looks_like(value):
            self._keep(otlp.spans_of(value, self.path, record.line))
        elif self.format in {TraceFormat.AUTO, TraceFormat.LANGFUSE} and langfuse.looks_like(value):
            self._keep(langfuse.spans_of(value, self.path, record.item, record.line))
        elif isinstance(value.get("simulations"), list):
            for number, run in enumerate(value["simulations"]):
                item = number if record.item is None else record.item
                if isinstance(run, dict):
                    yield from self._run(run, Record(value=run, item=item, line=record.line))
        elif any(isinstance(value.get(key), list) for key in _MESSAGES):
            yield from self._run(value, record)
        elif (
            "role" in value
            or value.get("type") in {"function_call", "function_call_output", "message"}
            or (isinstance(value.get("message"), dict) and "role" in value["message"])
        ):
            self._loose.append((value, record.line or 0))
        else:
            self._complain("has a form that is not known: no spans, observations or messages", record)

    def _keep(self, spans: Iterator[Span]) -> None:
        for span in spans:
            span.said = self._history.new(span.trace, span.said)
            self._spans.append(span)

    def _run(self, run: Mapping[str, Any], record: Record) -> Iterator[Session]:
        key = next(key for key in (*_MESSAGES, "") if not key or isinstance(run.get(key), list))
        if not key:
            self._complain("is a run without messages", record)
            return
        item = run["_item_index"] if isinstance(run.get("_item_index"), int) else record.item
        started = next(
            filter(None, (time_of(run.get(name)) for name in ("start_time", "created_at", "timestamp"))), None
        )
        happening = Happening(self._named(run, item, record.line), self.path, item, started=started)
        _offered(run, happening)
        messages = list(run[key])
        answer = run.get("response") or run.get("output")
        if key == "input" or isinstance(answer, dict | list):
            messages += _answered(answer)
        yield from self._read(messages, happening, record)

    def _named(self, run: Mapping[str, Any], item: int | None, line: int | None) -> str:
        named = next(
            (run[key] for key in ("session_id", "conversation_id", "id", "thread_id") if isinstance(run.get(key), str)),
            None,
        )
        if named:
            return str(named)
        number = item if item is not None else line
        return self.name if number is None else f"{self.name}#{number}"

    def _conversation(self, messages: list[Any], record: Record) -> Iterator[Session]:
        number = record.item if record.item is not None else record.line
        name = self.name if number is None else f"{self.name}#{number}"
        yield from self._read(messages, Happening(name, self.path, record.item), record)

    def _read(self, messages: list[Any], happening: Happening, record: Record) -> Iterator[Session]:
        bad = read_messages(messages, happening, line=record.line)
        for number, why in bad[:20]:
            self._complain(f"message {number} {why}", record)
        if happening.unclaimed():
            count = happening.unclaimed()
            self._complain(f"has results of no recorded call: {count}", record, severity=Severity.WARNING)
        session = happening.finish()
        if session.events:
            yield session

    def _from_loose(self) -> Iterator[Session]:
        """Messages that stand one on a line: together they are one conversation, or one for each session they name."""
        grouped: dict[str, list[tuple[dict[str, Any], int]]] = {}
        for message, line in self._loose:
            named = next(
                (message[key] for key in ("session_id", "sessionId", "conversation_id") if message.get(key)), self.name
            )
            grouped.setdefault(str(named), []).append((message, line))
        for name, group in grouped.items():
            happening = Happening(name, self.path, None)
            lines = [line for _, line in group]
            for number, why in read_messages([message for message, _ in group], happening, lines=lines)[:20]:
                self.problems.append(broken(self.path, f"the message {why}", lines[number] or None))
            if happening.unclaimed():
                words = f"`{name}` has results of no recorded call: {happening.unclaimed()}"
                self.problems.append(broken(self.path, words, severity=Severity.WARNING))
            session = happening.finish()
            if session.events:
                yield session

    def _complain(self, what: str, record: Record, *, severity: Severity = Severity.ERROR) -> None:
        where = (
            f"item {record.item} "
            if record.item is not None
            else f"line {record.line} "
            if record.line
            else "the document "
        )
        self.problems.append(broken(self.path, where + what, record.line, severity=severity))


def _offered(run: Mapping[str, Any], happening: Happening) -> None:
    """The names of the tools that a model was offered, where the run says so."""
    for tool in run["tools"] if isinstance(run.get("tools"), list) else ():
        if isinstance(tool, dict):
            inner = tool.get("function")
            function = inner if isinstance(inner, dict) else tool
            if isinstance(function.get("name"), str):
                happening.tools[function["name"]] = None


def _answered(answer: Any) -> list[Any]:
    """What a model answered, as messages to come after those it was given."""
    if isinstance(answer, list):
        return answer
    if not isinstance(answer, dict):
        return []
    if isinstance(answer.get("choices"), list):
        return [
            each["message"]
            for each in answer["choices"]
            if isinstance(each, dict) and isinstance(each.get("message"), dict)
        ]
    if isinstance(answer.get("output"), list):
        return list(answer["output"])
    return [answer] if "role" in answer else []
