"""What a claim is about, where nothing recorded and no tool has to do with it: `I've cancelled your gym class`."""

import re
from collections.abc import Iterable

from blastradius.analysis.claims.abilities import Ability, pieces
from blastradius.analysis.claims.scene import Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.model.entities import Operation

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_MOST_TEXT = 200_000


def strange(claim: Spoken, abilities: Iterable[Ability], scene: Scene) -> str | None:
    """The words for the object of a claim if none of them is known; `None` where one is, or it is `it`.

    They are known where these abilities have to do with them, or where they stand anywhere in the record.
    """
    language = claim.language
    implied = claim.things - language.named_things(claim.about)
    if implied or claim.identities or claim.numbered or claim.amounts:
        return None
    about = claim.about if claim.active or language.free else re.split(r"[,;:]\s", claim.about)[-1]
    end = language.preposition.search(about) if claim.active and not language.free else None
    about = about[: end.start()] if end else about
    if language.named_things(about):
        return None
    words = [word for word in _WORD.findall(about) if word not in language.pronouns]
    words = [word for word in words if not language.own_deed.fullmatch(word)]
    if not words:
        return None
    known = {singular(word) for each in abilities for word in words_of(each.name, each.operation)}
    if any(word in language.nominal or word in language.done or singular(word) in known for word in words):
        return None
    read = _recorded(scene)
    return None if any(word in read for word in words) else " ".join(words[:4])


def singular(word: str) -> str:
    """A word as it is compared, whether it is one or several."""
    return word.removesuffix("s")


def words_of(name: str, operation: Operation | None) -> list[str]:
    """The words that an operation goes by: its name, its summary and what else people call it."""
    said = (operation.summary or "", *operation.says) if operation else ()
    return [*pieces(name).split(), *(word for text in said for word in _WORD.findall(text.lower()))]


def _recorded(scene: Scene) -> frozenset[str]:
    """Every word in what was called and what came back."""
    found: set[str] = set()
    size = 0
    for call in (*scene.looks, *(deed.call for deed in scene.deeds)):
        for key, value in (*leaves(call.arguments), *leaves(call.result)):
            text = f"{key} {value}" if isinstance(value, str) else key
            size += len(text)
            found.update(_WORD.findall(text.lower().replace("_", " ")))
            if size > _MOST_TEXT:
                return frozenset(found)
    return frozenset(found)
