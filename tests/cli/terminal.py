"""A person at a terminal: the real program behind a pseudo-terminal, answered as its prompts appear."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from conftest import Cli

PATIENCE = 60


class Left(NamedTuple):
    """How the program ended, and all that stood on the terminal."""

    code: int
    shown: str


class Terminal:
    """`blastradius` with a terminal of its own. `shown` is what has appeared so far, line ends as in Unix."""

    def __init__(self, cli: Cli, *words: str | Path) -> None:
        self._master, other = pty.openpty()
        termios.tcsetwinsize(other, (24, 100))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "blastradius", *map(str, words)],
            cwd=cli.here,
            env=cli.env | {"TERM": "dumb"},
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)
        self.shown = ""
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def wait_for(self, text: str) -> None:
        """Read until this appears after what was waited for before."""
        end = time.monotonic() + PATIENCE
        while (at := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < end, f"no {text!r} in:\n{self.shown}"
            if not self._read():
                msg = f"it ended without {text!r}:\n{self.shown}"
                raise AssertionError(msg)
        self._seen = at + len(text)

    def type(self, text: str, *, after: str) -> None:
        """Type a line when the prompt has appeared."""
        self.wait_for(after)
        os.write(self._master, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.kill(self._process.pid, signal.SIGINT)

    def end_of_input(self) -> None:
        """Ctrl-D."""
        os.write(self._master, b"\x04")

    def left(self) -> Left:
        """Wait for the end."""
        while self._read():
            pass
        code = self._process.wait(PATIENCE)
        assert "Traceback" not in self.shown
        return Left(code, self.shown)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], PATIENCE)
        assert ready, f"nothing more appeared after:\n{self.shown}"
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other side is closed
            data = b""
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
