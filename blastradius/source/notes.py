"""What stands in a document that somebody may have to judge: by these words `lint` opens few documents of very many.

A note promises nothing but that a document without it needs no look: it may be there too often, never too seldom.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, product
from typing import Any

from blastradius.source.patterns import is_pattern
from blastradius.source.placeholders import LONGEST, UNKNOWN, is_open, is_open_text
from blastradius.source.queries import DOUBLED, FILLED_IN
from blastradius.source.said import Cells, Said, part, texts

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


def notes(said: Said, found: set[str]) -> None:
    """Add the words.

    `dated:DATE` for what happened on a day, `proven:DATE` for proof, `by:NAME` for who revokes or vouches; `note:` with
    `unproven`, `proof` (of no plain date), `date` (that is no day of the calendar), `unknown`, `placeholder`, `zero`,
    `query` and `step` (with a brace that may be no placeholder), `pattern` (that is no expression),
    `empty` (a list that narrows), `twice` (in one list), `operation`
    (that is named and not there), `scope` (that may be misspelt), `elsewhere` (nobody knows where one can be had),
    `openers` (nobody knows what opens a system), `implied` (nor which scopes come with one of its scopes).
    """
    if not _walk(said.data, found):
        found.add("note:unproven")
    if said.kind == "System":
        _of_system(said, found)
    if said.kind == "Credential" and _is_kept_elsewhere(said.data.get("obtainable_from")):
        found.add("note:elsewhere")


def _walk(data: Cells, found: set[str]) -> bool:  # noqa: C901, PLR0912 - a call for each value would cost more than looking at it
    """One walk over all values, and whether there is proof.

    Most of them are short texts that are no note: those must cost least.
    """
    proven = False
    below: list[Cells] = [data]
    for node in below:  # which grows
        for name, value in node.items():
            kind = type(value)
            if kind is str:
                if value not in _closed and len(value) <= LONGEST and _is_open(value):
                    _open(name, value, found)
                elif name in _LOOKED_AT and (word := _word(name, value)):
                    found.add(word)
            elif kind is dict:
                if name in MADE:
                    _made(name, value, found)
                    proven = proven or name == _PROOF
                if name not in QUOTES:
                    below.append(value)
            elif kind is list:
                if not value and name in NARROWING:
                    found.add("note:empty")
                for each in value:
                    kind = type(each)
                    if kind is str:
                        if each not in _closed and len(each) <= LONGEST and _is_open(each):
                            _open(name, each, found)
                        elif name in _LOOKED_AT and (word := _word(name, each)):
                            found.add(word)
                    elif kind is dict:
                        below.append(each)
                    elif kind is list:
                        below.append({name: each})
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


@lru_cache(maxsize=4096)  # dates, durations and steps are the same ones again and again
def _word(key: str, text: str) -> str:
    """The word for a text below a key that is looked at; empty where it is as it should be."""
    if key in DATES:
        day = _day(text)
        if day is None:
            event = not text[:1].isdigit() or (key not in PAST and _is_moment(text))
            return "" if event else "note:date"
        return f"dated:{day}" if key in PAST else ""
    if key in DURATIONS:
        return "note:zero" if _NO_TIME.match(text) else ""
    if key == "matches":
        return "" if is_pattern(text) else "note:pattern"
    if "{" not in text:
        return ""
    if key == "query":
        return "note:query" if _WORD.search(FILLED_IN.sub("", text)) or DOUBLED.search(text) else ""
    return "note:step" if _FIELD.search(_RECORDED.sub("", text)) else ""


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


def _of_system(said: Said, found: set[str]) -> None:
    """What a system says twice, and operations that it names and does not have."""
    operations, grants = said.operations, said.grants
    ids = {str(each.get("id")) for each in operations}
    if len(ids) < len(operations) or len({str(each.get("credential")) for each in grants}) < len(grants):
        found.add("note:twice")
    if not ids.issuperset(_named(said)):
        found.add("note:operation")
    if _opened_by_whom(said.data.get("credentials")):
        found.add("note:openers")
    implies = said.data.get("scope_implies")
    if _implies_unknown(implies):
        found.add("note:implied")
    asked = said.asked.union(*(texts(part(each, "reversibility"), "undo_requires") for each in said.telling))
    given = {scope for each in grants if each.get("access") in _LEVELS for scope in texts(each, "scopes")}
    implying = set(implies) if isinstance(implies, dict) else set()
    if _has_slip(asked, given) or _has_slip(implying - given, given - implying):
        found.add("note:scope")


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


def _named(said: Said) -> list[str]:
    """The operations that undo, bring about or read back."""
    found: list[Any] = []
    for item in (said.data, *said.telling):
        reversibility, receipt = item.get("reversibility"), item.get("receipt")
        if isinstance(reversibility, dict):
            undo = reversibility.get("undo_operation")
            found.append(undo.get("id") if isinstance(undo, dict) else undo)
            found.append(part(reversibility, "before").get("operation"))
        if isinstance(receipt, dict):
            found.append(part(receipt, "read_back").get("operation"))
    for item in (said.data, *said.operations):
        also = item.get("also")
        if also is not None:
            found += also if isinstance(also, list) else [also]
    return [each for each in found if isinstance(each, str)]
