"""All files of an inventory, by number: where each is, how people are told of it, what tells that it was changed."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from blastradius.finding import Finding
from blastradius.source.discover import MARKER, Listed, Marker, join, list_files
from blastradius.source.entry import understand
from blastradius.source.files import read_bytes


class Files:
    """The files below some folders, each once, as somebody sees them who stands in `here`.

    `known` are the `markers` of an earlier time, by root: one that has not changed is not read again.
    """

    def __init__(self, roots: Sequence[Path], here: Path, known: Mapping[str, Marker] | None = None) -> None:
        self.here = here
        self.markers: dict[str, Marker] = {}
        self._roots: list[tuple[str, str, int]] = []  # where, as shown, and how many files came before
        self._folders: dict[str, str] = {}
        self.listed: list[Listed] = []
        self.problems: list[Finding] = []
        seen: set[str] = set()
        for root in roots:
            place, base = os.path.realpath(root), shown(root, here)
            key = _key(place)
            marker = self.markers[key] = _marker(root, (known or {}).get(key))
            listed, problems = list_files(Path(place), marker[1], base)
            self._roots.append((place, base, len(self.listed)))
            self.problems += (self._renamed(problem) for problem in problems)
            if len(roots) > 1:
                listed = [each for each in listed if join(place, each.inside) not in seen]
                seen.update(join(place, each.inside) for each in listed)
            self.listed += listed

    def listing(self, listed: Sequence[Listed] | None = None) -> bytes:
        """All that tells whether a file was changed; other words for the files can be given."""
        places = [(_key(place), start) for place, _, start in self._roots]
        return msgspec.msgpack.encode((places, self.listed if listed is None else listed))

    def file(self, number: int) -> str:
        """Where a file is."""
        place, _, _ = self._root_of(number)
        return join(place, self.listed[number].inside)

    def key(self, number: int) -> str:
        """What names a file in the cache."""
        return _key(self.file(number))

    def shown(self, number: int) -> str:
        """The path that people are told."""
        _, base, _ = self._root_of(number)
        return self._seen_from_here(join(base, self.listed[number].inside))

    def number(self, path: str) -> int | None:
        """The number of the file that is shown by this path."""
        return self._numbers.get(path)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self.shown(number): number for number in range(len(self.listed))}

    def _root_of(self, number: int) -> tuple[str, str, int]:
        if len(self._roots) == 1:  # nearly always, and asked for every file
            return self._roots[0]
        return next(root for root in reversed(self._roots) if root[2] <= number)

    def _seen_from_here(self, path: str) -> str:
        """We may stand inside: `../systems/x.yaml` is then our own `x.yaml`. Each folder is looked at once."""
        if not path.startswith(".."):
            return path
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = shown(self.here / folder, self.here)
        return join(self._folders[folder], name)

    def _renamed(self, finding: Finding) -> Finding:
        where = msgspec.structs.replace(finding.location, path=self._seen_from_here(finding.location.path))
        return msgspec.structs.replace(finding, location=where)


def known_before(listing: bytes) -> dict[str, tuple[int, Listed]]:
    """The files of an earlier listing with their numbers, by the key of where they are."""
    roots, listed = msgspec.msgpack.decode(listing, type=tuple[list[tuple[str, int]], list[Listed]])
    found = {}
    starts = [*(start for _, start in roots), len(listed)]
    for (place, start), end in zip(roots, starts[1:], strict=True):
        found.update({join(place, listed[number].inside): (number, listed[number]) for number in range(start, end)})
    return found


def _key(place: str) -> str:
    """A path that can be written anywhere, also where a name is no UTF-8."""
    return place.encode("utf-8", "backslashreplace").decode()


def _marker(root: Path, known: Marker | None) -> Marker:
    """What `blastradius.yaml` leaves out. A broken one excludes nothing: too much is read rather than too little."""
    file = root / MARKER
    try:
        status = file.stat()
    except OSError:
        return (Listed(MARKER, 0, 0, 0, 0), ())
    listed = Listed(MARKER, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if known and known[0] == listed:
        return known
    data = read_bytes(str(file), MARKER)
    return (listed, () if isinstance(data, Finding) else _excluded(data))


def _excluded(data: bytes) -> tuple[str, ...]:
    for content in understand(data).contents if b"exclude" in data else ():
        settings = msgspec.json.decode(content.data)
        globs = settings.get("exclude")
        if settings.get("kind") == "Inventory" and isinstance(globs, list):
            return tuple(glob for glob in globs if isinstance(glob, str) and glob)
    return ()


def shown(root: Path, here: Path) -> str:
    """A path as people are told: relative to where they stand, with `/`, and bytes that are no UTF-8 spelled out."""
    try:
        return _key(Path(os.path.relpath(root.absolute(), here.absolute())).as_posix())
    except ValueError:  # another drive on Windows
        return _key(root.absolute().as_posix())
