"""A span or an observation, whatever the format calls it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from blastradius.traces.events import Attempt, Origin


class Span(Struct, kw_only=True):
    """A span, whatever the format calls it. Only what its `role` needs is set.

    `role`: `tool` where a tool was executed, `model` where a model answered, else empty. `said` are the messages that a
    model was given, `answers` those that it gave. `unread` says what in it looks like a call and could not be
    read, `attempt` which request it sent. `around`: it is of a whole run, and repeats what the spans in it show.
    `place` counts the spans of a file from 0, `calls` stand for those in its answers, `again` says by their ids
    how many it was given as made before, where these are counted anew in each answer.
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
    unread: str = ""
    attempt: Attempt | None = None
    around: bool = False
    place: int = 0
    calls: tuple[int, ...] = ()
    again: Mapping[str, int] = {}
