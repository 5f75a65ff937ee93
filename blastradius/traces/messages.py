"""Conversations, message by message, into the events of one session."""

from collections.abc import Mapping, Sequence
from typing import Any

from blastradius.traces.events import Origin
from blastradius.traces.parts import Asked
from blastradius.traces.session import Happening
from blastradius.traces.turns import Spoken, Turn, turn_of

_KINDS = {
    str: "a text",
    list: "a list",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


def read_messages(
    messages: Sequence[Any],
    into: Happening,
    *,
    line: int | None = None,
    lines: Sequence[int] = (),
    first: int = 0,
) -> list[tuple[int, str]]:
    """Read one conversation; the numbers of messages that could not be read, and why.

    `lines` say where each stands, `first` is the number of the first.
    """
    bad: list[tuple[int, str]] = []
    for number, message in enumerate(messages, first):
        if not isinstance(message, Mapping):
            bad.append((number, f"is {_KINDS.get(type(message), 'something')} and no message"))
            continue
        place = lines[number - first] if number - first < len(lines) else line
        turn = turn_of(message)
        if turn is None:
            bad.append((number, "has neither a role nor a type that is known"))
            continue
        tell(turn, into, Origin(file=into.file, item=into.item, message=number, line=place))
        if turn.unread:
            bad.append((number, "holds what looks like calls of tools, in a form that is not known"))
    return bad


def tell(turn: Turn, into: Happening, origin: Origin) -> None:
    """Add what a message holds."""
    for item in turn.items:
        if isinstance(item, Spoken):
            into.say(origin, item.speaker, item.text, turn.at, agent=turn.agent)
        elif isinstance(item, Asked):
            into.call(origin, item.tool, item.arguments, call_id=item.call_id, agent=turn.agent, started=turn.at)
        else:
            into.result(item.call_id or "", item.value, tool=item.tool, failed=item.failed, ended=turn.at)
