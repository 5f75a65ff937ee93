"""What is read off when everything has been derived: combinations of sets that nothing follows from."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class Held(NamedTuple):
    """One of the nodes in `by` holds, and all of one of the sets in `under`; no sets: nothing is asked beside."""

    by: tuple[int, ...]
    under: tuple[tuple[int, ...], ...]


Formula: TypeAlias = tuple[Held, ...]
"""One of them is enough."""


def read(formula: Formula, derived: Mapping[int, int]) -> int:
    """The set of the starts for which a formula of places holds."""
    found = 0
    for held in formula:
        bits = 0
        for place in held.by:
            bits |= derived.get(place, 0)
        if held.under and bits:
            under = 0
            for places in held.under:
                together = bits
                for place in places:
                    together &= derived.get(place, 0)
                under |= together
            bits = under
        found |= bits
    return found
