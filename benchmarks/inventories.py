"""The generated inventories that are measured, what is changed in them, and the copies for other programs."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_GENERATOR = Path(__file__).with_name("generate.py")
_DATE = re.compile(r"\b(on|rotated|expires|until|reaches_human): ([0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:Z]*)")


def generated(count: int, build: Path, *, dense: bool = False) -> Path:
    """An inventory of this size, written anew: by another process, so that the measuring one stays small."""
    folder = build / f"inventory-{count}{'-dense' if dense else ''}"
    shutil.rmtree(folder, ignore_errors=True)
    words = [sys.executable, str(_GENERATOR), str(count), str(folder), *(["--dense"] if dense else [])]
    subprocess.run(words, check=True)
    return folder


def quoted(inventory: Path) -> Path:
    """A copy for the others. To those that read YAML 1.1 a date without quotes is no text, and our schemas refuse it.

    `teams.yaml` is left out: it holds several documents, and not all of the others read more than one.
    """
    folder = emptied(inventory.with_name(f"{inventory.name}-quoted"))
    for file in _files(inventory):
        if file.name != "teams.yaml":
            copy = folder / file.relative_to(inventory)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_DATE.sub(r'\1: "\2"', file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def extent(folder: Path) -> str:
    """How much there is to read."""
    count = size = 0
    for file in _files(folder):
        count += 1
        size += file.stat().st_size
    return f"{count:,} files, {size / 1e6:.1f} MB"


def _files(folder: Path) -> Iterator[Path]:
    """One after the other: the memory of the measuring process is the floor of what it measures."""
    for inside, _, names in os.walk(folder):
        yield from (Path(inside, name) for name in names if name.endswith(".yaml"))


class Change:
    """One fact of one file, another one each time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._text = file.read_text(encoding="utf-8")
        self._turn = 0

    def make(self) -> None:
        """Write another environment."""
        self._turn += 1
        changed = "".join(
            f"environment: changed-{self._turn}\n" if line.startswith("environment: ") else line
            for line in self._text.splitlines(keepends=True)
        )
        self._file.write_text(changed, encoding="utf-8")

    def undo(self) -> None:
        """Write what stood there."""
        self._file.write_text(self._text, encoding="utf-8")
