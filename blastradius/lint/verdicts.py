"""What rules find in each entity by itself, kept from run to run while nothing changes that it rests on.

A large inventory changes file by file: the verdicts about all others need not be found anew, nor their places.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, msgpack

from blastradius import resources
from blastradius.finding import Finding, Location
from blastradius.source.cache import stamp
from blastradius.source.document import Pointer, Ref
from blastradius.source.load import Loaded
from blastradius.workers import CAN_FORK, LOST, by_forked

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule
    from blastradius.lint.subject import Subject


class Verdict(Struct, frozen=True, array_like=True):
    """What the searches of rules find in one document: findings, and by their rules places and words."""

    findings: tuple[Finding, ...] = ()
    places: tuple[tuple[str, Pointer], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


_HERE = Path(__file__).parent
_CODE = (
    _HERE,
    _HERE.parent,
    _HERE / "rules",
    _HERE.parent / "graph",
    _HERE.parent / "model",
    _HERE.parent / "source",
    resources.VENDORS,
    resources.LANGUAGES,
)
"""Where stands what a verdict is made with: other rules, other words or other profiles judge anew."""
_NOTHING = Verdict()
_Kept: TypeAlias = dict[bytes, Verdict | None]
"""Verdicts by the names of what they rest on; `None` where there is nothing to say."""
_Wait: TypeAlias = Callable[[], dict[int, Verdict]]
"""Waits for the verdicts about some documents, by their numbers; for once."""


_MANY = 1_000
"""Documents: for fewer, starting processes costs more than it saves."""
_CHUNK = 100


class Verdicts:
    """The verdicts about all documents, in the order of files.

    Where there are many to be found, other processes find them while nobody asks.
    """

    def __init__(self, subject: "Subject", rules: Iterable["Rule"], loaded: Loaded) -> None:
        self._subject = subject
        self._near = subject.near
        self._searches = [
            (each, each.search, frozenset(each.search.candidates(subject))) for each in rules if each.search
        ]
        candidates = sorted(frozenset[int]().union(*(numbers for _, _, numbers in self._searches)))
        self._wait = self._kept(candidates, loaded) if loaded.cache.keeps else self._begun(candidates)

    @cached_property
    def _every(self) -> dict[int, Verdict]:
        return self._wait()

    @cached_property
    def _findings(self) -> dict[str, list[tuple[int, Finding]]]:
        found: dict[str, list[tuple[int, Finding]]] = {}
        for number, verdict in self._every.items():
            for finding in verdict.findings:
                found.setdefault(finding.rule, []).append((number, finding))
        return found

    @cached_property
    def _places(self) -> dict[str, list[Ref]]:
        found: dict[str, list[Ref]] = {}
        for number, verdict in self._every.items():
            for rule, pointer in verdict.places:
                found.setdefault(rule, []).append(Ref(self._near.inheriting(number), pointer))
        return found

    @cached_property
    def _words(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for verdict in self._every.values():
            for rule, word in verdict.words:
                found.setdefault(rule, {})[word] = None
        return found

    def of(self, rule: str) -> Iterator[Finding]:
        """What one rule says; where several entities lead to the same place, what is said from the first."""
        told: dict[tuple[Location, str | None, str], int] = {}
        for number, finding in self._findings.get(rule, ()):
            if told.setdefault((finding.location, finding.entity, finding.pointer), number) == number:
                yield finding

    def places(self, rule: str) -> Iterator[Ref]:
        """The places that one rule looks for."""
        return iter(self._places.get(rule, ()))

    def words(self, rule: str) -> Iterator[str]:
        """The words that one rule looks for, each once."""
        return iter(self._words.get(rule, ()))

    def _kept(self, candidates: Sequence[int], loaded: Loaded) -> _Wait:
        """As `_begun`, with what an earlier run kept, and keeping what is new for the next."""
        seen = (str(loaded.files.here), *loaded.roots)  # how paths are told
        key = b"verdicts" + stamp(*_CODE) + "\0".join(seen).encode("utf-8", "surrogateescape")
        kept = loaded.cache.kept(key, _Kept) or {}
        names = {number: self._near.rests_on(number) for number in candidates}
        begun = self._begun([number for number, name in names.items() if name not in kept])

        def wait() -> dict[int, Verdict]:
            found = begun()
            now = {name: found[number] if number in found else kept[name] for number, name in names.items()}
            if now.keys() != kept.keys():
                said = {name: None if verdict == _NOTHING else verdict for name, verdict in now.items()}
                loaded.cache.keep(key, said)
            return {number: now[name] or _NOTHING for number, name in names.items()}

        return wait

    def _begun(self, numbers: Sequence[int]) -> _Wait:
        """Begin to judge some documents, by a process for each core where they are many."""
        messages: Iterator[bytes] = iter(())
        if len(numbers) >= _MANY and CAN_FORK:
            parts = [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]
            with suppress(*LOST):
                messages = by_forked(_judged, parts, self)

        def wait() -> dict[int, Verdict]:
            found: list[Verdict] = []
            with suppress(*LOST):
                for message in messages:
                    found += msgpack.decode(message, type=list[Verdict])
            found += map(self.verdict, numbers[len(found) :])
            return dict(zip(numbers, found, strict=True))

        return wait

    def verdict(self, number: int) -> Verdict:
        """What is found in one document."""
        findings: list[Finding] = []
        places: list[tuple[str, Pointer]] = []
        words: list[tuple[str, str]] = []
        for rule, search, numbers in self._searches:
            if number in numbers:
                entity = self._subject.catalog.entity(number)
                for each in search.find(entity, self._near) if isinstance(entity, search.kinds) else ():
                    if isinstance(each, Ref):
                        places.append((rule.name, each.pointer))
                    elif isinstance(each, str):
                        words.append((rule.name, each))
                    else:
                        findings.append(rule.finding(each, self._subject))
        return Verdict(tuple(findings), tuple(places), tuple(words))


def _judged(verdicts: Verdicts, numbers: Sequence[int]) -> bytes:
    """What a forked process finds, as one message: objects are slow to hand over."""
    return msgpack.encode(list(map(verdicts.verdict, numbers)))
