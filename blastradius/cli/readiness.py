"""`blastradius readiness`: the launch gate."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
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
    width,
)
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import ExitCode, InputError

if TYPE_CHECKING:
    from blastradius.analysis.readiness.report import ReadinessReport


class ReadinessFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    BADGE = "badge"


def readiness(  # noqa: PLR0913 - the options of the command
    agent: Annotated[
        list[str] | None,
        Argument(
            metavar="[AGENT]...",
            help="Ids of agents. Default: all; retired ones are shown, not held.",
            autocompletion=complete.agents,
        ),
    ] = None,
    allow_stale: Annotated[
        bool, Option("--allow-stale", help="Cells that are known, but whose proof ran out, hold nobody up.")
    ] = False,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        ReadinessFormat,
        Option(
            "--format",
            help="text for people, json for programs, markdown for a pull request, junit for CI, badge for a page.",
        ),
    ] = ReadinessFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """The launch gate: whether every cell of every tool of an agent is known, and proven not too long ago.

    \b
    Examples:
      blastradius readiness
      blastradius readiness support-bot
      blastradius readiness --format markdown -o comment.md
      blastradius readiness --format junit -o readiness.xml

    An agent whose tools cannot be seen, or that can call one that is not ready, is not ready either.

    It exits with 1 where an agent is not ready, and with 3 where part of the inventory could not be read: the answer is
    then partial, and no gate is passed.
    """
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start
    from blastradius.analysis.readiness.answer import readiness as answer
    from blastradius.analysis.readiness.beside import open_places
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    at = current(now)
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    names = tuple(check_start(catalog, Kind.AGENT, name).id for name in agent or ())
    if catalog.complete and not catalog.agent:
        msg = "the inventory has no agent, so there is nothing that could be ready"
        raise InputError(msg, hint="is it the right folder? Name another with `-i DIR`, or write the agent down")
    report = answer(
        catalog,
        names,
        now=at,
        found=open_places(loaded, catalog, at, allow_stale=allow_stale),
        allow_stale=allow_stale,
        problems=tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR),
    )
    emit(_written(report, format_, color, output is not None), output)
    loaded.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)
    if not report.ready:
        sys.exit(ExitCode.FINDINGS)


def _written(report: "ReadinessReport", format_: ReadinessFormat, color: Color, to_file: bool) -> str:  # noqa: FBT001 - private
    match format_:
        case ReadinessFormat.JSON:
            from blastradius.output import readiness_json

            return readiness_json.readiness(report)
        case ReadinessFormat.MARKDOWN:
            from blastradius.output import readiness_markdown

            return readiness_markdown.readiness(report)
        case ReadinessFormat.JUNIT:
            from blastradius.output import readiness_junit

            return readiness_junit.readiness(report)
        case ReadinessFormat.BADGE:
            from blastradius.output import readiness_badge

            return readiness_badge.readiness(report)
        case ReadinessFormat.TEXT:
            from blastradius.output import prose, readiness_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return readiness_text.readiness(report, paint, width())
