"""`blastradius undo`: what a recorded run changed, and how to take it back."""

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
    width,
)
from blastradius.cli.parameters import Option
from blastradius.cli.trace_options import Narrowing, TraceArgument, narrowed, recorded
from blastradius.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blastradius.analysis.undo.report import UndoReport


class UndoFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@narrowed
def undo(  # noqa: PLR0913 - the options of the command
    trace: TraceArgument,
    script: Annotated[
        bool,
        Option("--script", help="Write the plan as a checklist in Markdown: one box for every act."),
    ] = False,
    *,
    narrowing: Narrowing,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        UndoFormat, Option("--format", help="text for people, json for programs, markdown for tickets.")
    ] = UndoFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """What agents changed in a recorded run, and how to take it back: steps, deadlines, whom to page, what stays.

    \b
    Examples:
      blastradius undo run.json
      blastradius undo traces/*.jsonl --session chat-20417 --since 2h
      blastradius undo run.json --script -o undo.md

    What it finds never makes it fail: it exits with 0, or with 3 where part of the inventory or of a trace could not be
    read and the answer is therefore partial.
    """
    from blastradius.analysis.undo.answer import undo as answer

    moment = current(now)
    runs = recorded(trace, narrowing, inventory, now=moment, remember=not no_cache)
    report = answer(runs.catalog, runs.portions, now=moment, problems=runs.problems)
    emit(_written(report, format_, script, color, output is not None), output)
    runs.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _written(
    report: "UndoReport",
    format_: UndoFormat,
    script: bool,  # noqa: FBT001 - private
    color: Color,
    to_file: bool,  # noqa: FBT001 - private
) -> "Iterable[str]":
    if script:
        from blastradius.output import undo_markdown

        return undo_markdown.checklist(report)
    match format_:
        case UndoFormat.JSON:
            from blastradius.output import undo_json

            return undo_json.undo(report)
        case UndoFormat.MARKDOWN:
            from blastradius.output import undo_markdown

            return undo_markdown.undo(report)
        case UndoFormat.TEXT:
            from blastradius.output import prose, undo_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return undo_text.undo(report, paint, width())
