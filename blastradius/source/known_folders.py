"""Which folders of an earlier time hold what they held, by the sizes, times and inodes of their files."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from stat import S_ISDIR, S_ISREG

from msgspec import msgpack

from blastradius.source.folders import ENTERED, FILE, HIDDEN, OTHER, Folder, Row, Tree
from blastradius.workers import by_turns

KNOWN_AGAIN = {ENTERED: S_ISDIR, HIDDEN: S_ISDIR, OTHER: S_ISREG}
"""What has to be there still under a name that is no file of the inventory."""
CAN_OPEN = os.scandir in os.supports_fd
"""Whether a folder can be opened as a file is."""
_MANY = 100_000
"""Bytes of rows: to know fewer files again takes no longer than a process to begin."""
_MOST_SHARES = 500
"""Into so many shares at most the folders are parted among processes."""
status_row: Callable[[os.stat_result], Row] = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
"""What tells that a file was changed."""


def known_again(trees: Sequence[tuple[str, Tree]], meanwhile: Callable[[], object]) -> list[dict[str, Folder]]:
    """For each tree, given with where it is, the plain folders in it that hold what they held, by their paths inside.

    Where there is much to look at, other processes begin with it while `meanwhile` is done.
    """
    asked = [
        (number, f"{place}/{folder.inside}", folder)
        for number, (place, tree) in enumerate(trees if CAN_OPEN else ())
        for folder in tree.folders
        if folder.plain
    ]
    if sum(len(folder.rows) for _, _, folder in asked) >= _MANY:
        size = len(asked) // _MOST_SHARES + 1
        told = b"".join(by_turns(_same, [asked[at : at + size] for at in range(0, len(asked), size)], meanwhile))
    else:
        told = _same(asked)
    found: list[dict[str, Folder]] = [{} for _ in trees]
    for (number, _, folder), is_same in zip(asked, told, strict=True):
        if is_same:
            found[number][folder.inside] = folder
    return found


def _same(asked: Sequence[tuple[int, str, Folder]]) -> bytes:
    """For each of the folders a 1, if it holds what it held, or a 0."""
    return bytes(_is_as_known(place, folder) for _, place, folder in asked)


def _is_as_known(place: str, known: Folder) -> bool:
    """Whether a plain folder holds what it held: the same names, and every file with the same size, times and inode."""
    status, row = os.stat, status_row
    try:
        with opened_folder(place) as handle:
            names = sorted(os.listdir(handle))  # noqa: PTH208 - a handle is no path
            if "/".join(names) != known.names:
                return False
            if known.kinds:
                for name, kind in zip(names, known.kinds, strict=True):
                    is_still = KNOWN_AGAIN.get(kind)
                    if is_still and not is_still(status(name, dir_fd=handle, follow_symlinks=False).st_mode):
                        return False
                names = [name for name, kind in zip(names, known.kinds, strict=True) if kind == FILE]
            rows = [row(status(name, dir_fd=handle, follow_symlinks=False)) for name in names]
            return msgpack.encode(rows) == known.rows
    except (OSError, OverflowError):  # times that do not fit into a row are never known again
        return False


@contextmanager
def opened_folder(folder: str) -> Iterator[int]:
    """A folder that is open: what stands in it is then looked up from there."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)
