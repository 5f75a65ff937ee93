"""Folders as they were listed: the files in them, in the order of names, and what tells that one was changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from msgspec import Struct, msgpack

FILE, ENTERED, HIDDEN, OTHER, EXCLUDED = "fdhox"
"""A file that is read, a folder that is entered, one whose name starts with a dot, a file that is no YAML, and what the
inventory excludes."""

Row: TypeAlias = tuple[int, int, int, int]
"""Size in bytes, modification and change times in nanoseconds, inode; all 0 where the file system did not say."""


class Listed(NamedTuple):
    """A file as its folder lists it: its path inside of the inventory, and what tells that it was changed.

    Size in bytes, modification and change times in nanoseconds, inode; all 0 where the file system did not say.
    """

    inside: str
    size: int
    modified: int
    changed: int
    inode: int


Marker: TypeAlias = tuple[Listed, tuple[str, ...]]
"""The `blastradius.yaml` of a root, as listed, and the globs that it excludes."""


class Folder(Struct, frozen=True, array_like=True):
    """One folder: its path inside of the inventory (`""`, `systems/`), and the names in it, sorted, with a `/` between.

    `kinds` has a letter for each name, and is empty where all are files; `rows` has a packed `Row` for each file.
    A `plain` one names all that stands in it, and holds nothing that has to be looked at each time: no link, for one.
    """

    inside: str
    names: str
    kinds: str
    rows: bytes
    plain: bool

    @property
    def listed(self) -> list[str]:
        """The names."""
        return self.names.split("/") if self.names else []


class Tree(Struct, frozen=True, array_like=True):
    """All folders below a root, and the globs that were excluded."""

    place: str
    excluded: tuple[str, ...]
    folders: tuple[Folder, ...]


class Stretch(NamedTuple):
    """Files of one folder that follow each other: the number of the first, the number of the tree, names.

    `at` are their positions among the files of the folder.
    """

    start: int
    tree: int
    folder: Folder
    names: Sequence[str]
    at: Sequence[int]


def stretches(trees: Sequence[Tree]) -> tuple[Stretch, ...]:
    """All files of some trees, each once, in the order of their paths."""
    found: list[Stretch] = []
    seen: set[str] = set()
    count = 0
    for number, tree in enumerate(trees):
        for folder, names, first in _runs({each.inside: each for each in tree.folders}, ""):
            stretch = Stretch(count, number, folder, names, range(first, first + len(names)))
            if len(trees) > 1:
                stretch = _without(stretch, join(tree.place, folder.inside), seen)
            found.append(stretch)
            count += len(stretch.names)
    return tuple(found)


def _without(stretch: Stretch, place: str, seen: set[str]) -> Stretch:
    """What was not seen yet below another root that holds this one, or is held by it."""
    new = [index for index, name in enumerate(stretch.names) if join(place, name) not in seen]
    seen.update(join(place, name) for name in stretch.names)
    return stretch._replace(names=[stretch.names[index] for index in new], at=[stretch.at[index] for index in new])


def _runs(folders: Mapping[str, Folder], inside: str) -> Iterator[tuple[Folder, list[str], int]]:
    """The files of a folder and of those below, as far as they follow each other, with the position of the first."""
    folder = folders.get(inside)
    if folder is None:
        return
    names, first = folder.listed, 0
    if not folder.kinds:
        yield folder, names, first
        return
    run: list[str] = []
    for name, kind in zip(names, folder.kinds, strict=True):
        if kind == FILE:
            run.append(name)
        elif kind == ENTERED:
            yield folder, run, first
            first, run = first + len(run), []
            yield from _runs(folders, f"{inside}{name}/")
    yield folder, run, first


def listed(files: Sequence[Stretch]) -> list[Listed]:
    """The files as they were listed, by their numbers."""
    rows: dict[tuple[int, str], list[Row]] = {}
    found: list[Listed] = []
    for _, tree, folder, names, at in files:
        key = (tree, folder.inside)
        if key not in rows:
            rows[key] = msgpack.decode(folder.rows, type=list[Row])
        found += [Listed(folder.inside + name, *rows[key][index]) for name, index in zip(names, at, strict=True)]
    return found


def changed_files(before: Sequence[Tree], now: Sequence[Tree]) -> list[int] | None:
    """The numbers of the files that are listed otherwise; `None` where one came or went, so that numbers are others."""
    if list(map(_extent, before)) != list(map(_extent, now)):
        return None
    changed: dict[tuple[int, str], frozenset[int]] = {}
    for number, (old, new) in enumerate(zip(before, now, strict=True)):
        for one, other in zip(old.folders, new.folders, strict=True):
            if one.rows != other.rows:
                rows = (msgpack.decode(each.rows, type=list[Row]) for each in (one, other))
                pairs = enumerate(zip(*rows, strict=True))
                changed[number, one.inside] = frozenset(index for index, pair in pairs if pair[0] != pair[1])
    return [
        stretch.start + offset
        for stretch in (stretches(now) if changed else ())
        for offset, index in enumerate(stretch.at)
        if index in changed.get((stretch.tree, stretch.folder.inside), ())
    ]


def _extent(tree: Tree) -> tuple[object, ...]:
    """All of a tree but what tells that a file was changed."""
    return (tree.place, tree.excluded, [(each.inside, each.names, each.kinds, each.plain) for each in tree.folders])


def join(shown: str, name: str) -> str:
    """A path inside of a folder, as people are told."""
    return name.rstrip("/") if shown in {"", "."} else f"{shown}/{name}".rstrip("/")
