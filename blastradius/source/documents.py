"""The documents of an inventory, in the order of files, found by what they are and by what they name.

Making one costs time, and an incident needs few of them: what can be answered from the cards is answered from there.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, takewhile
from typing import Any, TypeAlias

from msgspec import Raw, Struct, msgpack

from blastradius.source.document import Document

Card: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Kind, id, and the words of `mentions`, `notes`, `risks` and `doubts` of one document; kind and id empty without."""


Numbers: TypeAlias = dict[str, list[int]]
"""Numbers of documents by what they are or name."""


class Cards(Struct, frozen=True, array_like=True):
    """What is known of each of `count` documents without opening it, by their numbers.

    `named` has tables of them by id, one for each kind, each empty where a document has none that is text.
    `naming` has, for every word of `mentions`, `notes`, `risks` and `doubts`, by its kind and what it names, those that
    do so. Each table is packed, because an answer needs few of them.
    """

    count: int
    named: dict[str, Raw]
    naming: dict[str, Raw]


def card_of(data: Mapping[str, Any], *, broken: bool = False) -> Card:
    """Kind, id, mentions and notes of what one document says; a `broken` one was cut off by a syntax error."""
    from blastradius.source.doubts import doubts  # noqa: PLC0415 - a warm start makes no card
    from blastradius.source.mentions import mentions, text_of  # noqa: PLC0415 - as above
    from blastradius.source.notes import notes  # noqa: PLC0415 - as above
    from blastradius.source.risks import risks  # noqa: PLC0415 - as above

    kind = data.get("kind")
    words = mentions(data) | notes(data) | risks(data) | doubts(data)
    if broken:
        words.add("note:broken")
    return (kind if isinstance(kind, str) else "", text_of(data.get("id")) or "", tuple(sorted(words)))


def cards_of(cards: Iterable[Card]) -> Cards:
    """The cards of documents, numbered as they come."""
    count = 0
    named: dict[str, dict[str, list[int]]] = {}
    naming: dict[str, dict[str, list[int]]] = {}
    for number, (kind, name, words) in enumerate(cards):
        count += 1
        named.setdefault(kind, {}).setdefault(name, []).append(number)
        for word in words:
            kind_of_word, _, what = word.partition(":")
            naming.setdefault(kind_of_word, {}).setdefault(what, []).append(number)
    return Cards(count, _packed(named), _packed(naming))


def _packed(tables: Mapping[str, Numbers]) -> dict[str, Raw]:
    return {kind: Raw(msgpack.encode(table)) for kind, table in tables.items()}


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
        self._named: dict[str, Numbers] = {}
        self._naming: dict[str, Numbers] = {}
        self._sorted: dict[str, list[str]] = {}
        self._of_kind: dict[str, frozenset[int]] = {}
        self._fetch = fetch
        self._made: dict[int, Document] = {}

    @classmethod
    def of(cls, documents: Iterable[Document], profile: Callable[[str], Document | None] = _no_profile) -> "Documents":
        """Those that are there already."""
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

    def named(self, kind: str) -> Mapping[str, Sequence[int]]:
        """The numbers of the documents of a kind, by id."""
        return _unpacked(self.cards.named, kind, self._named)

    def of_kind(self, kind: str) -> frozenset[int]:
        """The numbers of the documents of a kind."""
        if kind not in self._of_kind:
            self._of_kind[kind] = frozenset(chain.from_iterable(self.named(kind).values()))
        return self._of_kind[kind]

    def naming(self, word: str) -> Sequence[int]:
        """The numbers of the documents that name something, by the words of their cards."""
        kind, _, what = word.partition(":")
        return _unpacked(self.cards.naming, kind, self._naming).get(what, ())

    def words(self, kind: str) -> Collection[str]:
        """Everything that some document names, by the kind of word."""
        return _unpacked(self.cards.naming, kind, self._naming).keys()

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


def _unpacked(tables: Mapping[str, Raw], kind: str, known: dict[str, Numbers]) -> Numbers:
    """One table of many, read when it is first asked for."""
    if kind not in known:
        known[kind] = msgpack.decode(tables[kind], type=Numbers) if kind in tables else {}
    return known[kind]
