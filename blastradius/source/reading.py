"""From listed files to a snapshot: what has not changed since the last run is kept, the rest is read and understood."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from blastradius.finding import Finding
from blastradius.source.cache import Cache, Snapshot
from blastradius.source.crew import Understood, Watch, understand_all
from blastradius.source.discover import Listed
from blastradius.source.documents import Card, cards_of

_RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before it was read may change again without its times telling."""
_NEVER = -1
"""A size that no file has: what was listed with it is read again."""
UNREAD = b""
"""The digest of a file that could not be read."""

_Times = tuple[str, int, int, int, int]


def listing(files: Iterable[Listed]) -> bytes:
    """All that tells whether a file was changed: where it is, its size, times and inode."""
    return msgspec.msgpack.encode([(file, *rest) for file, _, *rest in files])


class Reading:
    """One time of reading an inventory, begun at a time in nanoseconds. `known` is what the last one knew."""

    def __init__(self, cache: Cache, known: Snapshot | None, began: int, watch: Watch) -> None:
        self._cache = cache
        self._watch = watch
        self._began = began
        self._known = known
        listed = msgspec.msgpack.decode(known.listing, type=list[_Times]) if known else []
        self._before = {file: (number, times) for number, (file, *times) in enumerate(listed)}

    def read(self, files: Sequence[Listed], findings: list[Finding]) -> Snapshot:
        """The snapshot of these files; why one could not be read goes to `findings`."""
        same = {number: before for number, file in enumerate(files) if (before := self._same(file)) is not None}
        new = [number for number in range(len(files)) if number not in same]
        understood: dict[int, Understood] = {}
        for number, outcome in zip(new, self._outcomes([files[each] for each in new]), strict=True):
            if isinstance(outcome, Finding):
                findings.append(outcome)
            else:
                understood[number] = outcome
        snapshot = self._snapshot(files, same, understood)
        self._cache.save(snapshot)
        return snapshot

    def _outcomes(self, files: Sequence[Listed]) -> Iterator[Understood | Finding]:
        return understand_all(files, self._cache, self._watch)

    def _same(self, file: Listed) -> int | None:
        """The number that a file had in the last run, if it has not changed since."""
        number, times = self._before.get(file.file, (0, None))
        return number if times == [file.size, file.modified, file.changed, file.inode] else None

    def _snapshot(
        self, files: Sequence[Listed], same: Mapping[int, int], understood: Mapping[int, Understood]
    ) -> Snapshot:
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
            listing=listing(self._trusted(files, digests)),
            digests=tuple(digests),
            places=tuple(places),
            cards=cards_of(cards),
            troubled=tuple(troubled),
            remarked=tuple(remarked),
        )

    def _trusted(self, files: Sequence[Listed], digests: Sequence[bytes]) -> Iterator[Listed]:
        """The files as the next run may know them again: not the ones that were read right after they changed."""
        young = self._began - _RACY
        for file, name in zip(files, digests, strict=True):
            doubtful = name == UNREAD or file.modified > young or file.changed > young
            yield file._replace(size=_NEVER) if doubtful else file


class _Before:
    """What a snapshot says of each of its files."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._digests = snapshot.digests
        self._troubled = frozenset(snapshot.troubled)
        self._remarked = frozenset(snapshot.remarked)
        words: list[list[str]] = [[] for _ in snapshot.places]
        for kind, named in snapshot.cards.naming.items():
            for name, numbers in named.items():
                for number in numbers:
                    words[number].append(f"{kind}:{name}")
        self._cards: list[list[Card]] = [[] for _ in snapshot.digests]
        cards = zip(snapshot.cards.kinds, snapshot.cards.ids, map(tuple, words), strict=True)
        for (file, _), card in zip(snapshot.places, cards, strict=True):
            self._cards[file].append(card)

    def of(self, file: int) -> Understood:
        """The file of this number."""
        return Understood(
            digest=self._digests[file],
            cards=tuple(self._cards[file]),
            troubled=file in self._troubled,
            remarked=file in self._remarked,
        )
