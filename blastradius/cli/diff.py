"""`blastradius diff`: who reaches more than before, and which line made it so."""

import sys
from enum import StrEnum
from pathlib import Path
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
from blastradius.cli.starts import AssumeOption, check_conditions
from blastradius.errors import ExitCode

if TYPE_CHECKING:
    from blastradius.analysis.diff.report import DiffReport


class DiffFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(  # noqa: PLR0913 - the options of the command
    base: Annotated[
        str,
        Argument(
            metavar="BASE",
            help="A revision of git, such as origin/main, or a folder: ./old.",
            autocompletion=complete.revisions,
        ),
    ],
    head: Annotated[
        str | None,
        Argument(
            metavar="[HEAD]",
            help="The same. Default: the work tree, as it stands.",
            autocompletion=complete.revisions,
        ),
    ] = None,
    merge_base: Annotated[
        bool, Option("--merge-base", help="Compare with the commit from which both come, as a pull request does.")
    ] = False,
    fail_on_growth: Annotated[
        bool,
        Option(
            "--fail-on-growth",
            help="Exit with 1 where anybody reaches more than before, or does more without a person who sees it first.",
        ),
    ] = False,
    start: Annotated[
        list[str] | None,
        Option(
            "--start",
            metavar="ID",
            help="Compare only what this credential or agent reaches; repeatable.",
            autocompletion=complete.starts,
        ),
    ] = None,
    assume: AssumeOption = None,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        DiffFormat, Option("--format", help="text for people, json for programs, markdown for a pull request.")
    ] = DiffFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """What changed between two revisions or folders: reach gained and lost, cells gained and lost.

    \b
    Examples:
      blastradius diff main
      blastradius diff origin/main --merge-base --fail-on-growth
      blastradius diff v1.4 v1.5 --format markdown -o comment.md
      blastradius diff ./old ./new

    Every credential and every agent is a start. Each gain names the line that caused it. Revisions are read from git's
    objects: the work tree is not touched, nothing is fetched, and nothing that a repository brings along is run.

    It exits with 3 where part of either side could not be read: the answer is then partial.
    """
    from tempfile import TemporaryDirectory

    from blastradius.analysis.diff.answer import diff as answer
    from blastradius.analysis.diff.side import starts_named
    from blastradius.cli.sides import Sides

    at = current(now)
    with TemporaryDirectory(prefix="blastradius-", ignore_cleanup_errors=True) as folder:
        before, after = Sides(inventory, Path(folder), remember=not no_cache).open(base, head, merge_base=merge_base)
        report = answer(
            before.catalog,
            after.catalog,
            names=(before.name, after.name),
            now=at,
            only=frozenset(name for word in start or () for name in starts_named(before.catalog, after.catalog, word)),
            assumed=check_conditions(after.catalog, assume),
            notes=tuple(dict.fromkeys((*before.notes, *after.notes))),
            problems=(before.problems, after.problems),
        )
        text = _written(report, format_, color, output is not None)
        if after.loaded:
            after.loaded.save()
    emit(text, output)
    if not report.complete:
        sys.exit(ExitCode.INPUT)
    if fail_on_growth and report.grew:
        sys.exit(ExitCode.FINDINGS)


def _written(report: "DiffReport", format_: DiffFormat, color: Color, to_file: bool) -> str:  # noqa: FBT001 - private
    match format_:
        case DiffFormat.JSON:
            from blastradius.output import diff_json

            return diff_json.diff(report)
        case DiffFormat.MARKDOWN:
            from blastradius.output import diff_markdown

            return diff_markdown.diff(report)
        case DiffFormat.TEXT:
            from blastradius.output import diff_text, prose

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return diff_text.diff(report, paint, width())
