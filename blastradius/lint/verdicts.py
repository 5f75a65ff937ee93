"""What rules find in each entity by itself, kept from run to run while nothing changes that it rests on.

A large inventory changes file by file: the verdicts about all others need not be found anew, nor their places.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from blastradius import resources
from blastradius.finding import Finding, Location
from blastradius.source.cache import stamp
from blastradius.source.document import Pointer, Ref
from blastradius.source.load import Loaded

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule, Subject


class Verdict(Struct, frozen=True, array_like=True):
    """What the searches of rules find in one document: findings, and places as rule and pointer."""

    findings: tuple[Finding, ...]
    places: tuple[tuple[str, Pointer], ...]


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
_NOTHING = Verdict((), ())
_Kept: TypeAlias = dict[bytes, Verdict | None]
"""Verdicts by the names of what they rest on; `None` where there is nothing to say."""


class Verdicts:
    """The verdicts about all documents, in the order of files."""

    def __init__(self, subject: "Subject", rules: Iterable["Rule"], loaded: Loaded) -> None:
        self._subject = subject
        self._near = subject.near
        self._searches = [
            (rule, rule.search, frozenset(rule.search.candidates(subject))) for rule in rules if rule.search
        ]
        candidates = sorted(frozenset[int]().union(*(numbers for _, _, numbers in self._searches)))
        every = (
            self._kept(candidates, loaded)
            if loaded.cache.keeps
            else ((each, self._verdict(each)) for each in candidates)
        )
        self._verdicts = {number: verdict for number, verdict in every if verdict != _NOTHING}

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

    def _kept(self, candidates: Iterable[int], loaded: Loaded) -> Iterator[tuple[int, Verdict]]:
        key = b"verdicts" + stamp(*_CODE) + os.fsencode(loaded.files.here)  # from where paths are told
        kept = loaded.cache.kept(key, _Kept) or {}
        now: _Kept = {}
        for number in candidates:
            name = self._near.rests_on(number)
            verdict = kept[name] if name in kept else self._verdict(number)
            now[name] = verdict or None
            yield number, verdict or _NOTHING
        if now.keys() != kept.keys():
            loaded.cache.keep(key, now)

    def _verdict(self, number: int) -> Verdict:
        findings: list[Finding] = []
        places: list[tuple[str, Pointer]] = []
        for rule, search, numbers in self._searches:
            if number in numbers:
                entity = self._subject.catalog.entity(number)
                for each in search.find(entity, self._near) if isinstance(entity, search.kinds) else ():
                    if isinstance(each, Ref):
                        places.append((rule.name, each.pointer))
                    else:
                        findings.append(rule.finding(each, self._subject))
        return Verdict(tuple(findings), tuple(places))
