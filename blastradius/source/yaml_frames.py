"""Mappings and lists while they are read, and what is left of them where a document breaks off."""

from itertools import pairwise
from typing import Any

from blastradius.source.document import Mark

_SALVAGED_LEVELS = 3  # an entity, a list in it, an item of the list

NO_KEY = object()
"""Stands for the key of a mapping that waits for its next one."""


class Frame:
    """A mapping or a list that is being read."""

    __slots__ = ("data", "key", "key_mark", "mark", "places")

    def __init__(self, data: Any, places: Any, mark: Mark) -> None:
        self.data = data
        self.places = places
        self.mark = mark
        self.key: Any = NO_KEY
        self.key_mark: Mark = []


def salvage(open_: list[Frame]) -> tuple[Mark, dict[str, Any]] | None:
    """What stood in a document before its syntax error: the keys of the entity, and of the item that was being read.

    A value that is cut off further in is left out, so that a list that limits (scopes, resources) limits nothing rather
    than too much: from half a file comes too much reach, never too little.
    """
    kept = open_[:_SALVAGED_LEVELS]
    for outer, inner in reversed(list(pairwise(kept))):
        if type(outer.data) is list:
            outer.data.append(inner.data)
            outer.places.append(inner.mark)
        elif isinstance(outer.key, str):
            outer.data.setdefault(outer.key, inner.data)
            outer.places.setdefault(outer.key, [outer.key_mark, inner.mark])
    if not kept or type(kept[0].data) is not dict or not kept[0].data:
        return None
    return kept[0].mark, kept[0].data
