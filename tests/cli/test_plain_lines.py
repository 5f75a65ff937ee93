"""Plain command lines are read without the library that reads all: to the same arguments, whatever the line."""

import inspect
import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blastradius.cli import parser
from blastradius.cli.app import COMMANDS, command_of
from blastradius.cli.parameters import Option
from blastradius.cli.plain import read_plainly

VALUES = (
    "shop",
    "a b",
    "",
    "-",
    "--",
    "-x",
    "=",
    "json",
    "text",
    "JSON",
    "never",
    "7",
    "0.5",
    "2026-11-22",
    "--now=",
    "é",
)


def _read_by_the_library(words: list[str], name: str, command: Callable[..., None]) -> dict[str, Any] | None:
    """The arguments that typer makes of the words; `None` where it refuses them, or shows help."""
    taken: list[dict[str, Any]] = []

    def take(**arguments: Any) -> None:
        taken.append(arguments)

    take.__signature__ = inspect.signature(command)  # type: ignore[attr-defined] # any function may have one
    take.__doc__ = command.__doc__
    with pytest.raises((SystemExit, Exception)):
        parser.run([name, *words], {name: take})
    return taken[0] if taken else None


def _names(command: Callable[..., None], *, with_flags: bool = True) -> list[str]:
    hints = (each.annotation for each in inspect.signature(command).parameters.values())
    taken = [hint for hint in hints if with_flags or hint.__origin__ is not bool]
    said = (each for hint in taken for each in hint.__metadata__)
    return [name for each in said if isinstance(each, Option) for name in each.names]


@st.composite
def _lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(COMMANDS))
    command = command_of(name)
    names = st.sampled_from(_names(command) or ["--help"])
    texts = st.sampled_from(_names(command, with_flags=False) or ["--help"])
    value = st.sampled_from(VALUES)
    word = st.one_of(
        names.map(lambda each: (each,)),
        value.map(lambda each: (each,)),
        st.tuples(texts, value),
        st.tuples(texts, value),
        st.builds(lambda option, text: (f"{option}={text}",), names, value),
        st.builds(lambda option, text: (f"{option}{text}",), names, value),
    )
    return name, [each for words in draw(st.lists(word, max_size=4)) for each in words]


@given(_lines())
@example(("reach", ["-i=shop"]))
@example(
    ("reach", ["key", "-", "--assume", "a", "--assume=b", "--now", "1", "--now", "2", "--format=json", "--since="])
)
@example(("lint", ["shop", "-o", "-x", "--statistics", "--statistics"]))
def test_a_plain_line_is_read_as_the_library_reads_it(line: tuple[str, list[str]]) -> None:
    name, words = line
    command = command_of(name)
    plain = read_plainly(words, command)
    if plain is None:
        return  # the library reads it
    assert plain == _read_by_the_library(words, name, command)


def _examples() -> list[str]:
    """The lines that help shows, but for those that are piped into or take another command apart."""
    shown = (
        "\n".join(re.findall(r"^ +(blastradius .+)$", command_of(name).__doc__ or "", re.MULTILINE))
        for name in COMMANDS
    )
    return [
        line
        for lines in shown
        for line in lines.splitlines()
        if not re.search(r"[|<>]| -- |--(seed|limit|timeout)\b", line)
    ]


@pytest.mark.parametrize("line", _examples())
def test_the_lines_that_help_shows_are_plain(line: str) -> None:
    _, name, *words = shlex.split(line)
    assert read_plainly(words, command_of(name)) is not None


@pytest.mark.parametrize(
    "line",
    [
        "reach --help",
        "reach -h",
        "reach --nwo x",
        "reach --now",
        "reach --as-tools=yes",
        "reach --format JSON",
        "reach -ishop",
        "top --limit 3",
        "import",
        "reach -- x",
    ],
)
def test_what_is_unusual_is_left_to_the_library(line: str) -> None:
    name, *words = line.split()
    assert read_plainly(words, command_of(name)) is None
