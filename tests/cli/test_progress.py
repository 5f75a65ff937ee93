"""Progress is for people who wait at a terminal, and leaves nothing behind."""

import io

import pytest

from blastradius.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Half a second passes whenever somebody looks."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        self.at += 0.5
        return self.at


def work(stream: io.StringIO, files: int) -> str:
    progress = Progress(stream, "reading the inventory", "files", Clock())
    for number in range(files):
        progress(number, files)
    progress.end()
    return stream.getvalue()


def test_long_work_is_told_on_one_line_that_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM", raising=False)
    told = work(Terminal(), 2000)
    assert "\r\x1b[Kreading the inventory: 1,998 of 2,000 files" in told
    assert told.endswith("\r\x1b[K")
    assert "\n" not in told


@pytest.mark.parametrize(("stream", "files"), [(Terminal(), 1), (io.StringIO(), 2000)], ids=["short work", "a pipe"])
def test_nothing_is_told(stream: io.StringIO, files: int) -> None:
    assert work(stream, files) == ""


def test_a_terminal_that_can_do_nothing_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert work(Terminal(), 2000) == ""
