"""What a file of some content holds and where it stands: from the cache, or else understood now and kept for later."""

from collections.abc import Callable, Mapping
from typing import Any

from blastradius.source.cache import Cache
from blastradius.source.document import Place, Pointer
from blastradius.source.entry import Entry, Places, encoded, places_of


def entry_in(cache: Cache, digest: bytes, read: Callable[[], bytes]) -> Entry:
    """What the file holds; `read` gives its bytes, where they are needed."""
    entry = cache.entry(digest)
    if entry is None:
        from blastradius.source.understand import understand  # noqa: PLC0415 - a warm start needs none of it

        entry = understand(read())
        cache.learn(digest, encoded(entry))
    return entry


class Whereabouts:
    """Where everything stands in a file of some content: from the cache, or else found now and kept for later."""

    def __init__(self, cache: Cache, digest: bytes, read: Callable[[], bytes]) -> None:
        self._cache = cache
        self._digest = digest
        self._read = read
        self._places: Places | None = None

    def find(self, index: int, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads in a document of the file, or where the key stands that leads there."""
        asked = (index, pointer, key_only)
        known = self._cache.place(self._digest, asked)
        if known is None:
            if self._places is None:
                self._places = places_of(self._read(), entry_in(self._cache, self._digest, self._read))
            known = self._places.find(index, data, pointer, key_only=key_only)
            self._cache.learn_place(self._digest, asked, known)
        return known
