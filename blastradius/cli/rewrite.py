"""Writing corrections into the files of an inventory: all of them, or none."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from blastradius.cli.emit import write_whole
from blastradius.errors import InputError
from blastradius.source.load import Loaded


class Rewritten(Protocol):
    """A file as it was read, and as it is to be."""

    @property
    def path(self) -> str:
        """As answers show it."""

    @property
    def before(self) -> str:
        """What was read."""

    @property
    def after(self) -> str:
        """What is to be written."""


def rewrite(loaded: Loaded, changes: Iterable[Rewritten], nothing: str) -> None:
    """Write every change.

    Raises:
        InputError: a file was changed meanwhile, or cannot be written; those written before it are as they were, and
            the hint begins with `nothing`.
    """
    done: list[tuple[Path, Rewritten]] = []
    try:
        for each in changes:
            file = _as_read(loaded, each, nothing)
            done.append((file, each))
            _write(file, each, nothing)
    except BaseException:  # an interruption as well: half of it would be worse than nothing
        _restore(done)
        raise


def _as_read(loaded: Loaded, change: Rewritten, nothing: str) -> Path:
    number = loaded.files.number(change.path)
    if number is None or loaded.read(change.path).decode() != change.before:
        msg = f"`{change.path}` was changed while it was read"
        raise InputError(msg, hint=f"{nothing}; run again")
    return Path(loaded.files.file(number))


def _write(file: Path, change: Rewritten, nothing: str) -> None:
    try:
        write_whole(file, change.after)
    except OSError as error:
        msg = f"`{change.path}` cannot be written: {error.strerror}"
        raise InputError(msg, hint=nothing) from error


def _restore(done: Sequence[tuple[Path, Rewritten]]) -> None:
    for file, each in done:
        with suppress(OSError):  # the one that could not be written is as it was
            write_whole(file, each.before)
