"""Which files below a folder are read, and why others are not."""

import fnmatch
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from operator import attrgetter
from pathlib import Path

from msgspec import msgpack

from blastradius.finding import Finding, Location, Severity
from blastradius.source.folders import ENTERED, EXCLUDED, FILE, HIDDEN, OTHER, Folder, Row, join
from blastradius.source.known_folders import CAN_OPEN, KNOWN_AGAIN, opened_folder, status_row

_ENDINGS = (".yaml", ".yml")
_NO_ROW = (0, 0, 0, 0)
_FARTHEST = 2**63

_DEEPEST = 60
"""Levels of folders: nobody keeps an inventory deeper, and whoever builds such a tree wants to see us fall."""


def list_files(
    root: Path, exclude: Sequence[str], shown: str, same: Mapping[str, Folder]
) -> tuple[tuple[Folder, ...], list[Finding]]:
    """Every YAML file below `root`, by folders, and why others are not read; `shown` is what root is called.

    Folders whose name starts with a dot are not entered. Links are followed while they stay inside of `root`,
    to each folder once. Folders that are the `same` as before, by their paths, are not looked at more closely.
    """
    walk = _Walk(root.resolve(), _excluding(tuple(exclude)) if exclude else None, shown, same)
    walk.below(str(root), "", (walk.root,))
    return tuple(walk.folders), walk.problems


class _Walk:
    """A list of many files has to be quick: times and sizes alone take most of a second start."""

    def __init__(self, root: Path, exclude: "re.Pattern[str] | None", shown: str, same: Mapping[str, Folder]) -> None:
        self.root = root
        self.folders: list[Folder] = []
        self.problems: list[Finding] = []
        self._exclude = exclude
        self._same = same
        self._linked: set[Path] = set()
        self._shown = shown

    def below(self, folder: str, inside: str, above: tuple[Path, ...]) -> None:
        """Note what stands below a folder."""
        if inside in self._same:
            self._enter(self._same[inside], folder, above)
            return
        try:
            with opened_folder(folder) if CAN_OPEN else nullcontext(folder) as opened:
                with os.scandir(opened) as entries:
                    listed = sorted(entries, key=attrgetter("name"))
                self._note(listed, folder, inside, above)
        except OSError as error:
            self._report(inside, "unreadable-file", f"the folder cannot be read: {error.strerror}")

    def _enter(self, known: Folder, folder: str, above: tuple[Path, ...]) -> None:
        """Note what stands below the folders in a known one."""
        for name, kind in zip(known.listed, known.kinds, strict=True) if known.kinds else ():
            if kind == ENTERED:
                self.below(f"{folder}/{name}", f"{known.inside}{name}/", (*above, above[-1] / name))
        self.folders.append(known)

    def _note(self, listed: "list[os.DirEntry[str]]", folder: str, inside: str, above: tuple[Path, ...]) -> None:
        excluded = self._exclude.match if self._exclude else None
        names: list[str] = []
        kinds: list[str] = []
        rows: list[Row] = []
        plain = True
        for entry in listed:
            name = entry.name
            path = inside + name
            if not name.isascii() and _told(name) != name:
                self._report(_told(path), "unreadable-file", "its name is not UTF-8")
                plain = False
                continue
            kind = FILE
            if excluded and excluded(path):
                kind = EXCLUDED
            elif not name.endswith(_ENDINGS) or not entry.is_file(follow_symlinks=False):
                kind = self._unusual(entry, f"{folder}/{name}", path, above)
                plain = plain and kind in KNOWN_AGAIN and not entry.is_symlink()
                if kind == FILE:
                    rows.append(_row_of(entry, follow=True))
            else:
                rows.append(_row_of(entry, follow=False))
            if kind:
                names.append(name)
                kinds.append(kind)
        letters = "".join(kinds) if len(rows) < len(kinds) else ""
        self.folders.append(Folder(inside, "/".join(names), letters, _packed(rows), plain))

    def _unusual(self, entry: "os.DirEntry[str]", place: str, path: str, above: tuple[Path, ...]) -> str:
        """The kind of what is not simply a YAML file: folders, links, what only bears such a name; empty for none."""
        is_folder = _is_folder(entry)
        if is_folder and len(above) > _DEEPEST:
            self._report(path, "unreadable-file", f"folders are nested deeper than {_DEEPEST} levels")
            return ""
        if entry.name.startswith(".") if is_folder else not entry.name.endswith(_ENDINGS):
            other = OTHER if entry.is_file(follow_symlinks=False) else ""
            return HIDDEN if is_folder else other
        here = above[-1] / entry.name
        if entry.is_symlink():
            problem = _bad_link(here, self.root, above, is_folder=is_folder)
            if problem:
                self._report(path, "bad-link", problem)
                return ""
            here = here.resolve()
            if is_folder and here in self._linked:
                return ""  # what stands there has been read; links that fan out would double it at every folder
            self._linked.add(here)
        if is_folder:
            self.below(place, f"{path}/", (*above, here))
        return ENTERED if is_folder else FILE

    def _report(self, path: str, rule: str, message: str) -> None:
        self.problems.append(_not_read(join(self._shown, path), rule, message))


def _told(name: str) -> str:
    """A name as it can be printed; bytes that are no UTF-8 are spelled out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _row_of(entry: "os.DirEntry[str]", *, follow: bool) -> Row:
    try:
        return status_row(entry.stat(follow_symlinks=follow))
    except OSError:
        return _NO_ROW


def _packed(rows: list[Row]) -> bytes:
    """Rows as a folder keeps them; a file whose times no computer counts to is read each time."""
    try:
        return msgpack.encode(rows)
    except OverflowError:
        return msgpack.encode([row if all(-_FARTHEST <= each < _FARTHEST for each in row) else _NO_ROW for row in rows])


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a folder, or a link to one. A link in a circle is neither; asking about it fails."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def excluded(name: str, patterns: Sequence[str]) -> bool:
    """Whether a path inside of the inventory matches one of the globs; a folder's name excludes all below it."""
    return _excluding(tuple(patterns)).match(name) is not None


@cache
def _excluding(patterns: tuple[str, ...]) -> "re.Pattern[str]":
    matching = [fnmatch.translate(pattern) for pattern in patterns]
    below = [re.escape(pattern.rstrip("/*") + "/") for pattern in patterns]
    return re.compile("|".join((*matching, *below, r"(?!)")))


def _bad_link(path: Path, root: Path, above: tuple[Path, ...], *, is_folder: bool) -> str:
    try:
        target = path.resolve(strict=True)
    except RuntimeError:
        return "the link leads in a circle"
    except OSError as error:
        return "the link leads in a circle" if "symbolic links" in str(error) else "the link leads nowhere"
    if is_folder and target in above:
        return "the link leads back to a folder that it stands in"
    if root != target and root not in target.parents:
        return "the link leads out of the inventory"
    return ""


def _not_read(path: str, rule: str, message: str) -> Finding:
    help_ = "name a second folder with `-i`, or remove the link" if rule == "bad-link" else "make it readable"
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=message,
        help=help_,
        location=Location(path=path, line=1, column=1, end_line=1, end_column=2),
    )
