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
    before, after = language.splits.split(head), language.splits.split(tail)
    kept = [*(part for part in before[:-1] if not _is_another(part, language)), before[-1]]
    return " ".join((*kept, *takewhile(lambda part: not _is_another(part, language), after)))


def _is_another(part: str, language: Language) -> bool:
    lower = part.lower()
    return bool(language.finite.search(lower) or language.negations.search(lower) or language.contrast.search(lower))
