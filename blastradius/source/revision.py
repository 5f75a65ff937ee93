"""An inventory as it stood in a revision, written out into a folder that goes again; the work tree is not touched."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from blastradius.errors import InputError
from blastradius.finding import Finding, Location, Severity
from blastradius.source.discover import CONVENTION, MARKER
from blastradius.source.files import LARGEST
from blastradius.source.git import Item, Repository, Revision

_ENDINGS = (".yaml", ".yml")
_TOGETHER = 500
_MOST = 1 << 30  # bytes


def write_out(repository: Repository, revision: Revision, folder: str, into: Path) -> list[Finding]:
    """Write the YAML files below a folder of a revision to the same place below `into`; what cannot be read is told.

    Raises:
        InputError: it is too much, or cannot be written.
    """
    tree = repository.subtree(revision, folder)
    if tree is None:
        return []
    items = [item for item in repository.items(tree) if _is_ours(item)]
    if sum(item.size for item in items) > _MOST:
        msg = f"`{folder or '.'}` of {revision.short} has more than {_MOST >> 30} GiB of YAML"
        raise InputError(msg, hint="name the folder of the inventory with `-i DIR`")
    top = Path(os.path.realpath(into)) / folder
    try:
        top.mkdir(parents=True, exist_ok=True)
        return list(_write(repository, items, top, folder))
    except (OSError, ValueError) as error:
        msg = f"{revision.short} cannot be written to a temporary folder: {error}"
        raise InputError(msg, hint="make room in the folder that TMPDIR names") from error


def inventories_in(repository: Repository, revision: Revision) -> list[str]:
    """The folders of a revision that are marked as inventories, else the one that convention names."""
    tree = repository.subtree(revision, "")
    paths = [item.path for item in repository.items(tree)] if tree else []
    marked = [path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] == MARKER]
    if not marked and any(path.startswith(f"{CONVENTION}/") and path.endswith(_ENDINGS) for path in paths):
        return [CONVENTION]
    return sorted(folder for folder in marked if not any(_below(folder, other) for other in marked if other != folder))


def _below(folder: str, other: str) -> bool:
    return not other or folder.startswith(f"{other}/")


def _is_ours(item: Item) -> bool:
    return item.is_link or item.is_submodule or item.path.endswith(_ENDINGS)


def _write(repository: Repository, items: Iterable[Item], top: Path, shown: str) -> Iterator[Finding]:
    """Files first, links last: nothing is ever written by way of a link."""
    plain, links = [], []
    for item in items:
        if any(part in {"", ".", ".."} or part.lower() == ".git" for part in item.path.split("/")):
            yield _not_read(shown, item.path, "its name leads out of the inventory")
        elif item.is_submodule:
            yield _not_read(shown, item.path, "it is a submodule, which is another repository")
        elif item.is_link:
            links.append(item)
        elif item.size > LARGEST:
            _place(top, item).touch()
            os.truncate(_place(top, item), item.size)  # a hole: whoever reads it says that it is too long
        else:
            plain.append(item)
    for several in (*_batched(plain), *_batched(links)):
        for item, data in zip(several, repository.blobs([item.name for item in several]), strict=True):
            if data is None:
                yield _not_read(shown, item.path, "it is not in this clone: `git fetch --refetch`")
            elif not item.is_link:
                _place(top, item).write_bytes(data)
            elif not _linked(top, item, data):
                yield _not_read(shown, item.path, "the link cannot be followed")


def _batched(items: list[Item]) -> Iterator[list[Item]]:
    for first in range(0, len(items), _TOGETHER):
        yield items[first : first + _TOGETHER]


def _place(top: Path, item: Item) -> Path:
    place = top / item.path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _linked(top: Path, item: Item, target: bytes) -> bool:
    place = top / item.path
    above = os.path.realpath(place.parent)
    if above != str(top) and not above.startswith(f"{top}{os.sep}"):
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(place) or b"\0" in target:
        return False
    place.symlink_to(os.fsdecode(target))
    return True


def _not_read(shown: str, path: str, why: str) -> Finding:
    return Finding(
        rule="unreadable-file",
        severity=Severity.ERROR,
        message=f"it cannot be read in this revision: {why}",
        help="compare two folders instead: `blastradius diff OLD NEW`",
        location=Location(path=f"{shown}/{path}" if shown else path, line=1, column=1, end_line=1, end_column=2),
    )
