"""A mapping of a document while entities are made of it: asks for a cell, gets a value of the right shape or `None`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from blastradius.model.durations import Duration, parse_duration, parse_moment
from blastradius.source.document import Ref
from blastradius.source.mentions import text_of
from blastradius.source.placeholders import LONGEST, UNKNOWN, is_open, is_placeholder

__all__ = ["UNKNOWN", "Node", "is_open"]


class Node:
    """Data and its place. `unknown`, a missing key and a value of the wrong shape all read as not known."""

    __slots__ = ("data", "ref")

    def __init__(self, data: Mapping[str, Any], ref: Ref) -> None:
        self.data = data
        self.ref = ref

    def text(self, key: str) -> str | None:
        """Text; numbers and truth values as they would be written, because `hours: 24` means what it says."""
        value = self.data.get(key)
        return None if value is None else _written(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single one counts as a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        return tuple([text for text in map(_written, items) if text is not None])

    def flag(self, key: str) -> bool | None:
        """True, false or not known."""
        value = self.data.get(key)
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self.data.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def duration(self, key: str) -> Duration | None:
        """A duration, or `unlimited`."""
        return parse_duration(self.data.get(key))

    def moment(self, key: str, *, end_of_day: bool = False) -> datetime | None:
        """A date or time."""
        return parse_moment(self.data.get(key), end_of_day=end_of_day)

    def child(self, key: str) -> "Node | None":
        """A mapping."""
        value = self.data.get(key)
        return Node(value, self.ref / key) if isinstance(value, dict) else None

    def children(self, key: str) -> Iterator["Node"]:
        """The mappings of a list; what is no mapping has been reported by the schema."""
        value = self.data.get(key)
        if isinstance(value, list):
            ref = self.ref / key
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield Node(item, ref / index)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of text to text, in the order of its keys."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            return ()
        known = ((name, text_of(item)) for name, item in sorted(value.items()))
        return tuple((name, item) for name, item in known if item is not None)

    def numbers(self, key: str) -> tuple[tuple[str, float], ...]:
        """A mapping of text to numbers, in the order of its keys."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            return ()
        return tuple(
            (name, item)
            for name, item in sorted(value.items())
            if isinstance(item, int | float) and not isinstance(item, bool)
        )


def _written(value: object) -> str | None:
    """What a cell says; a word that only stands in for an answer says nothing."""
    text = value if type(value) is str and value != UNKNOWN and value else text_of(value)
    return None if text is None or (len(text) <= LONGEST and is_placeholder(text)) else text
