"""Which facts of a vendor profile hold for a system: by plan, and by how sure anybody is of them.

Profiles are few and do not change while the program runs, and every system that names one asks the same of it: answers
are remembered.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from blastradius.model.durations import parse_duration
from blastradius.model.node import UNKNOWN, Node
from blastradius.source.document import Document, Pointer, Ref

SURE = frozenset({"confirmed", "confirmed-copy"})
"""What is inherited. `third-party` and `inferred` are for people to read, never for a program to rely on."""
_NONE, _OPEN, _KEPT, _ENDLESS = range(4)
_remembered = lru_cache(maxsize=10_000)


class Fact(Struct, frozen=True, kw_only=True):
    """An item of a profile that holds. `worst`: the plan is not known, and this is the worst of the plans'."""

    ref: Ref
    worst: bool


@_remembered
def plans_of(profile: Document) -> tuple[str, ...]:
    """The plans that a profile tells apart, each once, in the order of the alphabet."""
    listed = (profile.data.get(key) for key in ("audit_log", "operations", "credential_types", "traps"))
    items = (item for value in listed if isinstance(value, list) for item in value)
    said = {item.get("plan") for item in items if isinstance(item, dict)}
    return tuple(sorted(plan for plan in said if isinstance(plan, str)))


@_remembered
def known_plan(profile: Document, plan: str | None) -> str | None:
    """The plan as the profile writes it, `None` where it knows no such plan."""
    return next((each for each in plans_of(profile) if plan and each.casefold() == plan.casefold()), None)


@_remembered
def audit_log(profile: Document, plan: str | None) -> Fact | None:
    """The log of a plan. Where several may hold, the worst: none at all, one of unknown length, the shortest."""
    return _worst(list(_items(profile, "audit_log")), known_plan(profile, plan), _length)


@_remembered
def logs(profile: Document, plan: str | None) -> tuple[Ref, ...]:
    """Every log that a plan may have."""
    return tuple(_holding(list(_items(profile, "audit_log")), known_plan(profile, plan)))


@_remembered
def types_told(profile: Document) -> frozenset[str]:
    """The types of credentials (`api-key`) of which the profile says something."""
    said = ((ref / "type").value for ref in _items(profile, "credential_types"))
    return frozenset(word for word in said if isinstance(word, str))


@_remembered
def credential_types(profile: Document, word: str | None, plan: str | None) -> tuple[Ref, ...]:
    """What the profile says of credentials of a type (`api-key`) on a plan."""
    items = [ref for ref in _items(profile, "credential_types") if (ref / "type").value == word]
    known = known_plan(profile, plan)
    return tuple(ref for ref in items if known is None or (ref / "plan").value in (None, known))


@_remembered
def operation(profile: Document, name: str, plan: str | None) -> Fact | None:
    """What the profile says of an operation; nothing where it says several things that cannot be weighed."""
    items = [ref for ref in _items(profile, "operations") if (ref / "id").value == name]
    known = known_plan(profile, plan)
    found = _holding(items, known)
    return Fact(ref=found[0], worst=False) if len(found) == 1 and not _is_open(found, known) else None


def source_of(ref: Ref) -> Node | None:
    """The source that counts for a place of a profile: its own, else that of what it is part of."""
    return _source(ref.document, ref.pointer)


@_remembered
def _source(profile: Document, pointer: Pointer) -> Node | None:
    for depth in range(len(pointer), -1, -1):
        holder = Ref(profile, pointer[:depth])
        value = holder.value
        if isinstance(value, dict) and isinstance(value.get("source"), dict):
            return Node(value["source"], holder / "source")
    return None


def is_sure(ref: Ref) -> bool:
    """Whether a fact is confirmed, so that a system may inherit it."""
    source = source_of(ref)
    return source is not None and source.text("confidence") in SURE


def _items(profile: Document, key: str) -> Iterator[Ref]:
    value: Any = profile.data.get(key)
    if isinstance(value, list):
        yield from (profile.root / key / index for index, item in enumerate(value) if isinstance(item, dict))


def _holding(items: list[Ref], plan: str | None) -> list[Ref]:
    """Those that a plan leaves; all where none is known. What is said of the plan counts before what is said of all."""
    if plan is None:
        return items
    own = [ref for ref in items if (ref / "plan").value == plan]
    return own or [ref for ref in items if (ref / "plan").value is None]


def _is_open(found: list[Ref], plan: str | None) -> bool:
    """Whether there is but the word for a single plan, and nobody knows whether it is the one."""
    return len(found) == 1 and (found[0] / "plan").value is not None and plan is None


def _worst(items: list[Ref], plan: str | None, length: Any) -> Fact | None:
    found = _holding(items, plan)
    if not found or _is_open(found, plan):
        return None
    depends = plan is None and any((ref / "plan").value is not None for ref in found)
    return Fact(ref=min(found, key=length), worst=depends)


def _length(ref: Ref) -> tuple[int, int]:
    """The worst first."""
    if (ref / "none").value is True:
        return (_NONE, 0)
    kept = parse_duration((ref / "retention").value)
    if kept is None or (ref / "retention").value == UNKNOWN:
        return (_OPEN, 0)
    return (_ENDLESS, 0) if kept.seconds is None else (_KEPT, kept.seconds)
