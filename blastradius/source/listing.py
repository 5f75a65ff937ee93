"""All files of an inventory, by number: where each is, how people are told of it, what tells that it was changed."""

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from blastradius.finding import Finding
from blastradius.source.discover import MARKER
from blastradius.source.files import read_bytes
from blastradius.source.folders import Folder, Listed, Marker, Stretch, Tree, join, listed, stretches
from blastradius.source.known_folders import known_again
from blastradius.source.walk import list_files


class Files:
    """The files below some folders, each once, as somebody sees them who stands in `here`.

    `known` are the `markers` of an earlier time, by root: one that has not changed is not read again. `before` are the
    `trees` of that time: what is the same in them is not looked at more closely; seeing to that takes a while, in which
    other processes look and this one does something else `meanwhile`, before it helps.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        here: Path,
        known: Mapping[str, Marker] | None = None,
        before: Sequence[Tree] = (),
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        self.here = here
        self.markers: dict[str, Marker] = {}
        self._roots: list[tuple[str, str]] = []  # where, and as shown
        self._folders: dict[str, str] = {}
        self._numbers: dict[str, dict[str, int]] = {}  # by the folder that is shown, and the name in there
        self.problems: list[Finding] = []
        trees: list[Tree] = []
        for root in roots:
            place = os.path.realpath(root)
            key = _key(place)
            marker = self.markers[key] = _marker(root, (known or {}).get(key))
            same = (each for each in before if (each.place, each.excluded) == (key, marker[1]))
            trees.append(next(same, Tree(key, marker[1], ())))
            self._roots.append((place, shown(root, here)))
        asked = [(place, tree) for (place, _), tree in zip(self._roots, trees, strict=True)]
        self.trees = tuple(map(self._tree, self._roots, trees, known_again(asked, meanwhile)))
        self._stretches = stretches(self.trees)
        self._starts = [each.start for each in self._stretches]

    def _tree(self, root: tuple[str, str], before: Tree, same: Mapping[str, Folder]) -> Tree:
        place, base = root
        folders, problems = list_files(Path(place), before.excluded, base, same)
        self.problems += map(self._renamed, problems)
        return Tree(before.place, before.excluded, folders)

    def __len__(self) -> int:
        return self._stretches[-1].start + len(self._stretches[-1].names) if self._stretches else 0

    @cached_property
    def listed(self) -> list[Listed]:
        """Every file as it is listed, by number."""
        return listed(self._stretches)

    def listings(self, numbers: Iterable[int]) -> list[Listed]:
        """Some files as they are listed, without making all of them."""
        pairs = [(self._stretch(number), number) for number in numbers]
        places = [(stretch, number - stretch.start) for stretch, number in pairs]
        return listed([each._replace(names=[each.names[at]], at=[each.at[at]]) for each, at in places])

    def file(self, number: int) -> str:
        """Where a file is."""
        tree, inside = self._inside(number)
        return join(self._roots[tree][0], inside)

    def key(self, number: int) -> str:
        """What names a file in the cache."""
        return _key(self.file(number))

    def shown(self, number: int) -> str:
        """The path that people are told."""
        tree, inside = self._inside(number)
        return self._seen_from_here(join(self._roots[tree][1], inside))

    def number(self, path: str) -> int | None:
        """The number of the file that is shown by this path."""
        before, slash, name = path.rpartition("/")
        folder = before + slash
        if folder not in self._numbers:
            runs = self._runs.get(folder, ())
            self._numbers[folder] = {each: run.start + at for run in runs for at, each in enumerate(run.names)}
        return self._numbers[folder].get(name)

    def named(self, path: Path) -> list[str]:
        """What a file or folder that somebody names is called here, once for each root that it is in, or around."""
        place = os.path.realpath(path)
        found = []
        for root, base in self._roots:
            if f"{root}/".startswith(f"{place.rstrip('/')}/"):
                found.append(base)
            elif place.startswith(f"{root.rstrip('/')}/"):
                found.append(self._seen_from_here(join(base, place.removeprefix(root).lstrip("/"))))
        return found

    def places(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """Where files are, and the paths that people are told."""
        every = len(numbers) == len(self)
        return list(self._every()) if every else [(self.file(number), self.shown(number)) for number in numbers]

    @cached_property
    def _runs(self) -> Mapping[str, list[Stretch]]:
        """The files that follow each other, by the folder in which people are told that they are."""
        found: dict[str, list[Stretch]] = {}
        for each in self._stretches:
            if each.names:
                found.setdefault(self.shown(each.start).removesuffix(each.names[0]), []).append(each)
        return found

    def _every(self) -> Iterator[tuple[str, str]]:
        """The `places` of all files, folder by folder."""
        for each in self._stretches:
            if each.names:
                ends = (self.file(each.start), self.shown(each.start))
                place, folder = (end.removesuffix(each.names[0]) for end in ends)
                yield from zip(map(place.__add__, each.names), map(folder.__add__, each.names), strict=True)

    def _inside(self, number: int) -> tuple[int, str]:
        """The number of its root, and its path inside of that."""
        stretch = self._stretch(number)
        return stretch.tree, stretch.folder.inside + stretch.names[number - stretch.start]

    def _stretch(self, number: int) -> Stretch:
        return self._stretches[bisect_right(self._starts, number) - 1]

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


def known_before(trees: Sequence[Tree]) -> dict[str, tuple[int, Listed]]:
    """The files of an earlier time with their numbers, by the key of where they are."""
    files: Sequence[Stretch] = stretches(trees)
    places = (trees[tree].place for _, tree, _, names, _ in files for _ in names)
    every = enumerate(zip(places, listed(files), strict=True))
    return {join(place, each.inside): (number, each) for number, (place, each) in every}


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
    if b"exclude" not in data:
        return ()
    from blastradius.source.understand import understand  # noqa: PLC0415 - a warm start needs none of it

    for content in understand(data).contents:
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
