"""`blastradius top`: which credentials reach farthest."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

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
from blastradius.cli.parameters import Option
from blastradius.cli.starts import AssumeOption
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from blastradius.analysis.top import TopReport

_SHOWN = 20


class TopFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class By(StrEnum):
    """What the ranking goes by."""

    SYSTEMS = "systems"
    IRREVERSIBLE = "irreversible"
    LATENT = "latent"
    OPERATIONS = "operations"


def top(  # noqa: PLR0913 - the options of the command
    limit: Annotated[
        int | None,
        Option("--limit", "-n", metavar="N", min=0, help="Show the first N; 0 is all. Default: 20, in json all."),
    ] = None,
    sort: Annotated[
        By,
        Option(
            "--sort",
            help="By what to rank; irreversible counts with it what nobody knows how to undo.",
        ),
    ] = By.SYSTEMS,
    since: Annotated[
        str | None,
        Option("--since", metavar="TIME", help="Count what was valid at any moment since: a time, or 90m for ago."),
    ] = None,
    assume: AssumeOption = None,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        TopFormat, Option("--format", help="text for people, json for programs, markdown for reviews.")
    ] = TopFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Rank all credentials by how far they reach: systems, what cannot be undone, what no tool needs.

    \b
    Examples:
      blastradius top
      blastradius top --sort latent --limit 5
      blastradius top --assume mfa --since 2h
      blastradius top --format json -o top.json

    The numbers are those of `blastradius reach CREDENTIAL`. To bound them, set a budget in blastradius.yaml: lint holds
    it. What it finds never makes it fail: it exits with 0, or with 3 where part of the inventory could not be read and
    the answer is therefore partial.
    """
    from blastradius.analysis.reach.starts import check_condition
    from blastradius.analysis.top import Sort
    from blastradius.analysis.top import top as answer
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    at = current(now)
    began = moment("--since", since, now=at)
    if began and began > at:
        msg = "`--since` lies after `--now`"
        raise UsageError(msg, hint="give the moment from which on to count")
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    for name in assume or ():
        check_condition(catalog, name)
    report = answer(
        catalog,
        now=at,
        since=began,
        assumed=tuple(assume or ()),
        sort=Sort(sort.value),
        problems=tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR),
    )
    emit(_written(report, limit, format_, color, output is not None), output)
    loaded.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _written(
    report: "TopReport",
    limit: int | None,
    format_: TopFormat,
    color: Color,
    to_file: bool,  # noqa: FBT001 - private
) -> str:
    most = limit or (None if limit == 0 or format_ is TopFormat.JSON else _SHOWN)
    match format_:
        case TopFormat.JSON:
            from blastradius.output import top_json

            return top_json.top(report, most)
        case TopFormat.MARKDOWN:
            from blastradius.output import top_markdown

            return top_markdown.top(report, most)
        case TopFormat.TEXT:
            from blastradius.output import prose, top_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return top_text.top(report, most, paint, width())
