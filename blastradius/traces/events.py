"""What happened in a recorded run: calls of tools, and what was said. Every reader of a format makes these.

Values are as JSON has them, unwrapped: `arguments` is a mapping where the call had named ones, `result` what the tool
gave back. Neither is printed by anything without having been looked through for secrets.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct


class Origin(Struct, frozen=True, kw_only=True):
    """Where an event is written. `item` is the run in its file, `message` the message in that run, both from 0.

    `item`, `message`, `line` and `span` are `None` where the format has none.
    """

    file: str
    item: int | None = None
    message: int | None = None
    line: int | None = None
    span: str | None = None


class Speaker(StrEnum):
    """Who said something."""

    USER = "user"
    AGENT = "agent"
    SYSTEM = "system"


class Ending(StrEnum):
    """What the record itself says about how a call ended, before any receipt is looked at.

    `ERROR` is an error that the tool or the runtime marked; `LOST` one that says nothing about the effect (a time-out,
    a broken connection); `NO_RESULT` that none was recorded.
    """

    RESULT = "result"
    ERROR = "error"
    LOST = "lost"
    NO_RESULT = "no-result"


class Attempt(Struct, frozen=True, kw_only=True):
    """A request that the client of a tool sent below one call. `where` is its address without query and account.

    `status` is the code of the answer and `error` the kind of failure, both `None` where none is recorded.
    """

    method: str
    where: str
    status: int | None
    error: str | None
    started: datetime | None


class Call(Struct, frozen=True, kw_only=True):
    """A call of a tool, once, however often the record shows it.

    `agent` is what the record calls the agent, `service` what it calls the program. `order` counts the events of a
    session from 0, by time where real times are known, else by place. `started` and `ended` are in UTC; `lower_bound`
    means that `started` is only the start of the session. `attempts` are the requests that it sent, where spans show
    them and more than reading was asked for.
    """

    origin: Origin
    session: str
    order: int
    agent: str | None
    service: str | None
    tool: str
    call_id: str | None
    arguments: Any
    result: Any
    ending: Ending
    started: datetime | None
    ended: datetime | None
    lower_bound: bool = False
    attempts: tuple[Attempt, ...] = ()


class Said(Struct, frozen=True, kw_only=True):
    """A message of a person or an agent."""

    origin: Origin
    session: str
    order: int
    agent: str | None
    speaker: Speaker
    text: str
    at: datetime | None


Event: TypeAlias = Call | Said

Key: TypeAlias = tuple[str, int, str]
"""Tells sessions apart: file, run and name. Two files can use one name."""


def key_of(call: Call) -> Key:
    """Which session a call is of."""
    return (call.origin.file, -1 if call.origin.item is None else call.origin.item, call.session)
