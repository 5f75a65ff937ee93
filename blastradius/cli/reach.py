"""`blastradius reach`: what can be touched from here."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from blastradius.cli.emit import emit
from blastradius.cli.options import (
    Color,
    ColorOption,
    InventoryOption,
    NoCacheOption,
    NowOption,
    OutputOption,
    coloured,
    current,
    moment,
    width,
)
from blastradius.cli.starts import check_conditions, starts
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from blastradius.analysis.reach.report import ReachReport


class ReachFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def reach(  # noqa: PLR0913 - the options of the command
    start: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CREDENTIAL]...",
            help="Id of a credential, agent or system; or a principal or fingerprint; - reads a leaked secret from "
            "standard input and looks its fingerprint up.",
        ),
    ] = None,
    credential: Annotated[
        list[str] | None, typer.Option("--credential", metavar="ID", help="Start from this credential.")
    ] = None,
    agent: Annotated[
        list[str] | None, typer.Option("--agent", metavar="ID", help="Start from this agent: it is taken over.")
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="ID", help="Start inside this system: it is breached.")
    ] = None,
    as_tools: Annotated[
        bool, typer.Option("--as-tools", help="Agents act by their own tools only: steered, not taken over.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="Suspected start of the misuse: a time, a date, or 90m for ago."),
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="CONDITION", help="Take this condition as met; can be given more than once."),
    ] = None,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        ReachFormat, typer.Option("--format", help="text for people, json for programs, markdown for tickets.")
    ] = ReachFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """What can be touched from here: how, whose it is, whom to page, what to revoke, and what closes when.

    \b
    Examples:
      blastradius reach stripe-support-key --since 90m
      blastradius reach --agent support-bot --assume mfa
      blastradius reach --system vault --format json -o reach.json
      pbpaste | blastradius reach -

    What it finds never makes it fail: it exits with 0, or with 3 where part of the inventory could not be read and the
    answer is therefore partial.
    """
    from blastradius.analysis.reach.answer import reach as answer
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    at = current(now)
    began = moment("--since", since, now=at)
    if began and began > at:
        msg = "`--since` lies after `--now`"
        raise UsageError(msg, hint="give the moment at which the misuse may have begun")
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    assumed = check_conditions(catalog, assume)
    report = answer(
        catalog,
        starts(catalog, start, credentials=credential, agents=agent, systems=system, command="reach"),
        now=at,
        since=began,
        assumed=assumed,
        as_tools=as_tools,
        problems=tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR),
    )
    emit(_written(report, format_, color, output is not None), output)
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _written(report: "ReachReport", format_: ReachFormat, color: Color, to_file: bool) -> str:  # noqa: FBT001 - private
    match format_:
        case ReachFormat.JSON:
            from blastradius.output import reach_json

            return reach_json.reach(report)
        case ReachFormat.MARKDOWN:
            from blastradius.output import reach_markdown

            return reach_markdown.reach(report)
        case ReachFormat.TEXT:
            from blastradius.output import prose, reach_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return reach_text.reach(report, paint, width())
