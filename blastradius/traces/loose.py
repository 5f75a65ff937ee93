"""Messages that stand one on a line: together they are one conversation, or one for each session that they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.groups import Groups, size_of
from blastradius.traces.index import Index
from blastradius.traces.spool import Spool

NAMES = ("session_id", "sessionId", "conversation_id", "thread_id")
"""Fields that name the session of a message."""


class Loose:
    """The single messages of a file. Those of sessions that none was of for long are kept out of memory."""

    def __init__(self, name: str) -> None:
        self._name = name  # of the session of those that name none
        self._numbers = Index()
        self._names: Spool[str] = Spool(entities=False)
        self._groups: Groups[tuple[Mapping[str, Any], int]] = Groups(size_of)

    def __bool__(self) -> bool:
        return len(self._names) > 0

    def add(self, message: Mapping[str, Any], line: int) -> None:
        """One more, and the line that it stands on, 0 for none."""
        name = str(next((message[key] for key in NAMES if message.get(key)), self._name))
        number = self._numbers.get("session", name)
        if number is None:
            number = self._groups.new()
            self._numbers.put("session", name, number)
            self._names.append(name)
        self._groups.add(number, (message, line))

    def sessions(self) -> Iterator[tuple[str, Iterator[tuple[Mapping[str, Any], int]]]]:
        """The sessions by name, in the order in which they begin, with their messages and the lines of these."""
        self._groups.close()
        return ((name, self._groups.values(number)) for number, name in enumerate(self._names))
