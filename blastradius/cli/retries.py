"""`blastradius retries`: what a recorded run did twice, and what it may have done."""

import sys
from enum import StrEnum
from pathlib import Path
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
from blastradius.cli.trace_options import MaybeTraceArgument, Narrowing, narrowed, recorded
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blastradius.analysis.retries.report import RetriesReport


class RetriesFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@narrowed
def retries(  # noqa: PLR0913 - the options of the command
    trace: MaybeTraceArgument = None,
    policy: Annotated[
        bool, Option("--policy", help="Instead: the retry policy of every tool, for the runtimes of agents.")
    ] = False,
    *,
    narrowing: Narrowing,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        RetriesFormat, Option("--format", help="text for people, json for programs, markdown for tickets.")
    ] = RetriesFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Effects that happened twice in a recorded run, calls whose outcome is not known, and retries that were not safe.

    \b
    Examples:
      blastradius retries run.json
      blastradius retries traces/*.jsonl --system stripe --since 2h
      blastradius retries run.json --format markdown -o ticket.md
      blastradius retries --policy --format json -o retry-policy.json

    Certain is only what the record and the inventory decide: calls that took effect, with the same arguments, of an
    operation that acts again. Without an inventory nothing is certain, and what is the same is shown. --policy reads no
    runs: it writes what a runtime may make again by itself, with which key, and what never; what is not known never.

    It exits with 1 where something happened twice beyond doubt (with --policy: where a runtime, as it is written down,
    does not keep to its policy), or with 3 where part of the inventory or of a trace
    could not be read and the answer is therefore partial.
    """
    if policy:
        _policy(trace, inventory, now, format_, output, color, remember=not no_cache)
        return
    if not trace:
        msg = "which retries?"
        hint = "name a recorded run, or write the policy of every tool with `blastradius retries --policy`"
        raise UsageError(msg, hint=hint)
    from blastradius.analysis.retries.answer import retries as answer

    moment = current(now)
    runs = recorded(trace, narrowing, inventory, now=moment, remember=not no_cache)
    report = answer(runs.catalog, runs.portions, now=moment, problems=runs.problems)
    emit(_written(report, format_, color, output is not None), output)
    runs.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)
    if report.certain:
        sys.exit(ExitCode.FINDINGS)


def _policy(  # noqa: PLR0913 - the options of the command
    trace: list[str] | None,
    inventory: list[Path] | None,
    now: str | None,
    format_: RetriesFormat,
    output: Path | None,
    color: Color,
    *,
    remember: bool,
) -> None:
    from blastradius.cli.retry_policy import retry_policy

    if trace:
        msg = "`--policy` reads no recorded run"
        raise UsageError(msg, hint="leave the files out, or leave out `--policy`")
    if format_ is RetriesFormat.MARKDOWN:
        msg = "`--policy` is written as text or json"
        raise UsageError(msg, hint="leave `--format` out, or use `--format json`")
    sys.exit(retry_policy(inventory, now, format_.value, output, color, remember=remember))


def _written(report: "RetriesReport", format_: RetriesFormat, color: Color, to_file: bool) -> "str | Iterable[str]":  # noqa: FBT001 - private
    match format_:
        case RetriesFormat.JSON:
            from blastradius.output import retries_json

            return retries_json.retries(report)
        case RetriesFormat.MARKDOWN:
            from blastradius.output import retries_markdown

            return retries_markdown.retries(report)
        case RetriesFormat.TEXT:
            from blastradius.output import prose, retries_text

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return retries_text.retries(report, paint, width())
