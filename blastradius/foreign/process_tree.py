"""Everything that a server started, wherever it went: found, and ended with it.

A child may leave the group and the session of its parent and outlive it. On Linux the orphans of a server are given to
us, because we ask for that (prctl(2), `PR_SET_CHILD_SUBREAPER`), so that they are found below us. Elsewhere those are
found that were seen below the server while their parents lived.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_SUBREAPER = 36
_MOST_ROUNDS = 100
_PATIENCE = 1.0
_FIELDS = 8  # of `ps`: two numbers, a state, and a date of five words


class Process(NamedTuple):
    """A process; `began` tells it apart from another one that got its number later."""

    pid: int
    began: str


Listing = Mapping[Process, int]
"""Every process that has not ended, with the number of its parent."""


class Tree:
    """What runs below one process that we start next; `listing` tells everything that runs."""

    def __init__(self, listing: Callable[[], Listing] | None = None) -> None:
        self._list = listing or (by_proc if sys.platform == "linux" else by_ps)
        self._adopts = sys.platform == "linux" and listing is None and _adopt()
        self._before = frozenset(_below(self._list(), {os.getpid()})) if self._adopts else frozenset()
        self._seen: set[Process] = set()
        self._root = 0

    def grows_from(self, pid: int) -> None:
        """Say which process it is."""
        self._root = pid
        self.alive()

    def alive(self) -> set[Process]:
        """What of it runs now."""
        now = self._list()
        if self._adopts:
            return _below(now, {os.getpid()}) - self._before - _below(now, {each.pid for each in self._before})
        self._seen = {each for each in self._seen if each in now}
        self._seen |= _below(now, {self._root, *(each.pid for each in self._seen)})
        self._seen |= {each for each in now if each.pid == self._root}
        return self._seen

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of it."""
        for each in self.alive():
            _send(each, number)

    def kill(self) -> set[Process]:
        """End all of it: first nothing may go on to make more, then everything goes. What is left is answered."""
        stopped: set[Process] = set()
        for _ in range(_MOST_ROUNDS):
            fresh = self.alive() - stopped
            if not fresh:
                break
            for each in fresh:
                _send(each, signal.SIGSTOP)
            stopped |= fresh
        deadline = time.monotonic() + _PATIENCE
        while left := self.alive():
            for each in left:
                _send(each, signal.SIGKILL)
            if time.monotonic() > deadline:
                return set(left)
            time.sleep(0.01)
        return set()


def by_proc() -> Listing:
    """Everything that runs, as Linux tells it."""
    found: dict[Process, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if fields[0] not in {"Z", "X"}:
                    found[Process(int(folder.name), fields[19])] = int(fields[1])
    return found


def by_ps() -> Listing:
    """Everything that runs, as POSIX tells it."""
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,stat=,lstart="],  # noqa: S607 - the one of the system
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        )
        lines = [line.split() for line in told.stdout.splitlines()]
        running = [each for each in lines if len(each) >= _FIELDS and not each[2].startswith("Z")]
        return {Process(int(each[0]), " ".join(each[3:])): int(each[1]) for each in running}
    return {}


def _below(listing: Listing, roots: set[int]) -> set[Process]:
    """Every process whose parents lead to one of the roots."""
    children: dict[int, list[Process]] = {}
    for each, parent in listing.items():
        children.setdefault(parent, []).append(each)
    found: set[Process] = set()
    left = list(roots)
    for pid in left:
        for each in children.get(pid, ()):
            if each not in found:
                found.add(each)
                left.append(each.pid)
    return found


def _send(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process.pid, number)


def _adopt() -> bool:
    """Have orphans given to us; whether that is so."""
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False
