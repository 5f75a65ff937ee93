"""What a profile says of an open cell that nobody confirmed: a hint for people, never taken for a value."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from blastradius.model import profile as profiles
from blastradius.model.catalog import Catalog
from blastradius.model.inherit_revoke import kinds_meant
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref
from blastradius.source.mentions import text_of

_OF_OPERATION = frozenset({"effect", "reversibility", "idempotency", "receipt", "limit", "audit_log"})
_TOLD = ("class", "window", "until", "retention", "location", "completion", "how")
_LONGEST = 100


class Hint(Struct, frozen=True, kw_only=True):
    """A fact of a profile that is not confirmed: what it says in short, and where."""

    vendor: str
    says: str
    confidence: str
    at: Ref

    def __str__(self) -> str:
        return f"the profile of {self.vendor} says: {self.says} ({self.confidence}, unconfirmed, {self.at})"


def hint(catalog: Catalog, place: Ref) -> Hint | None:
    """What is said of a place; `None` where nothing is, or several things, or where it is confirmed."""
    found = list(_facts(catalog, place)) if place.pointer and place.loan is None else []
    if len(found) != 1 or profiles.is_sure(found[0]):
        return None
    fact, source = found[0], profiles.source_of(found[0])
    says, confidence = _brief(fact.value), source.text("confidence") if source else None
    if not says or confidence is None:
        return None
    return Hint(vendor=str(fact.document.data.get("id")), says=says, confidence=confidence, at=fact)


def hinted(catalog: Catalog, place: Ref) -> str:
    """The hint to append to a text, with a semicolon before it; empty where there is none."""
    found = hint(catalog, place)
    return f"; {found}" if found else ""


def _facts(catalog: Catalog, place: Ref) -> Iterator[Ref]:
    data, keys = place.document.data, place.pointer
    match data.get("kind"), keys[0]:
        case "System", "audit_log":
            profile = _profile(catalog, data.get("vendor"))
            logs = profiles.logs(profile, text_of(data.get("plan"))) if profile else ()
            yield from (_below(log, keys[1:]) for log in logs)
        case "System", "operations" if len(keys) > 2 and keys[2] in _OF_OPERATION:
            operation: Any = Ref(place.document, keys[:2]).value
            own = operation.get("vendor", data.get("vendor")) if isinstance(operation, dict) else None
            profile = _profile(catalog, own)
            plan = text_of(data.get("plan")) if own == data.get("vendor") else None
            fact = profiles.operation(profile, str(operation.get("id")), plan) if profile else None
            if fact is not None:
                yield _below(fact.ref, keys[2:])
        case "Credential", "revoke":
            kind = kinds_meant(data, catalog.opened_with(data.get("id")), sure=False)
            if kind is not None:
                yield _below(kind, keys)


def _below(fact: Ref, keys: tuple[str | int, ...]) -> Ref:
    for key in keys:
        fact = fact / key
    return fact


def _profile(catalog: Catalog, name: object) -> Any:
    return catalog.profile(name) if isinstance(name, str) and name != UNKNOWN else None


def _brief(value: Any) -> str:
    """In a few words: of a mapping its class and how long it holds, or where, or how."""
    if isinstance(value, dict):
        told = [_brief(value[key]) for key in _TOLD if value.get(key, UNKNOWN) != UNKNOWN]
        return ", ".join(filter(None, told[:2]))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_brief, value)))
    if value in (None, UNKNOWN):
        return ""
    text = " ".join((str(value).lower() if isinstance(value, bool) else str(value)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
