"""What stands in a document that somebody may have to judge: by these words `lint` opens few documents of very many.

A note promises nothing but that a document without it needs no look: it may be there too often, never too seldom.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, product, repeat
from typing import Any

from blastradius.source.patterns import is_pattern
from blastradius.source.placeholders import LONGEST, UNKNOWN, is_open, is_open_text
from blastradius.source.queries import DOUBLED, FILLED_IN

PAST = frozenset({"on", "reaches_human", "rotated", "seen"})
"""Dates of what has happened."""
DATES = PAST | {"expires", "until"}
DURATIONS = frozenset({"rotate_every", "window", "retention", "stale_after", "took"})
NARROWING = frozenset({"scopes", "resources"})
_PROOF = "verified"
MADE = frozenset({_PROOF, "revoke", "kill_switch"})
"""What somebody does or vouches for."""
QUOTES = frozenset(
    {"equals", "in", "matches", "labels", "with", "match", "says", "id", "kind", "apiVersion", "exclude"}
)
"""Below these keys people quote other systems: there `unknown` is a word like any other."""

_LOOKED_AT = DATES | DURATIONS | {"query", "undo", "matches"}
_MOST_CLOSED = 100_000
_closed: set[str] = set()
"""Short texts that were found to say something: they are the same ones again and again."""
_LEVELS = ("read", "write", "admin")
_NO_TIME = re.compile(r"[0ywdhms]*\Z")
_WORD = re.compile(r"\{\s*[A-Za-z_]+\s*\}")
_RECORDED = re.compile(r"\{(?:args|result|before)(?:\.[^.\[\]\s{}]+|\[-?\d+\])+\}")
_FIELD = re.compile(r"\{\s*[A-Za-z_]+[^{}]*\}")


def notes(data: Mapping[str, Any]) -> set[str]:
    """The words.

    `dated:DATE` for what happened on a day, `proven:DATE` for proof, `by:NAME` for who revokes or vouches; `note:` with
    `unproven`, `proof` (of no plain date), `date` (that is no day of the calendar), `unknown`, `placeholder`, `zero`,
    `query` and `step` (with a brace that may be no placeholder), `pattern` (that is no expression),
    `empty` (a list that narrows), `twice` (in one list), `operation`
    (that is named and not there), `scope` (that may be misspelt), `elsewhere` (nobody knows where one can be had),
    `openers` (nobody knows what opens a system), `implied` (nor which scopes come with one of its scopes).
    """
    found: set[str] = set()
    if not _walk(data, found):
        found.add("note:unproven")
    if data.get("kind") == "System":
        _of_system(data, found)
    if data.get("kind") == "Credential" and _is_kept_elsewhere(data.get("obtainable_from")):
        found.add("note:elsewhere")
    return found


def _walk(data: Mapping[str, Any], found: set[str]) -> bool:
    """One walk over all values, and whether there is proof.

    Most of them are short texts that are no note: those must cost least.
    """
    proven = False
    below: list[tuple[str, Any]] = [("", data)]
    for key, node in below:  # which grows
        in_mapping = type(node) is dict
        for name, value in node.items() if in_mapping else zip(repeat(key), node, strict=False):
            kind = type(value)
            if kind is str:
                if value not in _closed and len(value) <= LONGEST and _is_open(value):
                    _open(name, value, found)
                elif name in _LOOKED_AT:
                    _text(name, value, found)
            elif kind is dict:
                if in_mapping and name in MADE:
                    _made(name, value, found)
                    proven = proven or name == _PROOF
                if not in_mapping or name not in QUOTES:
                    below.append((name, value))
            elif kind is list:
                if value:
                    below.append((name, value))
                elif name in NARROWING:
                    found.add("note:empty")
    return proven


def _made(key: str, value: Mapping[str, Any], found: set[str]) -> None:
    if isinstance(value.get("by"), str):
        found.add(f"by:{value['by']}")
    if key == _PROOF:
        day = _day(value.get("on"))
        found.add(f"proven:{day}" if day else "note:proof")


def _open(key: str, text: str, found: set[str]) -> None:
    if key not in QUOTES:
        found.add("note:unknown" if text == UNKNOWN else "note:placeholder")


def _text(key: str, text: str, found: set[str]) -> None:
    if key in DATES:
        day = _day(text)
        if day is None and text[:1].isdigit() and (key in PAST or not _is_moment(text)):  # else it is an event
            found.add("note:date")
        elif day and key in PAST:
            found.add(f"dated:{day}")
    elif key in DURATIONS:
        if _NO_TIME.match(text):
            found.add("note:zero")
    elif key == "matches":
        if not is_pattern(text):
            found.add("note:pattern")
    elif "{" in text:
        if key == "query" and (_WORD.search(FILLED_IN.sub("", text)) or DOUBLED.search(text)):
            found.add("note:query")
        if key != "query" and _FIELD.search(_RECORDED.sub("", text)):
            found.add("note:step")


def _is_open(text: str) -> bool:
    """Whether nobody has said yet what stands there, of a short text."""
    if is_open_text(text):
        return True
    if len(_closed) < _MOST_CLOSED:
        _closed.add(text)
    return False


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


def _implies_unknown(implies: object) -> bool:
    listed = implies.values() if isinstance(implies, dict) else ()
    return any(UNKNOWN in (each if isinstance(each, list) else [each]) for each in listed)


def _of_system(data: Mapping[str, Any], found: set[str]) -> None:
    """What a system says twice, and operations that it names and does not have."""
    operations = [each for each in _listed(data, "operations") if isinstance(each, dict)]
    grants = [each for each in _listed(data, "credentials") if isinstance(each, dict)]
    ids = {str(each.get("id")) for each in operations}
    if len(ids) < len(operations) or len({str(each.get("credential")) for each in grants}) < len(grants):
        found.add("note:twice")
    if not ids.issuperset(_named([data, *operations])):
        found.add("note:operation")
    if _opened_by_whom(data.get("credentials")):
        found.add("note:openers")
    if _implies_unknown(data.get("scope_implies")):
        found.add("note:implied")
    asked = {scope for each in operations for scope in _listed(each, "requires") if isinstance(scope, str)}
    for each in operations:
        undoing = each.get("reversibility")
        if isinstance(undoing, dict) and "undo_requires" in undoing:
            asked |= _words(undoing, "undo_requires")
    given, implies = _given(grants), data.get("scope_implies")
    implying = set(implies) if isinstance(implies, dict) else set()
    if _has_slip(asked, given) or _has_slip(implying - given, given - implying):
        found.add("note:scope")


def _given(grants: Iterable[Mapping[str, Any]]) -> set[str]:
    """The scopes of all grants of a system whose level is known."""
    known = (each for each in grants if each.get("access") in _LEVELS)
    return {scope for each in known for scope in _listed(each, "scopes") if isinstance(scope, str)}


def _has_slip(asked: set[str], given: set[str]) -> bool:
    """Whether a scope is asked for and not given, or the reverse, and may be one slip away from one of the others."""
    if asked == given:
        return False
    pairs = chain(product(asked - given, given), product(given - asked, asked))
    return any(nearly(one.casefold(), other.casefold()) for one, other in pairs)


@lru_cache(maxsize=4096)  # names of fields and scopes are the same again and again
def nearly(one: str, other: str) -> bool:
    """Whether two words differ in two letters beside each other at most."""
    longest = max(len(one), len(other))
    if longest - min(len(one), len(other)) > 1:
        return False
    front = next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), longest)
    back = zip(reversed(one), reversed(other), strict=False)
    return front + next((at for at, (here, there) in enumerate(back) if here != there), longest) >= longest - 2


def _named(items: list[Any]) -> list[str]:
    """The operations that undo, bring about or read back."""
    found: list[Any] = []
    for item in items:
        reversibility, receipt, also = item.get("reversibility"), item.get("receipt"), item.get("also")
        if isinstance(reversibility, dict):
            undo, before = reversibility.get("undo_operation"), reversibility.get("before")
            found.append(undo.get("id") if isinstance(undo, dict) else undo)
            found.append(before.get("operation") if isinstance(before, dict) else None)
        read_back = receipt.get("read_back") if isinstance(receipt, dict) else None
        if isinstance(read_back, dict):
            found.append(read_back.get("operation"))
        if also is not None:
            found += also if isinstance(also, list) else [also]
    return [each for each in found if isinstance(each, str)]


def _words(data: Mapping[str, Any], key: str) -> set[str]:
    return {each for each in _listed(data, key) if isinstance(each, str)}


def _listed(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []
