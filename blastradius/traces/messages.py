"""Conversations, message by message, into the events of one session."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from blastradius.traces.events import Origin
from blastradius.traces.parts import Asked
from blastradius.traces.session import Happening
from blastradius.traces.thread import Entry, entry_of
from blastradius.traces.turn import Spoken, Turn
from blastradius.traces.turns import turn_of

_KINDS = {
    str: "a text",
    list: "a list",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


def read_messages(messages: Iterable[tuple[Any, int]], into: Happening) -> list[tuple[int, str]]:
    """Read one conversation of messages and the lines they stand on; the lines of those that could not be, and why."""
    bad: list[tuple[int, str]] = []
    for number, (message, line) in enumerate(messages):
        turn, why = _read(message)
        if turn is not None:
            tell(turn, into, Origin(file=into.file, item=into.item, message=number, line=line))
        if why:
            bad.append((line, why))
    return bad


def entries_of(messages: Sequence[Any], place: Origin) -> tuple[list[Entry], list[tuple[int, str]]]:
    """The messages of a record that say something; and the numbers of those that could not be read, and why."""
    entries: list[Entry] = []
    bad: list[tuple[int, str]] = []
    for number, message in enumerate(messages):
        turn, why = _read(message)
        if turn is not None and turn.items:
            entries.append(entry_of(turn, msgspec.structs.replace(place, message=number)))
        if why:
            bad.append((number, why))
    return entries, bad


def _read(message: Any) -> tuple[Turn | None, str]:
    """What a message holds, and what of it could not be read."""
    if not isinstance(message, Mapping):
        return None, f"is {_KINDS.get(type(message), 'something')} and no message"
    turn = turn_of(message)
    if turn is None:
        return None, "has neither a role nor a type that is known"
    return turn, "holds what looks like calls of tools, in a form that is not known" if turn.unread else ""


def tell(turn: Turn, into: Happening, origin: Origin) -> None:
    """Add what a message holds."""
    for item in turn.items:
        if isinstance(item, Spoken):
            into.say(origin, item.speaker, item.text, turn.at, agent=turn.agent)
        elif isinstance(item, Asked):
            into.call(origin, item.tool, item.arguments, call_id=item.call_id, agent=turn.agent, started=turn.at)
        else:
            into.result(item.call_id or "", item.value, tool=item.tool, failed=item.failed, ended=turn.at)
