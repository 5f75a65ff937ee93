"""One run while it is being read: what was called, what came back, what was said, until all of it is in order."""

import re
from collections import defaultdict
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.traces.events import Attempt, Call, Ending, Event, Origin, Said, Speaker
from blastradius.traces.failures import reads_like_error
from blastradius.traces.hush import hushed
from blastradius.traces.values import (
    LONGEST_TEXT,
    arguments_of,
    kept,
    prose,
    result_of,
    says_error,
    shown_name,
)

_LOST = ("timeout", "timed out", "deadline exceeded", "deadlineexceeded", "deadline_exceeded", "connection reset",
         "connectionreset", "connection aborted", "connectionaborted", "connection closed", "connection lost",
         "connection refused", "connection error", "connectionerror", "broken pipe", "brokenpipe", "gateway time-out",
         "bad gateway", "badgateway", "service unavailable", "serviceunavailable", "internal server error",
         "internalservererror", "internal_server_error", "socket hang up", "cancellederror", "econnreset", "etimedout",
         "remote end closed", "remoteprotocolerror", "server disconnected")  # fmt: skip
"""Words of failures that say nothing about whether the other side acted."""
_LOST_ALONE = frozenset({"cancelled", "canceled", "unavailable"})
"""The same, where they are all that is said: the codes of gRPC."""
_OF_SERVER = re.compile(r"(?:\A|\(|\b(?:http|status|code|error)(?:[ _]?code)?[\"':= ]{1,4})5\d\d(?!\w|\.\d)")
"""The status of an error of the server, which may have acted before: `503`, `Error 500: …`, `{"code":504}`."""
LONGEST = {Speaker.USER: 600, Speaker.AGENT: LONGEST_TEXT, Speaker.SYSTEM: LONGEST_TEXT}
"""Characters of a message that are kept: what somebody pasted into one is nothing that an agent did."""


class Session(Struct, frozen=True, kw_only=True):
    """One recorded run. `started` is what the record says of the run as a whole; `events` are in order.

    `tools` are the names of the tools that the run offered, where it says so. `partial` says what of it could not be
    read, so that what is missing here may have happened all the same; it is empty where all was read.
    """

    id: str
    file: str
    item: int | None
    started: datetime | None
    events: tuple[Event, ...]
    tools: tuple[str, ...] = ()
    partial: str = ""


def is_silent(session: Session) -> bool:
    """Whether it shows calls of tools, and not one word of an agent."""
    spoke = any(isinstance(event, Said) and event.speaker is Speaker.AGENT for event in session.events)
    return not spoke and any(isinstance(event, Call) for event in session.events)


class Happening:
    """Collects one session. Events are added in the order in which they are written."""

    def __init__(self, session: str, file: str, item: int | None, *, started: datetime | None = None) -> None:
        self.session = shown_name(session)
        self.file = file
        self.item = item
        self.started = started
        self.tools: dict[str, None] = {}
        self.partial = ""
        self._events: list[Event] = []
        self._open: dict[str, list[int]] = defaultdict(list)
        self._early: dict[str, list[tuple[Any, bool, datetime | None]]] = defaultdict(list)
        self._spoken: set[tuple[Speaker, str]] = set()

    def say(
        self,
        origin: Origin,
        speaker: Speaker,
        text: str,
        at: datetime | None,
        *,
        agent: str | None = None,
        once: bool = False,
    ) -> None:
        """A message. With `once`, one that repeats what was said before is history and left out."""
        text = prose(text).strip()
        if text in {"", "None", "null"} or (once and (speaker, text) in self._spoken):
            return
        self._spoken.add((speaker, text))
        self._events.append(
            Said(
                origin=origin,
                session=self.session,
                order=len(self._events),
                agent=agent and shown_name(agent),
                speaker=speaker,
                text=text[: LONGEST[speaker]],
                at=at,
            )
        )

    def call(  # noqa: PLR0913 - the cells of a call
        self,
        origin: Origin,
        tool: str,
        arguments: Any,
        *,
        call_id: str | None = None,
        agent: str | None = None,
        service: str | None = None,
        started: datetime | None = None,
    ) -> int:
        """A call without its result; its number."""
        number = len(self._events)
        self._events.append(
            Call(
                origin=origin,
                session=self.session,
                order=number,
                agent=agent and shown_name(agent),
                service=service and shown_name(service),
                tool=shown_name(tool),
                call_id=None if call_id is None else shown_name(call_id),
                arguments=arguments_of(arguments),
                result=None,
                ending=Ending.NO_RESULT,
                started=started,
                ended=None,
            )
        )
        for key in (call_id or "", _of_tool(tool)):
            if self._early.get(key):
                result, failed, ended = self._early[key].pop(0)
                self.end(number, result, failed=failed, ended=ended)
                return number
        self._open[call_id or _of_tool(tool)].append(number)
        return number

    def result(
        self, call_id: str, value: Any, *, failed: bool, ended: datetime | None, tool: str | None = None
    ) -> bool:
        """What came back: for the first call of that id that has nothing yet, else by the tool, else for any.

        False where no such call is known so far.
        """
        number = self._waiting(call_id, tool)
        if number is None:
            self._early[call_id or _of_tool(tool)].append((value, failed, ended))
            return False
        self.end(number, value, failed=failed, ended=ended)
        return True

    def _waiting(self, call_id: str, tool: str | None) -> int | None:
        """The call that a result is of, which then waits no longer."""
        key = next((key for key in (call_id, _of_tool(tool)) if key and self._open.get(key)), None)
        if key is None and not call_id:
            waiting = [
                (numbers[0], key)
                for key, numbers in self._open.items()
                if not tool or self._tool(numbers[0]) == shown_name(tool)
            ]
            key = min(waiting)[1] if waiting else None
        if key is None:
            return None
        number = self._open[key].pop(0)
        if not self._open[key]:
            del self._open[key]
        return number

    def _tool(self, number: int) -> str | None:
        call = self._events[number]
        return call.tool if isinstance(call, Call) else None

    def end(self, number: int, value: Any, *, failed: bool = False, ended: datetime | None = None) -> None:
        """How the call of this number ended."""
        call = self._events[number]
        if isinstance(call, Call):
            ending = ending_of(value, failed=failed)
            self._events[number] = msgspec.structs.replace(call, result=result_of(value), ending=ending, ended=ended)

    def begin(self, number: int, origin: Origin, started: datetime | None, agent: str | None) -> None:
        """A call that was asked for was executed: then, there, by whom."""
        call = self._events[number]
        if isinstance(call, Call):
            self._events[number] = msgspec.structs.replace(
                call, origin=origin, started=started or call.started, agent=shown_name(agent) if agent else call.agent
            )

    def attempt(self, number: int, attempt: Attempt) -> None:
        """A request that the call of this number sent."""
        call = self._events[number]
        if isinstance(call, Call):
            self._events[number] = msgspec.structs.replace(call, attempts=(*call.attempts, attempt))

    def has_ended(self, number: int) -> bool:
        """Whether it is known how the call of this number ended."""
        call = self._events[number]
        return isinstance(call, Call) and call.ending is not Ending.NO_RESULT

    def unclaimed(self) -> int:
        """How many results belong to no call."""
        return sum(map(len, self._early.values()))

    def begins_in_the_middle(self) -> bool:
        """Whether it begins with what an agent said or did, and nobody asks for anything in it.

        Instructions that stand beside the messages are no beginning.
        """
        beside = (isinstance(each, Said) and each.origin.message is None for each in self._events)
        first = next((each for each, is_beside in zip(self._events, beside, strict=True) if not is_beside), None)
        answers = isinstance(first, Call) or (first is not None and first.speaker is Speaker.AGENT)
        return answers and not any(isinstance(each, Said) and each.speaker is Speaker.USER for each in self._events)

    def finish(self) -> Session:
        """The session, in order: by time where the times are real, else as it is written."""
        events = hushed(_timed(self._events, self.started))
        return Session(
            id=self.session,
            file=self.file,
            item=self.item,
            started=self.started,
            events=tuple(msgspec.structs.replace(each, order=order) for order, each in enumerate(events)),
            tools=tuple(dict.fromkeys(map(shown_name, self.tools))),
            partial=self.partial,
        )


def _of_tool(tool: str | None) -> str:
    """The key of calls and results that have no id, only the name of a tool."""
    return f"\0{tool}" if tool else ""


def ending_of(value: Any, *, failed: bool) -> Ending:
    """What the record itself says about an end.

    An error that tells of a lost connection leaves it open whether the other side acted, marked as an error or not; any
    other that is not marked is for the receipt to judge.
    """
    marked = failed or says_error(value)
    if marked or reads_like_error(value):
        text = (value if isinstance(value, str) else msgspec.json.encode(kept(value)).decode())[:2_000].lower()
        if text.strip() in _LOST_ALONE or _OF_SERVER.search(text) or any(word in text for word in _LOST):
            return Ending.LOST
    return Ending.ERROR if marked else Ending.RESULT


def _moment(event: Event) -> datetime | None:
    return event.started if isinstance(event, Call) else event.at


def _timed(events: list[Event], started: datetime | None) -> list[Event]:
    """Times that all are the same order nothing and are bounds at best; else an event without one keeps its place."""
    times = [moment for moment in map(_moment, events) if moment]
    if len(times) > 1 and len(set(times)) == 1:
        started = started or times[0]
        events, times = [_without_time(each) for each in events], []
    if not times:
        return [_from_start(each, started) for each in events] if started else events
    keyed: list[tuple[datetime, int, Event]] = []
    latest = min(times)
    for place, event in enumerate(events):
        latest = _moment(event) or latest
        keyed.append((latest, place, event))
    return [event for _, _, event in sorted(keyed, key=lambda each: each[:2])]


def _without_time(event: Event) -> Event:
    if isinstance(event, Call):
        return msgspec.structs.replace(event, started=None, ended=None)
    return msgspec.structs.replace(event, at=None)


def _from_start(event: Event, started: datetime) -> Event:
    return msgspec.structs.replace(event, started=started, lower_bound=True) if isinstance(event, Call) else event
