"""How far long work is, for people at a terminal."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

_PATIENCE = 1.0  # seconds until anything is shown
_PAUSE = 0.1


class Progress:
    """A line that is written over and goes when the work is done: nothing in pipes, nothing for short work."""

    def __init__(self, stream: TextIO, what: str, unit: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream if stream.isatty() and os.environ.get("TERM") != "dumb" else None
        self._says = f"{what}: {{:,}} of {{:,}} {unit}"
        self._clock = clock
        self._next = clock() + _PATIENCE
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """So much is done."""
        if self._stream is not None and self._clock() >= self._next:
            self._next = self._clock() + _PAUSE
            self._shown = True
            self._stream.write(f"\r\x1b[K{self._says.format(done, total)}")
            self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._stream is not None and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


@contextmanager
def told(what: str, unit: str) -> Iterator[Progress]:
    """Progress on standard error, which goes however the work ends: `reading the inventory: 5 of 9 files`."""
    progress = Progress(sys.stderr, what, unit)
    try:
        yield progress
    finally:
        progress.end()
