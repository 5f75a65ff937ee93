"""What a file of some content holds and where it stands: from the cache, or else understood now and kept for later."""

from collections.abc import Callable

from blastradius.source.cache import Cache
from blastradius.source.document import Mark
from blastradius.source.entry import Entry, encoded, marks_of, understand


def entry_in(cache: Cache, digest: bytes, read: Callable[[], bytes]) -> Entry:
    """What the file holds; `read` gives its bytes, where they are needed."""
    entry = cache.entry(digest)
    if entry is None:
        entry = understand(read())
        cache.learn(digest, encoded(entry))
    return entry


def marks_in(cache: Cache, digest: bytes, read: Callable[[], bytes]) -> dict[int, Mark]:
    """Where everything stands in the file, by the place of the document in it."""
    marks = cache.marks(digest)
    if marks is None:
        marks = marks_of(read())
        cache.learn_marks(digest, marks)
    return marks
