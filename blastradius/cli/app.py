"""The commands, in the order in which `--help` lists them."""

import os
from errno import ENAMETOOLONG
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from blastradius import __version__
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


class Commands(TyperGroup):
    """The commands, with one way to refuse: every error is ours, and none repeats a secret that somebody typed."""

    def main(self, *args: Any, **settings: Any) -> NoReturn:
        """Parse and run.

        Raises:
            BlastradiusError: the command line cannot be understood, or its command has no answer.
            KeyboardInterrupt: somebody wants it to stop.
        """
        try:
            code = super().main(*args, **(settings | {"prog_name": "blastradius", "standalone_mode": False}))
        except TyperException as error:
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "blastradius"
            raise UsageError(_safe(error.format_message()), hint=f"`{command} --help` says what it takes") from None
        except BlastradiusError as error:
            error.message, error.hint = _safe(error.message), _safe(error.hint)
            raise
        except OSError as error:
            if error.errno != ENAMETOOLONG or not error.filename:
                raise
            msg = _safe(f"`{error.filename}` is too long for a name")
            raise UsageError(msg, hint="choose a shorter one") from None
        if code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        raise SystemExit(code or ExitCode.OK)


def _safe(text: str) -> str:
    from blastradius.source.secrets import blanked

    return blanked(text)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature of a callback
    if wanted:
        typer.echo(f"blastradius {__version__}")
        raise typer.Exit


def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Hold, prove and use the blast radius inventory of AI agents.

    \b
    In CI:           blastradius lint
    In an incident:  blastradius reach CREDENTIAL --since 2h
    For the others:  blastradius render --out runbooks

    Exit codes: 0 fine, 1 findings, 2 usage, 3 an input is missing or unreadable and the answer absent or partial,
    70 a defect of ours, 130 interrupted.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(ExitCode.USAGE)


def run(words: list[str]) -> NoReturn:
    """Run the command that these words name, the program's own name left out.

    Raises:
        BlastradiusError, KeyboardInterrupt: as `Commands.main`.
    """
    if words[:1] == ["fingerprint"] and words[1:] and not words[1].startswith("-"):
        msg = "fingerprint takes no argument: what stands on a command line is seen by everybody"
        raise UsageError(msg, hint="pipe the secret in, and count the one that was typed as leaked")
    app = typer.Typer(
        name="blastradius",
        cls=Commands,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_root)
    for name in _named(words or _completed()):
        written = f"{name}_" if iskeyword(name) else name
        app.command(name)(getattr(import_module(f"blastradius.cli.{written}"), written))
    app(words)
    raise SystemExit(ExitCode.OK)


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
