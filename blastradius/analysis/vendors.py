"""What a vendor profile says: facts, each with where it comes from, when it was seen and how sure it is."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from blastradius.model.durations import parse_moment
from blastradius.model.profile import plans_of
from blastradius.source.document import Document, Ref
from blastradius.source.mentions import text_of

_SECTIONS = ("audit_log", "operations", "credential_types", "idempotency", "traps")
_NAMES = ("id", "plan", "name", "type")


class Confidence(StrEnum):
    """How sure a fact is, the surest first: the vendor says so, a copy of its page does, others do, or it follows."""

    CONFIRMED = "confirmed"
    COPY = "confirmed-copy"
    THIRD_PARTY = "third-party"
    INFERRED = "inferred"

    @property
    def counts(self) -> bool:
        """Whether a system may take the fact over without somebody looking."""
        return self in {Confidence.CONFIRMED, Confidence.COPY}


class VendorFact(Struct, frozen=True, kw_only=True):
    """Cells of a profile that one source stands for. `about` is what they are about, such as `delete_ticket`."""

    section: str
    about: str
    plan: str | None
    cells: tuple[tuple[str, Any], ...]
    url: str | None
    seen: datetime | None
    confidence: Confidence | None
    at: Ref


class Profile(Struct, frozen=True, kw_only=True):
    """A vendor profile. `plans` are those that it tells apart.

    `oldest` is when the fact was seen that nobody has looked at for longest.
    """

    id: str
    name: str
    summary: str
    url: str | None
    plans: tuple[str, ...]
    facts: tuple[VendorFact, ...]
    source: Ref

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of its facts was seen."""
        return min((fact.seen for fact in self.facts if fact.seen), default=None)

    @property
    def sure(self) -> int:
        """How many facts are confirmed by the vendor."""
        return sum(fact.confidence is not None and fact.confidence.counts for fact in self.facts)


def profile_of(document: Document) -> Profile:
    """The facts of a profile, in the order in which they are written."""
    data, root = document.data, document.root
    return Profile(
        id=text_of(data.get("id")) or "",
        name=text_of(data.get("name")) or "",
        summary=text_of(data.get("summary")) or "",
        url=text_of(data.get("url")),
        plans=plans_of(document),
        facts=tuple(fact for section in _SECTIONS for fact in _facts(section, data.get(section), root / section)),
        source=root,
    )


def _facts(section: str, value: Any, ref: Ref) -> Iterator[VendorFact]:
    listed = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    for number, entry in enumerate(listed):
        if isinstance(entry, dict):
            place = ref / number if isinstance(value, list) else ref
            yield from _facts_of(section, entry, place, _about(entry), text_of(entry.get("plan")))


def _about(entry: Mapping[str, Any]) -> str:
    named = [text_of(entry.get(key)) for key in ("id", "name")]
    return next(filter(None, named), "")


def _facts_of(section: str, entry: Mapping[str, Any], ref: Ref, about: str, plan: str | None) -> Iterator[VendorFact]:
    """The fact of an entry, then those of the parts in it that have a source of their own."""
    parts = {key: value for key, value in entry.items() if isinstance(value, dict) and "source" in value}
    own = [(key, value) for key, value in entry.items() if key not in {"source", *_NAMES, *parts}]
    if own:
        yield _fact(section, about, plan, own, entry.get("source"), ref)
    for key, value in parts.items():
        inner = [(f"{key}.{cell}", each) for cell, each in value.items() if cell != "source"]
        yield _fact(section, about, plan, inner, value["source"], ref / key)


def _fact(
    section: str, about: str, plan: str | None, cells: list[tuple[str, Any]], source: Any, ref: Ref
) -> VendorFact:
    told: Mapping[str, Any] = source if isinstance(source, dict) else {}
    word = text_of(told.get("confidence"))
    return VendorFact(
        section=section,
        about=about,
        plan=plan,
        cells=tuple(cells),
        url=text_of(told.get("url")),
        seen=parse_moment(told.get("seen")),
        confidence=Confidence(word) if word in set(Confidence) else None,
        at=ref,
    )
