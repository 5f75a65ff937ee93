"""`blastradius reach`: what can be touched from here."""

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
    moment,
    width,
)
from blastradius.cli.parameters import Option
from blastradius.cli.starts import (
    AgentOption,
    AssumeOption,
    AsToolsOption,
    CredentialOption,
    StartArgument,
    SystemOption,
    check_conditions,
    starts,
)
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from blastradius.analysis.reach.report import ReachReport
    from blastradius.analysis.why.question import Question
    from blastradius.analysis.why.report import WhyReport
    from blastradius.finding import Finding
    from blastradius.output.prose import Paint


class ReachFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def reach(  # noqa: PLR0913 - the options of the command
    start: StartArgument = None,
    credential: CredentialOption = None,
    agent: AgentOption = None,
    system: SystemOption = None,
    as_tools: AsToolsOption = False,
    since: Annotated[
        str | None,
        Option("--since", metavar="TIME", help="Suspected start of the misuse: a time, a date, or 90m for ago."),
    ] = None,
    assume: AssumeOption = None,
    why: Annotated[
        list[str] | None,
        Option(
            "--why",
            metavar="SYSTEM[:LEVEL]",
            help="Say only why this system is reached, or why not: one chain in full sentences. LEVEL is read, write "
            "or admin; credential:ID asks how a credential is got hold of. Can be given more than once.",
            autocompletion=complete.targets,
        ),
    ] = None,
    all_paths: Annotated[
        bool,
        Option(
            "--all-paths",
            help="With --why also all other paths: what else has to be cut. Alone: those to every system reached.",
        ),
    ] = False,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        ReachFormat, Option("--format", help="text for people, json for programs, markdown for tickets.")
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
      blastradius reach stripe-support-key --why warehouse:write --all-paths
      pbpaste | blastradius reach -

    What it finds never makes it fail: it exits with 0, or with 3 where part of the inventory could not be read and the
    answer is therefore partial.
    """
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    at = current(now)
    began = moment("--since", since, now=at)
    if began and began > at:
        msg = "`--since` lies after `--now`"
        raise UsageError(msg, hint="give the moment at which the misuse may have begun")
    then = _modules("why" if why or all_paths else "reach", format_)
    loaded, catalog = open_inventory(inventory, remember=not no_cache, then=then)
    assumed = check_conditions(catalog, assume)
    begins = starts(catalog, start, credentials=credential, agents=agent, systems=system, command="reach")
    problems = tuple(each for each in loaded.findings if each.severity is Severity.ERROR)
    if why or all_paths:
        from blastradius.analysis.why.question import Question

        question = Question(catalog=catalog, starts=begins, now=at, since=began, assumed=assumed, as_tools=as_tools)
        explained = _explained(question, why or [], all_paths=all_paths, problems=problems)
        text, complete = _written_why(explained, format_, _paint(color, output)), explained.complete
    else:
        from blastradius.analysis.reach.answer import reach as answer

        report = answer(catalog, begins, now=at, since=began, assumed=assumed, as_tools=as_tools, problems=problems)
        text, complete = _written(report, format_, _paint(color, output)), report.complete
    emit(text, output)
    loaded.save()
    if not complete:
        sys.exit(ExitCode.INPUT)


def _modules(question: str, format_: ReachFormat) -> tuple[str, ...]:
    """What an answer imports: `reach` or `why`, in a format."""
    names = ("analysis.reach.starts", f"analysis.{question}.answer", f"output.{question}_{format_.value}")
    return tuple(f"blastradius.{name}" for name in names)


def _explained(
    question: "Question", words: list[str], *, all_paths: bool, problems: "tuple[Finding, ...]"
) -> "WhyReport":
    from blastradius.analysis.why.answer import why as answer
    from blastradius.analysis.why.target import find_target

    targets = tuple(dict.fromkeys(find_target(question.catalog, word) for word in words))
    return answer(question, targets, all_paths=all_paths, problems=problems)


def _paint(color: Color, output: "Path | None") -> "Callable[[], Paint]":
    """Colours, looked up only by the format that has any."""

    def paint() -> "Paint":
        from blastradius.output.prose import Paint

        return Paint(on=coloured(color) and not (output is not None and color is Color.AUTO))

    return paint


def _written(report: "ReachReport", format_: ReachFormat, paint: "Callable[[], Paint]") -> str:
    match format_:
        case ReachFormat.JSON:
            from blastradius.output import reach_json

            return reach_json.reach(report)
        case ReachFormat.MARKDOWN:
            from blastradius.output import reach_markdown

            return reach_markdown.reach(report)
        case ReachFormat.TEXT:
            from blastradius.output import reach_text

            return reach_text.reach(report, paint(), width())


def _written_why(report: "WhyReport", format_: ReachFormat, paint: "Callable[[], Paint]") -> str:
    match format_:
        case ReachFormat.JSON:
            from blastradius.output import why_json

            return why_json.why(report)
        case ReachFormat.MARKDOWN:
            from blastradius.output import why_markdown

            return why_markdown.why(report)
        case ReachFormat.TEXT:
            from blastradius.output import why_text

            return why_text.why(report, paint(), width())
