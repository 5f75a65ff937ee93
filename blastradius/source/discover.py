"""Which folders hold the inventory, and which files in them are read."""

import fnmatch
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from blastradius.errors import InputError, UsageError
from blastradius.finding import Finding, Location, Severity

MARKER = "blastradius.yaml"
VARIABLE = "BLASTRADIUS_INVENTORY"
CONVENTION = "inventories"
_ENDINGS = (".yaml", ".yml")
_START_HINT = "name one with `-i DIR`, or start one with `blastradius init`"


def find_roots(named: Sequence[Path], environment: Mapping[str, str], here: Path) -> tuple[Path, ...]:
    """The folders that together are the inventory.

    In this order: those named, the variable, the nearest marked folder upwards, the only one in `inventories`.

    Raises:
        InputError: there is none, or one of them cannot be read.
        UsageError: there are several to choose from.
    """
    if named:
        return tuple(_readable(folder) for folder in dict.fromkeys(named))
    if environment.get(VARIABLE):
        return tuple(_readable(Path(part)) for part in environment[VARIABLE].split(os.pathsep) if part)
    marked = marked_folder(here)
    if marked:
        return (marked,)
    return (_conventional(here),)


def marked_folder(start: Path) -> Path | None:
    """The nearest folder, from here upwards, that holds a `blastradius.yaml`."""
    for folder in (start, *start.absolute().parents):
        if (folder / MARKER).is_file():
            return folder
    return None


def _readable(folder: Path) -> Path:
    if not os.path.exists(folder):  # noqa: PTH110 - takes names that no file can have
        msg = f"there is no folder `{folder}`"
        raise InputError(msg, hint=_START_HINT)
    if not folder.is_dir():
        msg = f"`{folder}` is a file; an inventory is a folder"
        raise InputError(msg, hint=f"name the folder that holds it: `-i {folder.parent}`")
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except OSError as error:
        msg = f"the folder `{folder}` cannot be read: {error.strerror}"
        raise InputError(msg, hint="make it readable, then run again") from error
    return folder


def _conventional(here: Path) -> Path:
    below = here / CONVENTION
    if not below.is_dir():
        msg = f"there is no inventory here: no `{MARKER}` in this folder or above, and no folder `{CONVENTION}`"
        raise InputError(msg, hint=_START_HINT)
    found = inventories_below(below)
    if len(found) > 1:
        names = [folder.relative_to(here).as_posix() for folder in found]
        msg = f"there are {len(found)} inventories here: {', '.join(f'`{name}`' for name in names)}"
        raise UsageError(msg, hint=f"choose one: `-i {names[0]}`")
    return found[0] if found else below


def inventories_below(folder: Path) -> list[Path]:
    """The folder itself if it is marked, else the marked ones right below it."""
    if (folder / MARKER).is_file():
        return [folder]
    return sorted(child for child in folder.iterdir() if (child / MARKER).is_file())


_DEEPEST = 60
"""Levels of folders: nobody keeps an inventory deeper, and whoever builds such a tree wants to see us fall."""


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


def list_files(root: Path, exclude: Sequence[str], shown: str) -> tuple[list[Listed], list[Finding]]:
    """Every YAML file below `root`, in the order of names, and why others are not read; `shown` is what root is called.

    Folders whose name starts with a dot are not entered. Links are followed while they stay inside of `root`,
    to each folder once.
    """
    walk = _Walk(root.resolve(), _excluding(tuple(exclude)) if exclude else None, shown)
    walk.below(str(root), "", (walk.root,))
    return walk.files, walk.problems


class _Walk:
    """A list of many files has to be quick: times and sizes alone take most of a second start."""

    def __init__(self, root: Path, exclude: "re.Pattern[str] | None", shown: str) -> None:
        self.root = root
        self.files: list[Listed] = []
        self.problems: list[Finding] = []
        self._exclude = exclude
        self._linked: set[Path] = set()
        self._shown = shown

    def below(self, folder: str, inside: str, above: tuple[Path, ...]) -> None:
        """Note what stands below a folder."""
        try:
            with _opened(folder) as opened:
                with os.scandir(opened) as entries:
                    listed = sorted(entries, key=attrgetter("name"))
                self._note(listed, folder, inside, above)
        except OSError as error:
            self._report(inside, "unreadable-file", f"the folder cannot be read: {error.strerror}")

    def _note(self, listed: "list[os.DirEntry[str]]", folder: str, inside: str, above: tuple[Path, ...]) -> None:
        excluded = self._exclude.match if self._exclude else None
        note, new = self.files.append, tuple.__new__
        for entry in listed:
            name = entry.name
            path = inside + name
            if not name.isascii() and _told(name) != name:
                self._report(_told(path), "unreadable-file", "its name is not UTF-8")
                continue
            if excluded and excluded(path):
                continue
            if not name.endswith(_ENDINGS) or not entry.is_file(follow_symlinks=False):
                self._unusual(entry, f"{folder}/{name}", path, above)
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                note(Listed(path, 0, 0, 0, 0))
            else:
                row = (path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
                note(new(Listed, row))

    def _unusual(self, entry: "os.DirEntry[str]", place: str, path: str, above: tuple[Path, ...]) -> None:
        """Whatever is not simply a YAML file: folders, links, and what only bears such a name."""
        is_folder = _is_folder(entry)
        if is_folder and len(above) > _DEEPEST:
            self._report(path, "unreadable-file", f"folders are nested deeper than {_DEEPEST} levels")
            return
        if entry.name.startswith(".") if is_folder else not entry.name.endswith(_ENDINGS):
            return
        here = above[-1] / entry.name
        if entry.is_symlink():
            problem = _bad_link(here, self.root, above, is_folder=is_folder)
            if problem:
                self._report(path, "bad-link", problem)
                return
            here = here.resolve()
            if is_folder and here in self._linked:
                return  # what stands there has been read; links that fan out would double it at every folder
            self._linked.add(here)
        if is_folder:
            self.below(place, f"{path}/", (*above, here))
        else:
            self.files.append(_listed(entry, path))

    def _report(self, path: str, rule: str, message: str) -> None:
        self.problems.append(_not_read(join(self._shown, path), rule, message))


@contextmanager
def _opened(folder: str) -> Iterator[int | str]:
    """A folder as `os.scandir` takes it: by a handle where it can be, because paths are then looked up from there."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _told(name: str) -> str:
    """A name as it can be printed; bytes that are no UTF-8 are spelled out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _listed(entry: "os.DirEntry[str]", path: str) -> Listed:
    try:
        status = entry.stat()
    except OSError:
        return Listed(path, 0, 0, 0, 0)
    return Listed(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


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


def join(shown: str, name: str) -> str:
    """A path inside of a folder, as people are told."""
    return name.rstrip("/") if shown in {"", "."} else f"{shown}/{name}".rstrip("/")


def _not_read(path: str, rule: str, message: str) -> Finding:
    help_ = "name a second folder with `-i`, or remove the link" if rule == "bad-link" else "make it readable"
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=message,
        help=help_,
        location=Location(path=path, line=1, column=1, end_line=1, end_column=2),
    )


def locate(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The inventories that these files and folders belong to, each once: the nearest marked folder upwards.

    Raises:
        InputError: one of them does not exist.
        UsageError: a folder holds several inventories, which are not one.
    """
    return tuple(dict.fromkeys(_home(path) for path in paths))


def _home(path: Path) -> Path:
    if not os.path.exists(path):  # noqa: PTH110 - as above
        msg = f"there is no file or folder `{path}`"
        raise InputError(msg, hint=_START_HINT)
    folder = path if path.is_dir() else path.parent
    marked = marked_folder(folder)
    if marked or not path.is_dir():
        return marked or folder
    below = inventories_below(path)
    if len(below) > 1:
        listed = ", ".join(f"`{each.as_posix()}`" for each in below)
        msg = f"`{path}` holds {len(below)} inventories: {listed}"
        raise UsageError(msg, hint="name one of them")
    return below[0] if below else path
