"""The card of a document: what it is, and the words by which it is found without being opened."""

from collections.abc import Mapping
from typing import Any

from blastradius.source.documents import Card
from blastradius.source.doubts import doubts
from blastradius.source.mentions import mentions, text_of
from blastradius.source.notes import notes
from blastradius.source.risks import risks
from blastradius.source.said import Said


def card_of(data: Mapping[str, Any], *, broken: bool = False) -> Card:
    """Kind, id and words of what one document says; a `broken` one was cut off by a syntax error."""
    said = Said(data)
    words = {"note:broken"} if broken else set()
    for add in (mentions, notes, risks, doubts):
        add(said, words)
    return (said.kind if isinstance(said.kind, str) else "", text_of(data.get("id")) or "", tuple(sorted(words)))
