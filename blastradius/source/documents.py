"""The documents of an inventory, in the order of files, found by what they are and by what they name.

Making one costs time, and an incident needs few of them: what can be answered from the cards is answered from there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from msgspec import Struct

from blastradius.source.document import Document
from blastradius.source.mentions import mentions, text_of

Card: TypeAlias = tuple[str | None, str | None, tuple[str, ...]]
"""Kind, id and mentions of one document."""


class Cards(Struct, frozen=True, array_like=True):
    """What is known of each document without opening it: kind and id, or `None` where it has none that is text.

    `naming` has, for every word of `mentions`, by its kind and what it names, the numbers of the documents that do so.
    """

    kinds: tuple[str | None, ...]
    ids: tuple[str | None, ...]
    naming: dict[str, dict[str, list[int]]]


def card_of(data: Mapping[str, Any]) -> Card:
    """Kind, id and mentions of what one document says."""
    kind = data.get("kind")
    return (kind if isinstance(kind, str) else None, text_of(data.get("id")), mentions(data))


def cards_of(cards: Iterable[Card]) -> Cards:
    """The cards of documents, numbered as they come."""
    kinds, ids = [], []
    naming: dict[str, dict[str, list[int]]] = {}
    for number, (kind, name, words) in enumerate(cards):
        kinds.append(kind)
        ids.append(name)
        for word in words:
            kind_of_word, _, what = word.partition(":")
            naming.setdefault(kind_of_word, {}).setdefault(what, []).append(number)
    return Cards(tuple(kinds), tuple(ids), naming)


class Documents:
    """A sequence of documents. `fetch(number)` makes one, and is asked once for each."""

    def __init__(self, cards: Cards, fetch: Callable[[int], Document]) -> None:
        self.cards = cards
        self._fetch = fetch
        self._made: dict[int, Document] = {}

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Documents":
        """Those that are there already."""
        listed = tuple(documents)
        return cls(cards_of(card_of(each.data) for each in listed), listed.__getitem__)

    def __len__(self) -> int:
        return len(self.cards.kinds)

    def __iter__(self) -> Iterator[Document]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> Document:
        document = self._made.get(number)
        if document is None:
            document = self._made[number] = self._fetch(number)
        return document

    def named(self, kind: str) -> Mapping[str, Sequence[int]]:
        """The numbers of the documents of a kind, by id."""
        return self._named.get(kind, {})

    def naming(self, word: str) -> Sequence[int]:
        """The numbers of the documents that name something, by the words of `mentions`."""
        kind, _, what = word.partition(":")
        return self.cards.naming.get(kind, {}).get(what, ())

    def words(self, kind: str) -> Collection[str]:
        """Everything that some document names, by the kind of word."""
        return self.cards.naming.get(kind, {}).keys()

    @cached_property
    def _named(self) -> dict[str, dict[str, list[int]]]:
        found: dict[str, dict[str, list[int]]] = {}
        for number, (kind, name) in enumerate(zip(self.cards.kinds, self.cards.ids, strict=True)):
            if kind is not None and name is not None:
                found.setdefault(kind, {}).setdefault(name, []).append(number)
        return found
