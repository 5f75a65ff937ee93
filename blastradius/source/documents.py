"""The documents of an inventory, in the order of files, found by what they are and by what they name.

Making one costs time, and an incident needs few of them: what can be answered from the cards is answered from there.
"""

from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from blastradius.source.document import Document
from blastradius.source.tables import Table

Card: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Kind, id, and the words of `mentions`, `notes`, `risks` and `doubts` of one document; kind and id empty without."""
_EMPTY = Table()


class Cards(Struct, frozen=True, array_like=True):
    """What is known of each of `count` documents without opening it, by their numbers.

    `named` has tables of them by id, one for each kind, each empty where a document has none that is text; `kinds` has
    the place of its kind among these for each document, in 32 bits. `doubled` has the ids that several of a kind have.
    `naming` has, for every word of `mentions`, `notes`, `risks` and `doubts`, by its kind and what it names, those that
    do so. Each table is kept packed, because an answer needs few of them.
    """

    count: int
    kinds: bytes
    named: dict[str, Table]
    doubled: dict[str, tuple[str, ...]]
    naming: dict[str, Table]


def cards_of(cards: Iterable[Card]) -> Cards:
    """The cards of documents, numbered as they come."""
    kinds = array("I")
    places: dict[str, int] = {}
    named: dict[str, dict[str, list[int]]] = {}
    naming: dict[str, dict[str, list[int]]] = {}
    for number, (kind, name, words) in enumerate(cards):
        kinds.append(places.setdefault(kind, len(places)))
        named.setdefault(kind, {}).setdefault(name, []).append(number)
        for word in words:
            kind_of_word, _, what = word.partition(":")
            naming.setdefault(kind_of_word, {}).setdefault(what, []).append(number)
    doubled = {kind: tuple(name for name in table if len(table[name]) > 1) for kind, table in named.items()}
    return Cards(len(kinds), kinds.tobytes(), _tables(named), doubled, _tables(naming))


def amended(cards: Cards, changes: Mapping[int, tuple[Card, Card]]) -> Cards | None:
    """The cards where those of a few documents, by their numbers, were one thing and are another.

    The same as if all were made anew; `None` where that has to be done, as a document has another name or a table comes
    or goes.
    """
    gone: dict[str, list[tuple[str, int]]] = {}
    come: dict[str, list[tuple[str, int]]] = {}
    for number, (before, now) in changes.items():
        if before[:2] != now[:2]:
            return None
        for found, one, other in ((gone, before, now), (come, now, before)):
            for word in set(one[2]).difference(other[2]):
                kind, _, what = word.partition(":")
                found.setdefault(kind, []).append((what, number))
    naming = dict(cards.naming)
    for kind in gone.keys() | come.keys():
        table = {word: list(numbers) for word, numbers in naming.get(kind, _EMPTY).items()}
        for word, number in gone.get(kind, ()):
            table[word].remove(number)
        for word, number in come.get(kind, ()):
            insort(table.setdefault(word, []), number)
        rows = sorted((numbers[0], word, numbers) for word, numbers in table.items() if numbers)
        if kind not in naming or not rows:
            return None
        naming[kind] = Table.of({word: numbers for _, word, numbers in rows})
    return replace(cards, naming=naming)


def _tables(tables: Mapping[str, dict[str, list[int]]]) -> dict[str, Table]:
    return {kind: Table.of(table) for kind, table in tables.items()}


def _unread(number: int) -> Document:
    raise KeyError(number)


def _no_profile(_: str) -> None:
    """Documents by themselves name no profile that travels with the program."""


class Documents:
    """A sequence of documents. `fetch(number)` makes one, and is asked once for each.

    `profile` gives the profile of a vendor that travels with the program, by its id.
    """

    def __init__(
        self,
        cards: Cards,
        fetch: Callable[[int], Document] = _unread,
        profile: Callable[[str], Document | None] = _no_profile,
    ) -> None:
        self.cards = cards
        self.profile = profile
        self._sorted: dict[str, list[str]] = {}
        self._kinds = memoryview(cards.kinds).cast("I")
        self._places = {kind: place for place, kind in enumerate(cards.named)}
        self._fetch = fetch
        self._made: dict[int, Document] = {}

    @classmethod
    def of(cls, documents: Iterable[Document], profile: Callable[[str], Document | None] = _no_profile) -> "Documents":
        """Those that are there already."""
        from blastradius.source.words import card_of  # noqa: PLC0415 - a warm start makes no card

        listed = tuple(documents)
        return cls(cards_of(card_of(each.data, broken=each.broken) for each in listed), listed.__getitem__, profile)

    def __len__(self) -> int:
        return self.cards.count

    def __iter__(self) -> Iterator[Document]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> Document:
        document = self._made.get(number)
        if document is None:
            document = self._made[number] = self._fetch(number)
        return document

    def named(self, kind: str) -> Table:
        """The numbers of the documents of a kind, by id."""
        return self.cards.named.get(kind, _EMPTY)

    def doubled(self, kind: str) -> Sequence[str]:
        """The ids that several documents of a kind have; empty for those that have none."""
        return self.cards.doubled.get(kind, ())

    def is_of(self, kind: str, number: int) -> bool:
        """Whether the document of this number is of a kind."""
        return self._kinds[number] == self._places.get(kind)

    def naming(self, word: str) -> Sequence[int]:
        """The numbers of the documents that name something, by the words of their cards."""
        kind, _, what = word.partition(":")
        return self.words(kind).numbers(what)

    def words(self, kind: str) -> Table:
        """Everything that some document names, by the kind of word, with the numbers of those documents."""
        return self.cards.naming.get(kind, _EMPTY)

    def words_from(self, kind: str, beginning: str) -> Iterator[str]:
        """Those of the words of a kind that begin like this, sorted."""
        if kind not in self._sorted:
            self._sorted[kind] = sorted(self.words(kind))
        listed = self._sorted[kind]
        rest = islice(listed, bisect_left(listed, beginning), None)
        return takewhile(lambda word: word.startswith(beginning), rest)

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of all documents; empty for one that has none."""
        return self.cards.named.keys()
