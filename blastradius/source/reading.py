"""From listed files to a snapshot: what has not changed since the last run is kept, the rest is read and understood."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from blastradius.finding import Finding
from blastradius.source.cache import Cache
from blastradius.source.crew import Understood, Watch, understand_all
from blastradius.source.documents import Card, Documents, amended, cards_of
from blastradius.source.folders import Listed, Marker, changed_files
from blastradius.source.listing import Files, known_before
from blastradius.source.snapshot import UNREAD, Snapshot, packed_places

_RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before it was read may change again without its times telling."""
_FEW = 16
"""What the last run knew is amended where fewer than one in so many files changed."""
_OFTEN = 256
"""After so many files were read again, what no file holds is looked for: that takes as long as amending an index."""


class Reading:
    """One time of reading an inventory, begun at a time in nanoseconds. `known` is what the last one knew."""

    def __init__(self, cache: Cache, known: Snapshot | None, began: int, watch: Watch) -> None:
        self._cache = cache
        self._watch = watch
        self._began = began
        self._known = known

    def read(self, files: Files, findings: list[Finding]) -> Snapshot:
        """The snapshot of these files; why one could not be read goes to `findings`."""
        changed = changed_files(self._known.trees, files.trees) if self._known else None
        if self._known and changed is not None:
            new = sorted({*changed, *self._known.unsettled})
            same = {number: number for number in set(range(len(files))).difference(new)}
        else:
            same = self._same(files)
            new = [number for number in range(len(files)) if number not in same]
        fresh = self._fresh(files, new, findings)
        amended = None
        if changed is not None:
            understood = dict(fresh)
            fresh = iter(understood.items())
            amended = self._amended(files, understood) if len(understood) == len(new) else None
        snapshot = amended or self._snapshot(files, same, fresh)
        self._cache.save(snapshot)
        return snapshot

    def _fresh(self, files: Files, new: Sequence[int], findings: list[Finding]) -> Iterator[tuple[int, Understood]]:
        """The new files by their numbers, as they are understood; why one could not be read goes to `findings`."""
        for number, outcome in zip(new, self._outcomes(files.places(new)), strict=True):
            if isinstance(outcome, Finding):
                findings.append(outcome)
            else:
                yield number, outcome

    def _outcomes(self, files: Sequence[tuple[str, str]]) -> Iterator[Understood | Finding]:
        return understand_all(files, self._cache, self._watch)

    def _same(self, files: Files) -> dict[int, int]:
        """For each file that has not changed since the last run, the number that it had there."""
        known = known_before(self._known.trees) if self._known else {}
        unsettled = frozenset(self._known.unsettled if self._known else ())
        same = {}
        for number, now in enumerate(files.listed if known else ()):
            before, listed = known.get(files.key(number), (0, None))
            if listed == now and before not in unsettled:
                same[number] = before
        return same

    def _amended(self, files: Files, understood: Mapping[int, Understood]) -> Snapshot | None:
        """The snapshot of the last run with what is new in a few files; `None` where it has to be made anew."""
        known = self._known
        if known is None or len(understood) * _FEW > len(files):
            return None
        numbers: dict[int, list[int]] = {}
        for number, (file, _) in enumerate(known.every_place()):
            if file in understood:
                numbers.setdefault(file, []).append(number)
        changes: dict[int, tuple[Card, Card]] = {}
        for file, found in understood.items():
            entry = self._cache.entry(known.digest(file))
            if entry is None or len(entry.contents) != len(found.cards):
                return None
            pairs = ((content.card, card) for content, card in zip(entry.contents, found.cards, strict=True))
            changes.update(zip(numbers.get(file, ()), pairs, strict=True))
        cards = amended(known.cards, changes)
        if cards is None:
            return None
        replaced = known.replaced + len(understood)
        listings = zip(understood, files.listings(understood), strict=True)
        return Snapshot(
            trees=files.trees,
            unsettled=tuple(number for number, file in listings if not self._is_settled(file)),
            markers=self._settled_markers(files),
            digests=known.digests_with({number: found.digest for number, found in understood.items()}),
            places=known.places,
            cards=cards,
            troubled=_where(known.troubled, understood, lambda each: each.troubled),
            remarked=_where(known.remarked, understood, lambda each: each.remarked),
            replaced=replaced if replaced <= _OFTEN else 0,
        )

    def _snapshot(self, files: Files, same: Mapping[int, int], fresh: Iterator[tuple[int, Understood]]) -> Snapshot:
        """The snapshot of files that are the same as before, and fresh ones; made while others are still understood."""
        digests: list[bytes] = []
        places: list[tuple[int, int]] = []
        troubled: list[int] = []
        remarked: list[int] = []
        before = _Before(self._known) if self._known and same else None

        def cards() -> Iterator[Card]:
            pending = next(fresh, None)
            for number in range(len(files)):
                found = None
                if pending and pending[0] == number:
                    found, pending = pending[1], next(fresh, None)
                elif before and number in same:
                    found = before.of(same[number])
                digests.append(found.digest if found else UNREAD)
                if found is None:
                    continue
                places.extend((number, place) for place in range(len(found.cards)))
                if found.troubled:
                    troubled.append(number)
                if found.remarked:
                    remarked.append(number)
                yield from found.cards

        told = cards_of(cards())
        return Snapshot(
            trees=files.trees,
            unsettled=self._unsettled(files, digests) if self._cache.keeps else (),
            markers=self._settled_markers(files),
            digests=b"".join(digests),
            places=packed_places(places),
            cards=told,
            troubled=tuple(troubled),
            remarked=tuple(remarked),
            replaced=0,
        )

    def _unsettled(self, files: Files, digests: Sequence[bytes]) -> tuple[int, ...]:
        """The numbers of the files that the next run may not know again, or that could not be read."""
        return tuple(
            number
            for number, (file, name) in enumerate(zip(files.listed, digests, strict=True))
            if name == UNREAD or not self._is_settled(file)
        )

    def _settled_markers(self, files: Files) -> dict[str, Marker]:
        return {root: marker for root, marker in files.markers.items() if self._is_settled(marker[0])}

    def _is_settled(self, file: Listed) -> bool:
        """Whether the next run may know it again by its times: it was not read right after it changed."""
        return 0 < max(file.modified, file.changed) <= self._began - _RACY


def _where(
    before: Iterable[int], understood: Mapping[int, Understood], holds: Callable[[Understood], bool]
) -> tuple[int, ...]:
    """The numbers of files of which something holds, now that some were read anew."""
    now = (number for number, found in understood.items() if holds(found))
    return tuple(sorted({*before}.difference(understood).union(now)))


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
                cards.update({number: (kind, name, tuple(sorted(words[number]))) for number in numbers})
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
