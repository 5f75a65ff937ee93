"""An inventory as it was read: which files, and the cards of what stands in them."""

from collections.abc import Iterable, Iterator, Mapping
from struct import Struct as Format

from msgspec import Struct

from blastradius.source.documents import Cards
from blastradius.source.files import DIGEST
from blastradius.source.folders import Marker, Tree

UNREAD = bytes(DIGEST)
"""The digest of a file that could not be read."""
_PLACE = Format("<II")


class Snapshot(Struct, frozen=True, array_like=True):
    """What the last run knew. What is long is packed: an answer asks for little of it.

    `trees` list all files; `unsettled` are the numbers of those that have to be read again whatever their times say.
    `markers` are the `blastradius.yaml` of each root, as listed, with the globs that they exclude.
    `digests` are of the contents of the files; `places` say for each document the number of its file and its place in
    there. `troubled` are the numbers of files with findings or blanked stretches, `remarked` of those with comments
    that speak to us. `replaced` counts the files that were read again since what no file holds was last
    forgotten; with 0 it is time for that.
    """

    trees: tuple[Tree, ...]
    unsettled: tuple[int, ...]
    markers: dict[str, Marker]
    digests: bytes
    places: bytes
    cards: Cards
    troubled: tuple[int, ...]
    remarked: tuple[int, ...]
    replaced: int

    def digest(self, file: int) -> bytes:
        """The digest of the content of a file."""
        return self.digests[file * DIGEST : (file + 1) * DIGEST]

    def digests_with(self, new: Mapping[int, bytes]) -> bytes:
        """`digests` where those of some files, by number, are others."""
        digests = bytearray(self.digests)
        for file, digest in new.items():
            digests[file * DIGEST : (file + 1) * DIGEST] = digest
        return bytes(digests)

    def every_digest(self) -> Iterator[bytes]:
        """Those of all files, by number."""
        return map(self.digest, range(len(self.digests) // DIGEST))

    def place(self, document: int) -> tuple[int, int]:
        """The number of the file of a document, and its place in there."""
        file, place = _PLACE.unpack_from(self.places, document * _PLACE.size)
        return file, place

    def every_place(self) -> Iterator[tuple[int, int]]:
        """Those of all documents, by number."""
        return _PLACE.iter_unpack(self.places)


def packed_places(places: Iterable[tuple[int, int]]) -> bytes:
    """`places` as a snapshot holds them."""
    return b"".join(_PLACE.pack(file, place) for file, place in places)
