"""The frameworks that an inventory is laid beside: data that travels with the program, one file for each."""

from functools import cache
from typing import Any

from msgspec import Struct, convert

from blastradius.resources import FRAMEWORKS
from blastradius.source.yaml import read_yaml


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a reference was looked up, on which day (`2026-11-29`), and how sure that is."""

    url: str
    seen: str
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether it can be cited without a look into the primary text."""
        return self.confidence != "unconfirmed"


class Reference(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a framework asks for; `shows` names the measures that support evidence for it."""

    id: str
    title: str
    asks: str
    shows: tuple[str, ...]
    not_shown: str
    source: Source


class Framework(Struct, frozen=True, forbid_unknown_fields=True):
    """One framework."""

    id: str
    name: str
    edition: str
    url: str
    references: tuple[Reference, ...]


@cache
def frameworks() -> tuple[Framework, ...]:
    """All of them, by the names of their files."""
    documents: list[Any] = [
        document.data
        for file in sorted(FRAMEWORKS.glob("*.yaml"))
        for document in read_yaml(file.read_text(encoding="utf-8"), file.name)[0]
    ]
    return tuple(convert(data, Framework) for data in documents)
