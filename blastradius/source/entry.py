"""One file as it was understood, and where everything stands in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from blastradius.finding import Finding
from blastradius.source.comment import Comment
from blastradius.source.document import Hidden, Mark, Place, Pointer, place_in
from blastradius.source.documents import Card

if TYPE_CHECKING:
    from blastradius.source.quick_places import QuickPlaces

_NOWHERE: Mark = [0, 0, 0, 0]
_FEW = 50
"""Places of a document that are looked for one by one, each from its beginning."""


class Content(msgspec.Struct, frozen=True, array_like=True):
    """One document of a file: its place in there, its data as JSON, whether it was cut off, and its card."""

    index: int
    data: bytes
    broken: bool
    card: Card


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What one file holds. Findings have no path yet.

    `remarks` are the comments in it that speak to us; `plain` says that it was read quickly.
    """

    contents: tuple[Content, ...]
    problems: tuple[Finding, ...]
    hidden: tuple[Hidden, ...]
    remarks: tuple[Comment, ...]
    plain: bool

    def findings(self, path: str) -> Iterator[Finding]:
        """The findings, as found under this path."""
        for finding in self.problems:
            where = msgspec.structs.replace(finding.location, path=path)
            yield msgspec.structs.replace(finding, location=where)


def encoded(entry: Entry) -> bytes:
    """An entry as the cache keeps it."""
    return msgspec.msgpack.encode(entry)


def places_of(data: bytes, entry: Entry) -> "Places":
    """Where everything stands in a file that holds this entry."""
    from blastradius.source.text import decoded_again  # noqa: PLC0415 - a warm start needs none of it

    return Places(decoded_again(data, entry.hidden), plain=entry.plain)


class Places:
    """Where everything stands in a text: looked for one by one where it is plain, and all at once where many ask."""

    def __init__(self, text: str, *, plain: bool) -> None:
        self._text = text
        self._plain = plain
        self._asked: Counter[int] = Counter()

    def find(self, index: int, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads in a document, or where the key stands that leads there."""
        self._asked[index] += 1
        if self._plain and self._asked[index] <= _FEW:
            return self._quick.find(index, data, pointer, key_only=key_only)
        return place_in(self._marks.get(index, _NOWHERE), pointer, key_only=key_only)

    @cached_property
    def _quick(self) -> "QuickPlaces":
        from blastradius.source.quick_places import QuickPlaces  # noqa: PLC0415 - as above

        return QuickPlaces(self._text)

    @cached_property
    def _marks(self) -> dict[int, Mark]:
        from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - as above

        return {document.index: document.marks for document in read_yaml(self._text, "")[0]}
