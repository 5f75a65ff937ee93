"""What rules find in each entity by itself, kept from run to run while nothing changes that it rests on.

A large inventory changes file by file: the verdicts about all others need not be found anew, nor their places.
"""

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, msgpack

from blastradius import resources
from blastradius.finding import Finding, Location
from blastradius.source.cache import stamp
from blastradius.source.document import Pointer, Ref
from blastradius.source.load import Loaded
from blastradius.workers import LOST, in_order

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule, Subject


class Verdict(Struct, frozen=True, array_like=True):
    """What the searches of rules find in one document: findings, and by their rules places and words."""

    findings: tuple[Finding, ...] = ()
    places: tuple[tuple[str, Pointer], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


_HERE = Path(__file__).parent
_CODE = (
    _HERE,
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


_MANY = 1_000
"""Documents: for fewer, starting processes costs more than it saves."""
_CHUNK = 250
_bench: list["Verdicts"] = []
"""What a forked process judges from; it stays empty in the process that forks."""


class Verdicts:
    """The verdicts about all documents, in the order of files."""

    def __init__(self, subject: "Subject", rules: Iterable["Rule"], loaded: Loaded) -> None:
        self._subject = subject
        self._near = subject.near
        self._searches = [
            (rule, rule.search, frozenset(rule.search.candidates(subject))) for rule in rules if rule.search
        ]
        candidates = sorted(frozenset[int]().union(*(numbers for _, _, numbers in self._searches)))
        every = self._kept(candidates, loaded) if loaded.cache.keeps else self._found(candidates)
        self._verdicts = {number: verdict for number, verdict in every.items() if verdict != _NOTHING}

    def of(self, rule: str) -> Iterator[Finding]:
        """What one rule says; where several entities lead to the same place, what is said from the first."""
        told: dict[tuple[Location, str | None, str], int] = {}
        for number, verdict in self._verdicts.items():
            for finding in verdict.findings:
                place = (finding.location, finding.entity, finding.pointer)
                if finding.rule == rule and told.setdefault(place, number) == number:
                    yield finding

    def places(self, rule: str) -> Iterator[Ref]:
        """The places that one rule looks for."""
        for number, verdict in self._verdicts.items():
            for name, pointer in verdict.places:
                if name == rule:
                    yield Ref(self._near.inheriting(number), pointer)

    def words(self, rule: str) -> Iterator[str]:
        """The words that one rule looks for, each once."""
        found = (word for verdict in self._verdicts.values() for name, word in verdict.words if name == rule)
        return iter(dict.fromkeys(found))

    def _kept(self, candidates: Sequence[int], loaded: Loaded) -> dict[int, Verdict]:
        key = b"verdicts" + stamp(*_CODE) + os.fsencode(loaded.files.here)  # from where paths are told
        kept = loaded.cache.kept(key, _Kept) or {}
        names = {number: self._near.rests_on(number) for number in candidates}
        found = self._found([number for number, name in names.items() if name not in kept])
        now = {name: found[number] if number in found else kept[name] for number, name in names.items()}
        if now.keys() != kept.keys():
            loaded.cache.keep(key, {name: None if verdict == _NOTHING else verdict for name, verdict in now.items()})
        return {number: now[name] or _NOTHING for number, name in names.items()}

    def _found(self, numbers: Sequence[int]) -> dict[int, Verdict]:
        """The verdicts of some documents, by a process for each core where they are many."""
        found: list[Verdict] = []
        if len(numbers) >= _MANY and sys.platform == "linux" and (os.cpu_count() or 1) > 1:
            with suppress(*LOST):
                for part in self._by_several(numbers):
                    found += part
        found += map(self.verdict, numbers[len(found) :])
        return dict(zip(numbers, found, strict=True))

    def _by_several(self, numbers: Sequence[int]) -> Iterator[list[Verdict]]:
        from multiprocessing import get_context  # noqa: PLC0415 - only for much work

        parts = [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]
        fork = get_context("fork")  # what is judged is large: it is there, and not handed over
        for message in in_order(_judged, parts, os.cpu_count() or 1, context=fork, first=_take, given=(self,)):
            yield msgpack.decode(message, type=list[Verdict])

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


def _take(verdicts: Verdicts) -> None:
    gc.freeze()
    _bench.append(verdicts)


def _judged(numbers: Sequence[int]) -> bytes:
    """What a forked process finds, as one message: objects are slow to hand over."""
    return msgpack.encode([_bench[0].verdict(number) for number in numbers])
