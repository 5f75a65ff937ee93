"""Any command line, read by typer: help, completion, and what is wrong with a line."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NoReturn, get_args, get_origin

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from blastradius import __version__
from blastradius.cli.parameters import Option, Parameter
from blastradius.errors import ExitCode, UsageError


class Commands(TyperGroup):
    """The commands, with one way to refuse: every error is ours."""

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
            command = context.command_path if context else " ".join(("blastradius", *_one(self.commands)))
            raise UsageError(error.format_message(), hint=f"`{command} --help` says what it takes") from None
        if code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        raise SystemExit(code or ExitCode.OK)


def _one(commands: Mapping[str, Any]) -> Iterable[str]:
    """The command, where only one is asked for."""
    return commands if len(commands) == 1 else ()


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


def run(words: list[str], commands: Mapping[str, Callable[..., None]]) -> NoReturn:
    """Run the one of the commands that these words name, the program's own name left out.

    Raises:
        BlastradiusError, KeyboardInterrupt: as `Commands.main`.
    """
    app = typer.Typer(
        name="blastradius",
        cls=Commands,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_root)
    for name, command in commands.items():
        app.command(name)(_told(command))
    app(words)
    raise SystemExit(ExitCode.OK)


def _told(command: Callable[..., None]) -> Callable[..., None]:
    """A command with its parameters in the words of typer."""
    signature = inspect.signature(command)
    parameters = [each.replace(annotation=_translated(each.annotation)) for each in signature.parameters.values()]

    def told(**given: Any) -> None:
        command(**given)

    told.__doc__ = command.__doc__
    told.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # any function may have one
    return told


def _translated(annotation: Any) -> Any:
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, said = get_args(annotation)
    if not isinstance(said, Parameter):
        return annotation
    made = typer.Option(*said.names, **said.settings) if isinstance(said, Option) else typer.Argument(**said.settings)
    return Annotated[kind, made]
