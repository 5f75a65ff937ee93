"""What stands in a document that somebody may have to judge: by these words `lint` opens few documents of very many.

A note promises nothing but that a document without it needs no look: it may be there too often, never too seldom.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, product
from typing import Any

from blastradius.source.patterns import is_pattern
from blastradius.source.placeholders import LONGEST, is_placeholder

UNKNOWN = "unknown"
PAST = frozenset({"on", "reaches_human", "rotated", "seen"})
"""Dates of what has happened."""
DATES = PAST | {"expires", "until"}
DURATIONS = frozenset({"rotate_every", "window", "retention", "stale_after", "took"})
NARROWING = frozenset({"scopes", "resources"})
MADE = frozenset({"verified", "revoke", "kill_switch"})
"""What somebody does or vouches for."""
QUOTES = frozenset(
    {"equals", "in", "matches", "labels", "with", "match", "says", "id", "kind", "apiVersion", "exclude"}
)
"""Below these keys people quote other systems: there `unknown` is a word like any other."""

_LOOKED_AT = DATES | DURATIONS | {"query", "undo", "matches"}
_LEVELS = ("read", "write", "admin")
_NO_TIME = re.compile(r"[0ywdhms]*\Z")
PLACEHOLDERS = ("principal", "agent", "since", "until")
"""What a query can leave to be filled in, in braces."""
FILLED_IN = re.compile(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")
DOUBLED = re.compile(rf"\{{\{{\s*(?:{'|'.join(PLACEHOLDERS)})\s*\}}\}}")
_WORD = re.compile(r"\{\s*[A-Za-z_]+\s*\}")
_RECORDED = re.compile(r"\{(?:args|result|before)(?:\.[^.\[\]\s{}]+|\[-?\d+\])+\}")
_FIELD = re.compile(r"\{\s*[A-Za-z_]+[^{}]*\}")


def is_open(value: object) -> bool:
    """Whether a cell says that nobody knows: `unknown`, or a word that only stands in for an answer."""
    return isinstance(value, str) and len(value) <= LONGEST and _is_open(value)


def notes(data: Mapping[str, Any]) -> Iterator[str]:
    """The words, each perhaps more than once.

    `dated:DATE` for what happened on a day, `proven:DATE` for proof, `by:NAME` for who revokes or vouches; `note:` with
    `unproven`, `proof` (of no plain date), `date` (that is no day of the calendar), `unknown`, `placeholder`, `zero`,
    `query` and `step` (with a brace that may be no placeholder), `pattern` (that is no expression),
    `empty` (a list that narrows), `twice` (in one list), `operation`
    (that is named and not there), `scope` (that may be misspelt), `elsewhere` (nobody knows where one can be had),
    `openers` (nobody knows what opens a system).
    """
    walk = _Walk()
    walk.over(data)
    yield from walk.found
    if not walk.proven:
        yield "note:unproven"
    if data.get("kind") == "System":
        yield from _of_system(data)
    if data.get("kind") == "Credential" and _is_kept_elsewhere(data.get("obtainable_from")):
        yield "note:elsewhere"


class _Walk:
    """One walk over all values. Most of them are short texts that are no note: those must cost least."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.proven = False

    def over(self, data: Mapping[str, Any]) -> None:
        """Note what stands in a mapping and below."""
        below: list[tuple[str, Any]] = [("", data)]
        while below:
            key, node = below.pop()
            if type(node) is dict:
                self._mapping(node, below)
            else:
                self._list(key, node, below)

    def _mapping(self, data: Mapping[str, Any], below: list[tuple[str, Any]]) -> None:
        for key, value in data.items():
            kind = type(value)
            if kind is str:
                if len(value) <= LONGEST and _is_open(value):
                    self._open(key, value)
                elif key in _LOOKED_AT:
                    self._text(key, value)
            elif kind is dict:
                if key in MADE:
                    self._made(key, value)
                if key not in QUOTES:
                    below.append((key, value))
            elif kind is list:
                below.append((key, value))

    def _list(self, key: str, items: list[Any], below: list[tuple[str, Any]]) -> None:
        if not items and key in NARROWING:
            self.found.add("note:empty")
        for item in items:
            kind = type(item)
            if kind is str:
                if len(item) <= LONGEST and _is_open(item):
                    self._open(key, item)
                elif key in _LOOKED_AT:
                    self._text(key, item)
            elif kind is dict or kind is list:
                below.append((key, item))

    def _made(self, key: str, value: Mapping[str, Any]) -> None:
        if isinstance(value.get("by"), str):
            self.found.add(f"by:{value['by']}")
        if key == "verified":
            self.proven = True
            day = _day(value.get("on"))
            self.found.add(f"proven:{day}" if day else "note:proof")

    def _open(self, key: str, text: str) -> None:
        if key not in QUOTES:
            self.found.add("note:unknown" if text == UNKNOWN else "note:placeholder")

    def _text(self, key: str, text: str) -> None:
        if key in DATES:
            day = _day(text)
            if day is None and text[:1].isdigit() and (key in PAST or not _is_moment(text)):  # else it is an event
                self.found.add("note:date")
            elif day and key in PAST:
                self.found.add(f"dated:{day}")
        elif key in DURATIONS:
            if _NO_TIME.match(text):
                self.found.add("note:zero")
        elif key == "matches":
            if not is_pattern(text):
                self.found.add("note:pattern")
        elif "{" in text:
            if key == "query" and (_WORD.search(FILLED_IN.sub("", text)) or DOUBLED.search(text)):
                self.found.add("note:query")
            if key != "query" and _FIELD.search(_RECORDED.sub("", text)):
                self.found.add("note:step")


@lru_cache(maxsize=4096)
def _is_open(text: str) -> bool:
    """Whether nobody has said yet what stands there: one of a short text, because they are the same again and again."""
    return text == UNKNOWN or is_placeholder(text)


def _day(value: object) -> str | None:
    """A plain day of the calendar."""
    return value if isinstance(value, str) and len(value) == 10 and _is_day(value) else None


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_kept_elsewhere(ways: object) -> bool:
    """Whether `unknown`, or a word that stands for it, is anywhere in the ways to a credential."""
    if isinstance(ways, dict):
        return any(map(_is_kept_elsewhere, ways.values()))
    return any(map(_is_kept_elsewhere, ways)) if isinstance(ways, list) else is_open(ways)


def _opened_by_whom(grants: object) -> bool:
    """Whether it is not known which credentials open a system, or whose one of the grants is."""
    if not isinstance(grants, list):
        return True
    return any(is_open(each.get("credential") if isinstance(each, dict) else each) for each in grants)


def _of_system(data: Mapping[str, Any]) -> Iterator[str]:
    """What a system says twice, and operations that it names and does not have."""
    operations = [each for each in _listed(data, "operations") if isinstance(each, dict)]
    ids = [str(each.get("id")) for each in operations]
    grants = [str(each.get("credential")) for each in _listed(data, "credentials") if isinstance(each, dict)]
    if len(set(ids)) < len(ids) or len(set(grants)) < len(grants):
        yield "note:twice"
    if not set(_named([data, *operations])) <= set(ids):
        yield "note:operation"
    if _opened_by_whom(data.get("credentials")):
        yield "note:openers"
    asked = {scope for each in operations for scope in _words(each, "requires")}
    undoing = (each.get("reversibility") for each in operations)
    asked.update(scope for each in undoing if isinstance(each, dict) for scope in _words(each, "undo_requires"))
    given, implies = _given(data), data.get("scope_implies")
    implying = set(implies) if isinstance(implies, dict) else set()
    if _has_slip(asked, given) or _has_slip(implying - given, given - implying):
        yield "note:scope"


def _given(data: Mapping[str, Any]) -> set[str]:
    """The scopes of all grants of a system whose level is known."""
    grants = [each for each in _listed(data, "credentials") if isinstance(each, dict)]
    return set().union(*(_words(each, "scopes") for each in grants if each.get("access") in _LEVELS))


def _has_slip(asked: set[str], given: set[str]) -> bool:
    """Whether a scope is asked for and not given, or the reverse, and may be one slip away from one of the others."""
    pairs = chain(product(asked - given, given), product(given - asked, asked))
    return any(nearly(one.casefold(), other.casefold()) for one, other in pairs)


def nearly(one: str, other: str) -> bool:
    """Whether two words differ in two letters beside each other at most."""
    longest = max(len(one), len(other))
    if longest - min(len(one), len(other)) > 1:
        return False
    front = next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), longest)
    back = zip(reversed(one), reversed(other), strict=False)
    return front + next((at for at, (here, there) in enumerate(back) if here != there), longest) >= longest - 2


def _named(items: list[Any]) -> Iterator[str]:
    """The operations that undo, bring about or read back."""
    for item in items:
        reversibility, receipt = item.get("reversibility"), item.get("receipt")
        if isinstance(reversibility, dict):
            undo, before = reversibility.get("undo_operation"), reversibility.get("before")
            yield from _texts(undo.get("id") if isinstance(undo, dict) else undo)
            yield from _texts(before.get("operation") if isinstance(before, dict) else None)
        read_back = receipt.get("read_back") if isinstance(receipt, dict) else None
        yield from _texts(read_back.get("operation") if isinstance(read_back, dict) else None)
        also = item.get("also")
        yield from (word for each in (also if isinstance(also, list) else [also]) for word in _texts(each))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value


def _words(data: Mapping[str, Any], key: str) -> set[str]:
    return {each for each in _listed(data, key) if isinstance(each, str)}


def _listed(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []
