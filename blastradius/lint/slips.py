"""Words that nothing declares, so that a slip of the pen makes a new one: which of two is the slip."""

import re
from collections.abc import Iterable, Mapping

from blastradius.lint.suggest import one_slip_apart

_SHORTEST = 3
_DIGITS = re.compile(r"\d+")


def slip_of(word: str, others: Iterable[str]) -> str | None:
    """The first of the others from which one slip makes this word; `None` where they differ in numbers only."""
    return next((other for other in sorted(others) if _is_slip(word, other)), None)


def slips(uses: Mapping[str, int]) -> dict[str, str]:
    """Of words that are one slip apart, the one that is used less, with the other; of equals the later one."""
    found: dict[str, str] = {}
    for word in sorted(uses):
        better = [other for other in uses if other != word and (uses[other], word) > (uses[word], other)]
        near = slip_of(word, better)
        if near is not None:
            found[word] = near
    return found


def _is_slip(word: str, other: str) -> bool:
    if word == other or min(len(word), len(other)) < _SHORTEST or word[:1] == other[:1] == "*":
        return False
    one, two = word.casefold(), other.casefold()
    if _DIGITS.sub("0", one) == _DIGITS.sub("0", two):
        return one == two
    return abs(len(one) - len(two)) < 2 and one_slip_apart(one, two)
