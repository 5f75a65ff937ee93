"""`blastradius claims`: sentences of an agent that claim an effect, beside the calls that it made."""

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

    from blastradius.analysis.claims.report import ClaimsReport


class ClaimsFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@narrowed
def claims(  # noqa: PLR0913 - the options of the command
    trace: TraceArgument,
    *,
    narrowing: Narrowing,
    everything: Annotated[bool, Option("--all", help="List claims that are backed, too.")] = False,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        ClaimsFormat, Option("--format", help="text for people, json for programs, markdown for tickets.")
    ] = ClaimsFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Sentences of an agent that say that something was done, and whether a call did it.

    \b
    Examples:
      blastradius claims run.json
      blastradius claims runs/*.jsonl -i inventories --format json
      blastradius claims run.json --session 31 --all

    Each claim is backed, unbacked, a mismatch, unverifiable or undecided. What is read are words, by lists in English
    and German; what the record does not decide is said to be undecided.

    It exits with 1 where a claim is unbacked or a mismatch, or with 3 where something could not be read and the answer
    is therefore partial.
    """
    from blastradius.analysis.claims.answer import claims as answer

    present = current(now)
    found = recorded(trace, narrowing, inventory, now=present, remember=not no_cache)
    note_silence(found.portions)
    report = answer(
        found.portions,
        found.catalog,
        as_agent=narrowing.as_agent,
        choice=found.choice,
        problems=found.problems,
    )
    emit(_written(report, format_, color, everything, output is not None), output)
    found.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)
    if report.alarms:
        sys.exit(ExitCode.FINDINGS)


def _written(
    report: "ClaimsReport",
    format_: ClaimsFormat,
    color: Color,
    everything: bool,  # noqa: FBT001 - private
    to_file: bool,  # noqa: FBT001 - private
) -> "str | Iterable[str]":
    match format_:
        case ClaimsFormat.JSON:
            from blastradius.output import claims_json

            return claims_json.claims(report)
        case ClaimsFormat.MARKDOWN:
            from blastradius.output import claims_markdown

            return claims_markdown.claims(report)
        case ClaimsFormat.TEXT:
            from blastradius.output import claims_text, prose

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return claims_text.claims(report, paint, width(), everything=everything)
