"""From listed files to a snapshot: what has not changed since the last run is kept, the rest is read and understood."""

from collections.abc import Iterator, Mapping, Sequence

from blastradius.finding import Finding
from blastradius.source.cache import Cache
from blastradius.source.crew import Understood, Watch, understand_all
from blastradius.source.documents import Card, Documents, cards_of
from blastradius.source.folders import Listed
from blastradius.source.listing import Files, known_before
from blastradius.source.snapshot import UNREAD, Snapshot, packed_places

_RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before it was read may change again without its times telling."""


class Reading:
    """One time of reading an inventory, begun at a time in nanoseconds. `known` is what the last one knew."""

    def __init__(self, cache: Cache, known: Snapshot | None, began: int, watch: Watch) -> None:
        self._cache = cache
        self._watch = watch
        self._began = began
        self._known = known
        self._before = known_before(known.trees) if known else {}
        self._unsettled = frozenset(known.unsettled) if known else frozenset()

    def read(self, files: Files, findings: list[Finding]) -> Snapshot:
        """The snapshot of these files; why one could not be read goes to `findings`."""
        every = range(len(files))
        same = {number: before for number in every if (before := self._same(files, number)) is not None}
        new = [number for number in every if number not in same]
        understood: dict[int, Understood] = {}
        for number, outcome in zip(
            new, self._outcomes([(files.file(each), files.shown(each)) for each in new]), strict=True
        ):
            if isinstance(outcome, Finding):
                findings.append(outcome)
            else:
                understood[number] = outcome
        snapshot = self._snapshot(files, same, understood)
        self._cache.save(snapshot)
        return snapshot

    def _outcomes(self, files: Sequence[tuple[str, str]]) -> Iterator[Understood | Finding]:
        return understand_all(files, self._cache, self._watch)

    def _same(self, files: Files, number: int) -> int | None:
        """The number that a file had in the last run, if it has not changed since."""
        if not self._before:
            return None
        before, listed = self._before.get(files.key(number), (0, None))
        return before if listed == files.listed[number] and before not in self._unsettled else None

    def _snapshot(self, files: Files, same: Mapping[int, int], understood: Mapping[int, Understood]) -> Snapshot:
        digests: list[bytes] = []
        places: list[tuple[int, int]] = []
        cards: list[Card] = []
        troubled: list[int] = []
        remarked: list[int] = []
        before = _Before(self._known) if self._known and same else None
        for number in range(len(files)):
            found = understood.get(number)
            if found is None and before and number in same:
                found = before.of(same[number])
            digests.append(found.digest if found else UNREAD)
            if found is None:
                continue
            places += ((number, place) for place in range(len(found.cards)))
            cards += found.cards
            if found.troubled:
                troubled.append(number)
            if found.remarked:
                remarked.append(number)
        return Snapshot(
            trees=files.trees,
            unsettled=tuple(
                number
                for number, (file, name) in enumerate(zip(files.listed, digests, strict=True))
                if name == UNREAD or not self._is_settled(file)
            ),
            markers={root: marker for root, marker in files.markers.items() if self._is_settled(marker[0])},
            digests=b"".join(digests),
            places=packed_places(places),
            cards=cards_of(cards),
            troubled=tuple(troubled),
            remarked=tuple(remarked),
        )

    def _is_settled(self, file: Listed) -> bool:
        """Whether the next run may know it again by its times: it was not read right after it changed."""
        return 0 < max(file.modified, file.changed) <= self._began - _RACY


class _Before:
    """What a snapshot says of each of its files."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._troubled = frozenset(snapshot.troubled)
        self._remarked = frozenset(snapshot.remarked)
        words: list[list[str]] = [[] for _ in snapshot.every_place()]
        documents = Documents(snapshot.cards)
        for kind in documents.cards.naming:
            for what, numbers in documents.words(kind).items():
                word = f"{kind}:{what}"
                for number in numbers:
                    words[number].append(word)
        self._cards: list[list[Card]] = [[] for _ in snapshot.every_digest()]
        cards: dict[int, Card] = {}
        for kind in documents.kinds:
            for name, numbers in documents.named(kind).items():
                cards.update({number: (kind, name, tuple(words[number])) for number in numbers})
        for number, (file, _) in enumerate(snapshot.every_place()):
            self._cards[file].append(cards[number])

    def of(self, file: int) -> Understood:
        """The file of this number."""
        return Understood(
            digest=self._snapshot.digest(file),
            cards=tuple(self._cards[file]),
            troubled=file in self._troubled,
            remarked=file in self._remarked,
        )
