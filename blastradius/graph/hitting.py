"""The lightest hitting set: of every set at least one element, at the least weight in all. Exact, by branch and bound.

A set of elements is an integer here, bit `n` for element `n`: unions and comparisons of sets are what takes the time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from blastradius.graph.budget import Budget, ExhaustedError

_DEEPEST = 300
"""Branches below branches, well under what Python allows."""

_LOOKS = 3
"""Steps for each look at a set, which is compared with others, against one for a rule that is passed by."""


def lightest_hitting_set(
    sets: Iterable[frozenset[int]], weights: Mapping[int, int], budget: Budget, *, smallest: bool = False
) -> frozenset[int]:
    """The lightest one; with `smallest` and among equally light ones of equal size, the one with the smallest elements.

    Each set needs an element, each element a positive weight.

    Raises:
        ExhaustedError: the budget was not enough to prove one the lightest.
    """
    given = list(sets)
    elements = sorted(frozenset().union(*given))
    bit = {element: number for number, element in enumerate(elements)}
    scaled = _ranked([weights[each] for each in elements]) if smallest else [weights[each] for each in elements]
    masks = [sum(1 << bit[element] for element in each) for each in given]
    found = _Search(scaled, budget).best(masks, sum(scaled) + 1, 0)
    if found is None:
        msg = "a set without elements cannot be hit"
        raise ValueError(msg)
    return frozenset(elements[number] for number in _bits(found[1]))


def _ranked(weights: Sequence[int]) -> list[int]:
    """The weights with something so small added that it only decides between equals: for the smallest elements."""
    count = len(weights)
    shift = count + count.bit_length() + 1
    return [(weight << shift) + (1 << count) - (1 << (count - 1 - rank)) for rank, weight in enumerate(weights)]


class _Search:
    def __init__(self, weights: Sequence[int], budget: Budget) -> None:
        self._weights = weights
        self._budget = budget

    def best(self, masks: list[int], bound: int, depth: int) -> tuple[int, int] | None:
        """The lightest hitting set that weighs less than `bound`: its weight and itself."""
        if depth > _DEEPEST:
            raise ExhaustedError
        masks, taken = self._reduced(masks)
        weight = self._weight(taken)
        if weight >= bound:
            return None
        if not masks:
            return weight, taken
        parts = _parts(masks)
        if len(parts) > 1:
            found = self._each(parts, bound - weight, depth)
        elif self._least(masks) >= bound - weight:
            return None
        else:
            found = self._branch(masks, bound - weight, depth)
        return (weight + found[0], taken | found[1]) if found else None

    def _each(self, parts: list[list[int]], bound: int, depth: int) -> tuple[int, int] | None:
        """Parts that share no element are solved on their own."""
        least = [self._least(part) for part in parts]
        weight, taken = sum(least), 0
        for part, at_least in zip(parts, least, strict=True):
            found = self.best(part, bound - weight + at_least, depth + 1)
            if found is None:
                return None
            weight += found[0] - at_least
            taken |= found[1]
        return weight, taken

    def _branch(self, masks: list[int], bound: int, depth: int) -> tuple[int, int] | None:
        """With the element that hits most, of the set that leaves least to choose from; then without it."""
        narrow = min(masks, key=lambda mask: (mask.bit_count(), mask))
        hits = {each: sum(mask >> each & 1 for mask in masks) for each in _bits(narrow)}
        chosen = max(hits, key=lambda each: (hits[each], -self._weights[each], -each))
        one = 1 << chosen
        best = None
        with_it = self.best([mask for mask in masks if not mask & one], bound - self._weights[chosen], depth + 1)
        if with_it:
            best = (with_it[0] + self._weights[chosen], with_it[1] | one)
            bound = best[0]
        return self.best([mask & ~one for mask in masks], bound, depth + 1) or best

    def _least(self, masks: list[int]) -> int:
        """No hitting set weighs less: sets that have nothing in common are hit one by one."""
        used, least = 0, 0
        for mask in sorted(masks, key=int.bit_count):
            if not mask & used:
                used |= mask
                least += min(self._weights[each] for each in _bits(mask))
        return least

    def _reduced(self, masks: list[int]) -> tuple[list[int], int]:
        """The same question with fewer sets and elements, and the elements that every answer has to take."""
        taken = 0
        while True:
            self._budget.spend(_LOOKS * (len(masks) + 1))
            masks = _minimal(masks)
            alone = [mask for mask in masks if mask & (mask - 1) == 0]
            if alone:
                one = sum(alone)
                taken |= one
                masks = [mask for mask in masks if not mask & one]
                continue
            worse = self._worse(masks)
            if not worse:
                return masks, taken
            masks = [mask & ~worse for mask in masks]

    def _worse(self, masks: list[int]) -> int:
        """Elements that hit nothing which another one, no heavier, does not hit as well."""
        hits: dict[int, int] = {}
        narrowest: dict[int, int] = {}
        for position, mask in enumerate(masks):
            for each in _bits(mask):
                hits[each] = hits.get(each, 0) | 1 << position
                narrowest.setdefault(each, mask)
        worse = 0
        weights = self._weights
        for each in sorted(hits, reverse=True):
            self._budget.spend(narrowest[each].bit_count())
            if any(
                not hits[each] & ~hits[other] and (weights[other], other) < (weights[each], each)
                for other in _bits(narrowest[each] & ~worse)
                if other != each
            ):
                worse |= 1 << each
        return worse

    def _weight(self, mask: int) -> int:
        return sum(self._weights[each] for each in _bits(mask))


def _minimal(masks: Iterable[int]) -> list[int]:
    """Without the sets that contain another one: whoever hits that hits them."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=lambda each: (each.bit_count(), each)):
        if not any(other & mask == other for other in kept):
            kept.append(mask)
    return kept


def _parts(masks: list[int]) -> list[list[int]]:
    """The sets in groups that share no element with another group."""
    groups: list[tuple[int, list[int]]] = []
    for mask in masks:
        joined, members = mask, [mask]
        apart = []
        for elements, group in groups:
            if elements & mask:
                joined |= elements
                members = group + members
            else:
                apart.append((elements, group))
        groups = [*apart, (joined, members)]
    return [group for _, group in groups]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
