"""`blastradius drill`: a rehearsal of the first hour."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit, note
from blastradius.cli.options import (
    Color,
    ColorOption,
    InventoryOption,
    NoCacheOption,
    NowOption,
    coloured,
    current,
    width,
)
from blastradius.cli.parameters import Option
from blastradius.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from blastradius.analysis.drill.report import Drill
    from blastradius.cli.drill_talk import Heard
    from blastradius.source.load import Loaded


def drill(  # noqa: PLR0913 - the options of the command
    agent: Annotated[
        str | None,
        Option(
            "--agent",
            metavar="AGENT",
            help="An agent whose tool goes wrong. Default: any that is not retired.",
            autocompletion=complete.agents,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        Option("--seed", metavar="NUMBER", min=0, help="The drill of this number. Default: a new one, printed."),
    ] = None,
    by: Annotated[
        str | None,
        Option("--by", metavar="WHO", help="Team or person that stands for what was checked. Default: asked."),
    ] = None,
    yes: Annotated[bool, Option("--yes", help="Write what was measured without asking again.")] = False,
    no_write: Annotated[bool, Option("--no-write", help="Show what would be written, and write nothing.")] = False,
    inventory: InventoryOption = None,
    now: NowOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Rehearse the first hour: a tool, a bad day, six or seven questions, the time, then the answers with their lines.

    \b
    Examples:
      blastradius drill
      blastradius drill --agent support-bot --by payments
      blastradius drill --agent support-bot --seed 4711 --now 2026-11-22T02:00:00Z
      blastradius drill --no-write < answers.txt

    The answers are hidden until all questions are asked. Then each can be marked as checked, and what was really tried
    can be entered with the time it took. That is written back as `verified`, `measured` and `reaches_human`, once the
    change has been shown and agreed to; comments and layout stay. Ctrl-C stops, and nothing is written.

    Without a terminal one line of standard input answers each question; where it ends, so do the answers.

    It exits with 1 where the inventory had no answer, a part of one (whatever is NOT KNOWN) or a wrong one, and with 3
    where part of it could not be read.
    """
    if yes and no_write:
        msg = "`--yes` and `--no-write` contradict each other"
        raise UsageError(msg, hint="leave one out")
    _check_name(by)
    at = current(now)
    loaded, played = _chosen(agent, seed, at, inventory, remember=not no_cache)
    again = _command(played, agent, inventory or [])
    try:
        heard = _played(played, again, by, color)
        wrote = _write_back(loaded, heard, at, color, yes=yes, no_write=no_write)
    except KeyboardInterrupt:
        emit("\n", None)
        note(f"nothing was written; the same drill again: {again}\n")
        raise
    emit(wrote, None)
    loaded.save()
    if not played.complete:
        sys.exit(ExitCode.INPUT)
    if heard.faults:
        sys.exit(ExitCode.FINDINGS)


def _check_name(by: str | None) -> None:
    from blastradius.source.secrets import blanked

    if by is not None and (not by.strip() or blanked(by) != by):
        msg = "`--by` names nobody"
        raise UsageError(msg, hint="give a team or a person, such as `--by payments`")


def _chosen(
    agent: str | None, seed: int | None, at: "datetime", inventory: list[Path] | None, *, remember: bool
) -> "tuple[Loaded, Drill]":
    from secrets import randbelow

    from blastradius.analysis.drill.answer import drill as choose
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    loaded, catalog = open_inventory(inventory, remember=remember)
    name = check_start(catalog, Kind.AGENT, agent).id if agent else None
    number = randbelow(10_000) if seed is None else seed
    problems = tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR)
    played = choose(catalog, name, seed=number, now=at, problems=problems)
    if played is None:
        whose = f"`{name}` has no tool that calls a system" if name else "no agent has a tool that calls a system"
        raise InputError(whose, hint="write its tools down, or name another inventory with `-i DIR`")
    return loaded, played


def _played(played: "Drill", again: str, by: str | None, color: Color) -> "Heard":
    from blastradius.cli.ask import Asker
    from blastradius.cli.drill_talk import talk
    from blastradius.output.prose import Paint

    return talk(played, Asker(), by, again, Paint(on=coloured(color)), width())


def _command(played: "Drill", agent: str | None, inventory: list[Path]) -> str:
    """The command line that gives the same drill."""
    from shlex import quote

    from blastradius.model.durations import rfc3339

    named = "".join(f" -i {quote(folder.as_posix())}" for folder in inventory) + (f" --agent {agent}" if agent else "")
    return f"blastradius drill{named} --seed {played.seed} --now {rfc3339(played.now)}"


def _text(loaded: "Loaded", path: str) -> str:
    try:
        return loaded.read(path).decode()
    except UnicodeDecodeError as error:
        msg = f"`{path}` is not UTF-8, so that nothing can be put into it"
        raise InputError(msg, hint="save it as UTF-8; nothing was written") from error


def _write_back(loaded: "Loaded", heard: "Heard", at: "datetime", color: Color, *, yes: bool, no_write: bool) -> str:
    """Show what would change and write it if that is wanted; the last sentence of the drill.

    Raises:
        InputError: a file cannot be written, or cannot take it; nothing was written.
    """
    from blastradius.cli.rewrite import rewrite
    from blastradius.importers.drilled import changes
    from blastradius.output.patch import patch
    from blastradius.output.prose import Paint, counted

    texts = {path: _text(loaded, path) for path in {each.where.document.path for each in heard.measured}}
    planned = changes(heard.measured, at.date(), texts, loaded.hidden)
    if not planned:
        return "Nothing was measured, so nothing is written.\n"
    emit(f"\n{patch(planned, Paint(on=coloured(color)))}\n", None)
    if no_write:
        return "Nothing was written.\n"
    files = counted(len(planned), "file")
    if not yes and not heard.asker.yes(f"Write this into {files}? [y/N] "):
        return "Nothing was written.\n"
    rewrite(loaded, planned, "nothing was written")
    return f"Wrote {files}: commit them, so that others see when it was last rehearsed.\n"
