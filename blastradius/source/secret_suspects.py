"""The places of a text that are worth the detector library's time: a superset of what its detectors match."""

import re
from collections.abc import Iterator

from blastradius.source.secret_beginnings import Landmark
from blastradius.source.stretches import opaque

# What the library's detectors have in common: a literal beginning, a long run of certain characters, or quotes.
_LITERAL = re.compile(
    r"A3T[A-Z0-9]{17}|ABIA[A-Z0-9]{16}|ACCA[A-Z0-9]{16}|AKIA[A-Z0-9]{16}|ASIA[A-Z0-9]{16}|AKC[a-zA-Z0-9]{10}"
    r"|AP[0-9A-F][a-zA-Z0-9]{8}|AccountKey=|GR1348941|SG\.[\w\-]{22}\.|T3BlbkFJ|X[oO][xX][abposrABPOSR]-"
    r"|:_authToken=|eyJ[\w\-=]|gh[pousr]_\w|gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-[\w\-]{20}|pypi-AgE"
    r"|rk_live_|sk_live_|sq0csp-|x[oO][xX][abposrABPOSR]-",
    re.ASCII,
)
_HOSTS = re.compile(r"hooks\.slack\.com/services/|\.cloudant\.com|softlayer.com/soap/")
_SHAPED_RUN = re.compile(r"(?:AC|SK)[a-z0-9]{32}|[0-9a-z]{32}-us[0-9]")
_ASSIGNED_BEFORE = re.compile(
    r"(?:key|pwd|pass|password|token)[\"']?\]?[ ]{0,9}(?::?=|=>|::?|[ ])[ ]{0,9}[\"']?\Z", re.IGNORECASE
)
_ENDS_ASSIGNMENT = frozenset("=>:\"' ")
_BOT_BEFORE = re.compile(r"[0-9]{8}:\Z")
_BOT_BEHIND = re.compile(r"\.[\w\-]{6}\.[\w\-]{27}", re.ASCII)
_BOT_NUMBER = len("12345678:")
_SHORTEST_SHAPED = 34
_LONGEST_ASSIGNMENT = 34
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_LEAD = 60


def suspicious_places(
    text: str, lowered: str, begins: set[Landmark], runs: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where the library may find something. `lowered` is the text in small letters, `runs` are its long ones."""
    for start, shape in begins:
        match = None
        if shape == "literal":
            match = _LITERAL.match(text, start)
        elif shape == "hosts":
            match = _HOSTS.match(lowered, start)
        if match:
            yield match.span()
    for start, end in runs:
        if _is_suspicious(text, lowered, start, end) or (text[end : end + 1] == "." and _BOT_BEHIND.match(text, end)):
            yield start, end


def _is_suspicious(text: str, lowered: str, start: int, end: int) -> bool:
    last, run = text[max(0, start - 1) : start], text[start:end]
    if last in _ENDS_ASSIGNMENT and _is_assigned(text, lowered, start):
        return True
    if (end - start >= _SHORTEST_SHAPED and _SHAPED_RUN.search(run)) or (not run.islower() and opaque(run)):
        return True
    quoted = last in {"'", '"'}
    return quoted and (
        _HEXADECIMAL.issuperset(run) or (end - start == 40 and "aws" in lowered[max(0, start - _LEAD) : start])
    )


def _is_assigned(text: str, lowered: str, start: int) -> bool:
    lead = lowered[max(0, start - _LONGEST_ASSIGNMENT) : start]
    named = "key" in lead or "pass" in lead or "token" in lead or "pwd" in lead
    if named and _ASSIGNED_BEFORE.search(text, max(0, start - _LEAD), start):
        return True
    return start >= _BOT_NUMBER and _BOT_BEFORE.match(text, start - _BOT_NUMBER, start) is not None
