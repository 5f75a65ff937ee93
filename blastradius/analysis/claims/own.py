"""The part of a clause that tells of its own deed, without what it says beside that of others."""

from itertools import takewhile

from blastradius.analysis.claims.forms import ASIDE
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.words import Language


def own_words(claim: Spoken) -> str:
    """The part of a clause that tells of its deed: `I refunded 5512` of `I refunded 5512, but 5513 was declined`."""
    language, text = claim.language, ASIDE.sub(" ", claim.text)
    at = text.lower().find(claim.verb)
    head, tail = text[: at + len(claim.verb)], text[at + len(claim.verb) :]
    before, (object_, *after) = language.splits.split(head), language.splits.split(tail)
    kept = [*(part for part in before[:-1] if not _is_another(part, language)), before[-1]]
    if _is_another(object_, language, begins=False):
        return " ".join(kept)
    return " ".join((*kept, object_, *takewhile(lambda part: not _is_another(part, language), after)))


def _is_another(part: str, language: Language, *, begins: bool = True) -> bool:
    """Whether a part tells of something else: also one that `begins` with an object, unless it is that of the verb."""
    lower = part.lower()
    finite = language.finite if begins else language.finite_verb
    return bool(finite.search(lower) or language.negations.search(lower) or language.contrast.search(lower))
