"""`blastradius triage`: the first hour of an incident on one page."""

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
from blastradius.cli.trace_options import Narrowing, TraceArgument, narrowed, note_silence, recorded
from blastradius.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blastradius.analysis.triage.report import TriageReport


class TriageFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@narrowed
def triage(  # noqa: PLR0913 - the options of the command
    trace: TraceArgument,
    *,
    narrowing: Narrowing,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        TriageFormat,
        Option("--format", help="text for people, json for programs, markdown for tickets, html for one page."),
    ] = TriageFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """The first hour on one page: what can still be undone and until when, what happened twice, what was only said.

    \b
    Examples:
      blastradius triage run.json
      blastradius triage traces/*.jsonl --since 2h --format html -o triage.html
      blastradius triage run.json --format json

    It exits with 1 if somebody has to do something: a tool that nobody listed, an effect to undo, an outcome to
    reconcile, something that certainly happened twice, a claim that no call backs; with 3 where part of the inventory
    or of a trace could not be read and the answer is therefore partial.
    """
    from blastradius.analysis.claims.answer import claims
    from blastradius.analysis.retries.answer import retries
    from blastradius.analysis.triage.answer import triage as answer
    from blastradius.analysis.undo.answer import undo

    present = current(now)
    runs = recorded(trace, narrowing, inventory, now=present, remember=not no_cache)
    note_silence(runs.portions)
    plan = undo(runs.catalog, runs.portions, now=present, problems=runs.problems)
    twice = retries(runs.catalog, runs.portions, now=present, problems=runs.problems)
    said = claims(
        runs.portions,
        runs.catalog,
        as_agent=narrowing.as_agent,
        choice=runs.choice,
        problems=runs.problems,
    )
    report = answer(runs.catalog, runs.portions, undo=plan, retries=twice, claims=said)
    emit(_written(report, format_, color, output is not None), output)
    runs.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)
    if report.found:
        sys.exit(ExitCode.FINDINGS)


def _written(report: "TriageReport", format_: TriageFormat, color: Color, to_file: bool) -> "str | Iterable[str]":  # noqa: FBT001 - private
    match format_:
        case TriageFormat.JSON:
            from blastradius.output import triage_json

            return triage_json.triage(report)
        case TriageFormat.MARKDOWN:
            from blastradius.output import triage_markdown

            return triage_markdown.triage(report)
        case TriageFormat.HTML:
            from blastradius.output import triage_html
            from blastradius.resources import TEMPLATES

            return triage_html.triage(report, (TEMPLATES / "html" / "triage.html.j2").read_text("utf-8"))
        case TriageFormat.TEXT:
            from blastradius.output import prose, triage_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return triage_text.triage(report, paint, width())
