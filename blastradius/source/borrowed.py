"""A cache that knows what another one knows and teaches it nothing: for an inventory as it once was."""

from blastradius.source.cache import Cache
from blastradius.source.document import Asked, Place
from blastradius.source.entry import Entry
from blastradius.source.snapshot import Snapshot


class Borrowed(Cache):
    """Entries and positions go by the content of a file, so most of an older revision is known already."""

    def __init__(self, lender: Cache) -> None:
        super().__init__(None)
        self._lender = lender

    @property
    def remembers_entries(self) -> bool:
        """Whether there can be anything from an earlier run."""
        return self._lender.remembers_entries

    def snapshot(self) -> Snapshot | None:
        """That of the lender is of other files."""
        return None

    def entry(self, digest: bytes) -> Entry | None:
        """What a file of this content holds, if that is known."""
        return super().entry(digest) or self._lender.entry(digest)

    def place(self, digest: bytes, asked: Asked) -> Place | None:
        """Where something stands in a file of this content, if that is known."""
        return super().place(digest, asked) or self._lender.place(digest, asked)
