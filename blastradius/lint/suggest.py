"""The nearest word that would have been right."""

from collections.abc import Iterable
from functools import cached_property

_NEAR = 0.65
_LONGEST = 80


class Words:
    """Words that are known. They are sorted at the first mistake; one that repeats is looked up once."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = known
        self._found: dict[str, str | None] = {}

    @cached_property
    def _folded(self) -> dict[str, str]:
        """The words by what is compared: case and the kind of hyphen do not count. Equal ones: the first one."""
        folded: dict[str, str] = {}
        for word in sorted(self._known):
            folded.setdefault(_fold(word), word)
        return folded

    def nearest(self, word: str) -> str | None:
        """The most similar of the known words, `None` where none is near."""
        if word not in self._found:
            self._found[word] = self._search(word)
        return self._found[word]

    def did_you_mean(self, word: str, *, otherwise: str = "") -> str:
        """``did you mean `payments`?``, or what to do where nothing is near."""
        near = self.nearest(word)
        return f"did you mean `{near}`?" if near else otherwise

    def guess(self, word: str) -> str:
        """The same to be put behind a message; nothing where nothing is near."""
        guess = self.did_you_mean(word)
        return f"; {guess}" if guess else ""

    def instead_of(self, word: str, *, otherwise: str) -> str:
        """``write `payments` ``, or what to do where nothing is near."""
        near = self.nearest(word)
        return f"write `{near}`" if near else otherwise

    def _search(self, word: str) -> str | None:
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - only who errs pays for it
        from rapidfuzz.process import extractOne  # noqa: PLC0415 - as above

        if len(word) > _LONGEST:
            return None
        choices = list(self._folded)
        best = extractOne(_fold(word), choices, scorer=OSA.normalized_similarity, score_cutoff=_NEAR)
        return self._folded[best[0]] if best else None


def written_alike(word: str, other: str) -> bool:
    """Whether only case and the kind of hyphen make the difference."""
    return _fold(word) == _fold(other)


def one_slip_apart(word: str, other: str) -> bool:
    """Whether one letter too much, too few, wrong or swapped with its neighbour makes the difference."""
    return slips_apart(word, other, most=1)


def slips_apart(word: str, other: str, *, most: int) -> bool:
    """Whether so many such slips, or fewer, make the difference."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only who errs pays for it

    return OSA.distance(word, other, score_cutoff=most) <= most


def _fold(word: str) -> str:
    return word.casefold().replace("_", "-")
