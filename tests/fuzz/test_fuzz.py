"""A little of `make fuzz` with every change: the same cases each time, some of every target."""

import random
from pathlib import Path

import pytest

from .mutate import mutated
from .targets import Target, sandbox, targets, tried

TARGETS = targets()
CASES = 12


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_no_case_breaks_a_promise(target: Target, tmp_path: Path) -> None:
    with sandbox(tmp_path):
        for number in range(CASES):
            dice = random.Random(number)
            tried(target, mutated(target.seeds, dice) if target.name != "cache" else dice.randbytes(50 * number))


def test_a_case_that_breaks_one_is_noticed(tmp_path: Path) -> None:
    def rogue(_: bytes) -> None:
        Path("pwned").touch()

    with sandbox(tmp_path), pytest.raises(Exception, match="a file where none belongs"):
        tried(Target("rogue", (b"",), rogue), b"")
