"""Ids that are named and not written, beside those that are written nearly so: which of the two is the slip."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from blastradius.lint.slips import slip_of
from blastradius.source.document import Document
from blastradius.source.documents import Documents

_KINDS = {"team": "Team", "credential": "Credential", "system": "System", "agent": "Agent"}
"""The words by which documents refer to each other, and the kind of what they refer to."""


class Misnamed(Struct, frozen=True, kw_only=True):
    """An id that is misspelt, or copied from another entity, where it is declared.

    `document` is the number of its document, `kind` the word for it, `named` how many name what it was meant to be.
    """

    document: int
    kind: str
    written: str
    meant: str
    named: int


class Names:
    """What the references of an inventory, taken together, tell of its ids.

    `off` are the rules that nobody listens to: what only they would tell is not told.
    """

    def __init__(self, documents: Documents, off: Container[str] = ()) -> None:
        self._documents = documents
        self._off = off
        self._meant: dict[tuple[str, str], Misnamed] = {}
        self._near: set[tuple[str, str]] = set()
        self._lost: dict[str, list[str]] = {}
        for word, kind in _KINDS.items():
            declared = documents.named(kind)
            strange = [name for name in documents.words(word) if name not in declared]
            for name in sorted(strange):
                self._judge(word, kind, name, declared)

    @property
    def misnamed(self) -> Collection[Misnamed]:
        """The declarations that are wrong, in the order of kinds and names."""
        return self._meant.values()

    def is_meant(self, word: str, name: str) -> bool:
        """Whether an id that nobody wrote is the right name of a declaration that is told to be wrong."""
        told = (word, name) in self._meant and "misspelt-id" not in self._off
        return told or (self.lost(word) == name and "duplicate-id" not in self._off)

    def is_told(self, document: Document) -> bool:
        """Whether a declaration is told to be misnamed."""
        numbers = (each.document for each in self.misnamed)
        return "misspelt-id" not in self._off and any(self._documents[number] is document for number in numbers)

    def lost(self, word: str) -> str | None:
        """The one id of its kind that several name and nobody wrote, where another one has two entries that differ."""
        lost = self._lost.get(word, ())
        if len(lost) != 1 or len(self._naming(word, lost[0])) < 2:
            return None
        declared = self._documents.named(_KINDS[word])
        twice = [numbers for name, numbers in declared.items() if name and len(numbers) > 1]
        return lost[0] if len(twice) == 1 and self._differ(twice[0]) else None

    def is_doubtful(self, word: str, name: str) -> bool:
        """Whether more may name an id than do: a reference that leads nowhere is one slip away from it."""
        return (word, name) in self._near

    def is_named(self, word: str, name: str) -> bool:
        """Whether something beside its declaration speaks for an id: a reference, or the name of its file."""
        return bool(self._naming(word, name)) or self._by_file(_KINDS[word], name, name)

    def _judge(self, word: str, kind: str, name: str, declared: Mapping[str, Sequence[int]]) -> None:
        copied = list(self._copied(declared, name))
        near = [other for other in declared if other and slip_of(name, [other]) is not None]
        self._near.update((word, other) for other in near)
        if copied:
            written, number = copied[0]
            self._near.add((word, written))
        elif len(near) == 1 and len(declared[near[0]]) == 1:
            written, number = near[0], declared[near[0]][0]
            named_so = self._by_file(kind, written, name)
            if self.is_named(word, written) or len(self._naming(word, name)) + named_so < 2:
                return
        else:
            if not near:
                self._lost.setdefault(word, []).append(name)
            return
        self._meant[word, name] = Misnamed(
            document=number, kind=word, written=written, meant=name, named=len(self._naming(word, name))
        )

    def _copied(self, declared: Mapping[str, Sequence[int]], name: str) -> Iterator[tuple[str, int]]:
        """The documents of doubled ids whose file is called as the name that nobody wrote."""
        for written, numbers in declared.items():
            if len(numbers) > 1:
                yield from ((written, each) for each in numbers if self._stem(each) == name)

    def _naming(self, word: str, name: str) -> set[int]:
        """The documents that name an id; of a team also those where it presses a switch or vouches."""
        words = [f"{word}:{name}"] + ([f"by:{name}"] if word == "team" else [])
        return {number for each in words for number in self._documents.naming(each)}

    def _differ(self, numbers: Sequence[int]) -> bool:
        first, *others = (self._documents[number].data for number in numbers)
        return any(other != first for other in others)

    def _by_file(self, kind: str, written: str, name: str) -> bool:
        """Whether the file in which an id is written is called by a name."""
        return any(self._stem(number) == name for number in self._documents.named(kind).get(written, ()))

    def _stem(self, number: int) -> str:
        return PurePosixPath(self._documents[number].path).stem
