"""One walk over documents that notes the values rules look for by what they are, wherever they stand."""

from collections.abc import Iterable
from typing import Any

from blastradius.source.document import Document, Key, Pointer, Ref
from blastradius.source.notes import DATES, DURATIONS, MADE, NARROWING, QUOTES
from blastradius.source.placeholders import UNKNOWN, is_placeholder

SURVEYED = ("proof", "date", "unknown", "placeholder", "zero", "query", "step", "empty", "pattern")
"""The notes of documents in which the walk finds something."""

KINDS = frozenset({"Team", "System", "Credential", "Agent", "Inventory", "Vendor"})


def is_entity(document: Document) -> bool:
    """Whether a document says what it is; what it says otherwise belongs to nobody."""
    return document.entity is not None and document.data.get("kind") in KINDS


class Survey:
    """What the walk noted, in the order of the documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.unknown: list[Ref] = []
        self.placeholders: list[Ref] = []
        self.dates: list[Ref] = []
        self.durations: list[Ref] = []
        self.queries: list[Ref] = []
        self.steps: list[Ref] = []
        self.patterns: list[Ref] = []
        self.empty: list[Ref] = []
        self.proofs: list[Ref] = []
        self.makers: list[Ref] = []
        for document in filter(is_entity, documents):
            self._mapping(document, document.data, ())

    def _mapping(self, document: Document, data: Any, pointer: Pointer) -> None:
        for key, value in data.items():
            if type(value) is str:
                self._text(document, value, (*pointer, key), key)
            elif type(value) is dict:
                if key == "verified":
                    self.proofs.append(Ref(document, (*pointer, key)))
                if key not in QUOTES:
                    self._mapping(document, value, (*pointer, key))
            elif type(value) is list:
                self._list(document, value, (*pointer, key), key)

    def _list(self, document: Document, items: list[Any], pointer: Pointer, name: str) -> None:
        if not items and name in NARROWING:
            self.empty.append(Ref(document, pointer))
        for index, item in enumerate(items):
            if type(item) is str:
                self._text(document, item, (*pointer, index), name)
            elif type(item) is dict:
                self._mapping(document, item, (*pointer, index))
            elif type(item) is list:
                self._list(document, item, (*pointer, index), name)

    def _text(self, document: Document, text: str, pointer: tuple[Key, ...], name: str) -> None:
        if text == UNKNOWN:
            if name not in QUOTES:
                self.unknown.append(Ref(document, pointer))
        elif is_placeholder(text):
            if name not in QUOTES:
                self.placeholders.append(Ref(document, pointer))
        elif name in DATES:
            self.dates.append(Ref(document, pointer))
        elif name in DURATIONS:
            self.durations.append(Ref(document, pointer))
        elif name == "query":
            self.queries.append(Ref(document, pointer))
        elif name == "by" and len(pointer) > 1 and pointer[-2] in MADE:
            self.makers.append(Ref(document, pointer))
        elif name == "undo":
            self.steps.append(Ref(document, pointer))
        elif name == "matches":
            self.patterns.append(Ref(document, pointer))
