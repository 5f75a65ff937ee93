"""What rules find in each entity by itself, kept from run to run while nothing changes that it rests on.

A large inventory changes file by file: the verdicts about all others need not be found anew, nor their places.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, msgpack

from blastradius import resources
from blastradius.finding import Finding, Location
from blastradius.source.cache import stamp
from blastradius.source.document import Asked, Place, Pointer, Ref
from blastradius.source.load import Loaded
from blastradius.workers import CAN_FORK, LOST, by_forked

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule, Search
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


_MANY = 1_000
"""Documents to be judged: for fewer, starting processes costs more than it saves."""
_CHUNK = 100
_LARGE = 5_000
"""Documents of an inventory: in a smaller one, what is known is looked up sooner than by another process."""


class _Told(Struct, frozen=True, array_like=True):
    """What is found in all documents, in their order, by rule: findings, places by the numbers of documents, words."""

    findings: dict[str, list[Finding]]
    places: dict[str, list[tuple[int, Pointer]]]
    words: dict[str, list[str]]


class Answer(Struct, frozen=True, array_like=True):
    """Everything that is found, and the verdicts that are to be kept under a key, encoded, if others were kept."""

    told: _Told
    key: bytes
    verdicts: bytes | None


class Verdicts:
    """The verdicts about all documents, in the order of files.

    Where many are to be found, other processes do it while nobody asks.
    """

    def __init__(self, subject: "Subject", rules: Iterable["Rule"], loaded: Loaded) -> None:
        self._subject = subject
        self._near = subject.near
        self._rules = rules
        self._loaded = loaded

    @property
    def are_known(self) -> bool:
        """Whether they are many, and an earlier run may have kept most of them: looking them up takes a while."""
        return CAN_FORK and self._loaded.cache.remembers_entries and len(self._subject.documents) >= _LARGE

    def looked_up(self) -> Answer | None:
        """All of them, for another process to `hear`; nothing where many are new, so that it has to `begin`."""
        names = self._names() if self._kept else {}
        new = self._new(names)
        if not names or len(new) >= _MANY:
            return None
        return self._answer(names, {number: self.verdict(number) for number in new})

    def hear(self, answer: Answer | None, places: Iterable[tuple[bytes, Asked, Place]]) -> None:
        """What another process looked up, and the places that it found on the way."""
        for place in places:
            self._loaded.cache.learn_place(*place)
        if answer is not None:
            self._wait = lambda: self._heard(answer)

    @property
    def found_places(self) -> list[tuple[bytes, Asked, Place]]:
        """The places that this process found, for another one to `hear`."""
        return self._loaded.cache.found_places()

    def begin(self) -> None:
        """Begin to find them, where other processes do that."""
        _ = self._wait

    def of(self, rule: str) -> Iterator[Finding]:
        """What one rule says; where several entities lead to the same place, what is said from the first."""
        return iter(self._told.findings.get(rule, ()))

    def places(self, rule: str) -> Iterator[Ref]:
        """The places that one rule looks for."""
        return (Ref(self._near.inheriting(number), pointer) for number, pointer in self._told.places.get(rule, ()))

    def words(self, rule: str) -> Iterator[str]:
        """The words that one rule looks for, each once."""
        return iter(self._told.words.get(rule, ()))

    @cached_property
    def _told(self) -> _Told:
        return self._wait()

    @cached_property
    def _wait(self) -> Callable[[], _Told]:
        if not self._loaded.cache.keeps:
            found = self._begun(self._candidates)
            return lambda: _told(found())
        names = self._names()
        begun = self._begun(self._new(names))
        return lambda: self._heard(self._answer(names, begun()))

    def _heard(self, answer: Answer) -> _Told:
        if answer.verdicts is not None:
            self._loaded.cache.keep(answer.key, answer.verdicts)
        return answer.told

    def _answer(self, names: Mapping[int, bytes], new: Mapping[int, Verdict]) -> Answer:
        kept = self._kept
        every = {number: new[number] if number in new else kept[name] or _NOTHING for number, name in names.items()}
        said = {name: None if every[number] == _NOTHING else every[number] for number, name in names.items()}
        return Answer(_told(every), self._key, msgpack.encode(said) if said.keys() != kept.keys() else None)

    @cached_property
    def _searches(self) -> list[tuple["Rule", "Search", frozenset[int]]]:
        """What is looked for, with the documents in which it may stand."""
        searches = ((each, each.search) for each in self._rules if each.search)
        return [(rule, search, frozenset(search.candidates(self._subject))) for rule, search in searches]

    @property
    def _candidates(self) -> list[int]:
        return sorted(frozenset[int]().union(*(numbers for _, _, numbers in self._searches)))

    def _names(self) -> dict[int, bytes]:
        """The names of what the verdicts rest on, by the numbers of documents."""
        return {number: self._near.rests_on(number) for number in self._candidates}

    def _new(self, names: Mapping[int, bytes]) -> list[int]:
        """The documents of which an earlier run kept no verdict."""
        return [number for number, name in names.items() if name not in self._kept]

    @cached_property
    def _key(self) -> bytes:
        seen = (str(self._loaded.files.here), *self._loaded.roots)  # how paths are told
        return b"verdicts" + stamp(*_CODE) + "\0".join(seen).encode("utf-8", "surrogateescape")

    @cached_property
    def _kept(self) -> _Kept:
        """What an earlier run kept."""
        return self._loaded.cache.kept(self._key, _Kept) or {}

    def _begun(self, numbers: Sequence[int]) -> Callable[[], dict[int, Verdict]]:
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


def _told(verdicts: Mapping[int, Verdict]) -> _Told:
    """What is said in some verdicts, each finding once."""
    told = _Told({}, {}, {})
    first: dict[tuple[str, Location, str | None, str], int] = {}
    words: dict[str, dict[str, None]] = {}
    for number, verdict in verdicts.items():
        for each in verdict.findings:
            if first.setdefault((each.rule, each.location, each.entity, each.pointer), number) == number:
                told.findings.setdefault(each.rule, []).append(each)
        for rule, pointer in verdict.places:
            told.places.setdefault(rule, []).append((number, pointer))
        for rule, word in verdict.words:
            words.setdefault(rule, {})[word] = None
    told.words.update((rule, list(found)) for rule, found in words.items())
    return told


def _judged(verdicts: Verdicts, numbers: Sequence[int]) -> bytes:
    """What a forked process finds, as one message: objects are slow to hand over."""
    return msgpack.encode(list(map(verdicts.verdict, numbers)))
