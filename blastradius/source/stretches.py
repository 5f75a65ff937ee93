"""Stretches of a text, and what their characters are like."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_IN_RUN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=-\\"
_TELL_RUNS = bytes(b"x"[0] if byte in _IN_RUN else b" "[0] for byte in range(256))
_SHORTEST_RUN = b"x" * 20
_BETWEEN_WORDS = re.compile(r"[/_+=.\-]")


class Span(NamedTuple):
    """A stretch of a text, and what it looks like."""

    start: int
    end: int
    what: str


def long_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where at least twenty characters of keys stand in a row: searching bytes is far faster than an expression."""
    told = text.encode("latin-1", "replace").translate(_TELL_RUNS)  # one byte for each character
    start = told.find(_SHORTEST_RUN)
    while start >= 0:
        end = told.find(b" ", start)
        end = len(told) if end < 0 else end
        yield start, end
        start = told.find(_SHORTEST_RUN, end)


def mixes(word: str) -> bool:
    """Whether digits and letters stand in one word."""
    return any(each.isdigit() for each in word) and any(each.isalpha() for each in word)


def opaque(run: str) -> bool:
    """Whether a run of characters mixes small and capital letters and digits as no name does."""
    return len(set(run)) > 22 and any(
        len(part) > 11 and mixes(part) and part.lower() != part for part in _BETWEEN_WORDS.split(run)
    )
