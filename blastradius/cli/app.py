"""The commands, in the order in which `--help` lists them."""

import os
import sys
from collections.abc import Callable
from errno import ENAMETOOLONG
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

from blastradius.cli.plain import read_plainly
from blastradius.errors import BlastradiusError, ExitCode, UsageError

COMMANDS = (
    "lint",
    "reach",
    "cut",
    "triage",
    "undo",
    "retries",
    "top",
    "readiness",
    "drill",
    "diff",
    "render",
    "codeowners",
    "import",
    "drift",
    "vendors",
    "add",
    "claims",
    "rules",
    "schema",
    "init",
    "fingerprint",
)
"""In the order of `--help`. Each is a module here, with a function of the same name (`import_` for `import`)."""


def run(words: list[str]) -> NoReturn:
    """Run the command that these words name, the program's own name left out.

    There is one way to refuse: no error repeats a secret that somebody typed.

    Raises:
        BlastradiusError: the command line cannot be understood, or its command has no answer.
        KeyboardInterrupt: somebody wants it to stop.
    """
    try:
        _run(words)
    except BlastradiusError as error:
        error.message, error.hint = _safe(error.message), _safe(error.hint)
        raise
    except OSError as error:
        if error.errno != ENAMETOOLONG or not error.filename:
            raise
        msg = _safe(f"`{error.filename}` is too long for a name")
        raise UsageError(msg, hint="choose a shorter one") from None
    raise SystemExit(ExitCode.OK)


def _run(words: list[str]) -> None:
    if words[:1] == ["fingerprint"] and words[1:] and not words[1].startswith("-"):
        msg = "fingerprint takes no argument: what stands on a command line is seen by everybody"
        raise UsageError(msg, hint="pipe the secret in, and count the one that was typed as leaked")
    names = _named(words or _completed())
    commands = {name: command_of(name) for name in names}
    given = read_plainly(words[1:], commands[words[0]]) if names == tuple(words[:1]) else None
    if given is not None:
        _load_msgspec()
        commands[words[0]](**given)
        return
    from blastradius.cli import parser

    parser.run(words, commands)


def _load_msgspec() -> None:
    """Load it without `typing_extensions`, which it prefers to `typing` for three names that are the same in both.

    With all that this brings, it would be an eighteenth of the time until `reach` answers. Whoever asks later gets it.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment] # how Python marks what is not to be found
    try:
        import_module("msgspec")
    finally:
        del sys.modules["typing_extensions"]


def command_of(name: str) -> Callable[..., None]:
    """The function of a command."""
    written = f"{name}_" if iskeyword(name) else name
    command: Callable[..., None] = getattr(import_module(f"blastradius.cli.{written}"), written)
    return command


def _safe(text: str) -> str:
    from blastradius.source.secrets import blanked

    return blanked(text)


def _completed() -> list[str]:
    """The words of the line that a shell wants to have completed, without the one that is being typed."""
    if "_BLASTRADIUS_COMPLETE" not in os.environ:
        return []
    number = os.environ.get("COMP_CWORD", "")
    if number.isdecimal():
        return os.environ.get("COMP_WORDS", "").split()[1 : max(1, int(number))]
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return line.split()[1:] if line.endswith(" ") else line.split()[1:-1]


def _named(words: list[str]) -> tuple[str, ...]:
    """The one command that is asked for, where it is plain: a start does not pay for the others."""
    return (words[0],) if words and words[0] in COMMANDS else COMMANDS
