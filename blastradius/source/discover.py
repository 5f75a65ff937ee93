"""Which folders hold the inventory."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from blastradius.errors import InputError, UsageError

MARKER = "blastradius.yaml"
VARIABLE = "BLASTRADIUS_INVENTORY"
CONVENTION = "inventories"
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
