"""`blastradius lint`: every problem of an inventory."""

import os
import sys
from enum import StrEnum
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
    OutputOption,
    coloured,
    current,
)
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from blastradius.cli.lint_run import Asked, LintRun
    from blastradius.lint.run import LintResult
    from blastradius.source.load import Loaded


class LintFormat(StrEnum):
    """How findings are written."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def lint(  # noqa: PLR0913 - the options of the command
    paths: Annotated[
        list[Path] | None,
        Argument(metavar="[PATH]...", help="Inventories, or files and folders in one: only theirs is reported."),
    ] = None,
    inventory: InventoryOption = None,
    format_: Annotated[
        LintFormat | None,
        Option("--format", help="Default: github inside GitHub Actions, else full.", show_default=False),
    ] = None,
    fail_on: Annotated[FailOn, Option("--fail-on", help="Exit with 1 from this severity on.")] = FailOn.ERROR,
    select: Annotated[
        list[str] | None,
        Option(
            "--select",
            metavar="RULE",
            help="Report these rules alone: names with commas between, or dangling-*.",
            autocompletion=complete.rules,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        Option("--ignore", metavar="RULE", help="Leave these rules out, as --select.", autocompletion=complete.rules),
    ] = None,
    statistics: Annotated[
        bool, Option("--statistics", help="How often each rule found something, instead of every finding.")
    ] = False,
    fix: Annotated[
        bool, Option("--fix", help="Type in what is sure; comments, order and layout stay as they are.")
    ] = False,
    diff: Annotated[
        bool, Option("--diff", help="Show what --fix would write, and write nothing; exits with 1 if it would.")
    ] = False,
    baseline: Annotated[
        Path | None,
        Option("--baseline", metavar="FILE", help="Report what is not in this file, and what of it is gone."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        Option("--write-baseline", metavar="FILE", help="Write the findings there are, to be accepted later."),
    ] = None,
    now: NowOption = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Check an inventory: structure, references, and that every cell a responder needs is filled.

    \b
    Examples:
      blastradius lint
      blastradius lint inventories/support-desk --fail-on warning
      blastradius lint systems/stripe.yaml --format concise
      blastradius lint --format sarif -o blastradius.sarif
      blastradius lint --select "dangling-*,unknown-key" --diff
      blastradius lint --write-baseline blastradius-baseline.json
      blastradius lint --baseline blastradius-baseline.json

    It exits with 1 where there are findings at or above --fail-on, or with 3 where part of the inventory could not be
    read, whatever else was found: the answer is then partial, and says so first. The page of a rule: blastradius rules
    RULE.
    """
    from blastradius.cli import lint_fix
    from blastradius.cli.lint_run import Asked, LintRun

    asked = Asked(
        paths=tuple(paths or ()),
        inventory=tuple(inventory or ()),
        now=current(now),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        baseline=baseline,
        write_baseline=write_baseline,
        remember=not no_cache,
    )
    _refuse_contradictions(asked, format_, statistics=statistics, fix=fix, diff=diff)
    run = LintRun(asked)
    if diff:
        changed = lint_fix.show(run, output, colour=output is None and coloured(color))
        run.loaded.save()
        sys.exit(ExitCode.INPUT if not run.loaded.whole else ExitCode.FINDINGS if changed else ExitCode.OK)
    if fix:
        run = lint_fix.apply(run)
    inside_github = os.environ.get("GITHUB_ACTIONS") == "true" and not statistics
    chosen = format_ or (LintFormat.GITHUB if inside_github else LintFormat.FULL)
    painted = color if output is None or color is not Color.AUTO else Color.NEVER
    emit(
        _statistics(run, painted)
        if statistics and chosen is LintFormat.FULL
        else _written(run, chosen, painted, fail_on),
        output,
    )
    run.loaded.save()
    _say_the_rest(run, chosen, to_file=output is not None)
    sys.exit(_exit_code(run.loaded, run.result, fail_on))


def _refuse_contradictions(
    asked: "Asked", format_: LintFormat | None, *, statistics: bool, fix: bool, diff: bool
) -> None:
    one = "they are two runs: the one reads what the other writes"
    if asked.baseline and asked.write_baseline:
        raise UsageError("--baseline and --write-baseline do not go together", hint=one)
    if asked.write_baseline and (fix or diff):
        raise UsageError("--write-baseline does not go together with --fix or --diff", hint="fix first, then write")
    if fix and diff:
        raise UsageError("--fix and --diff do not go together", hint="look with --diff, then run again with --fix")
    if diff and (statistics or format_):
        raise UsageError("--diff prints a patch: it takes neither --format nor --statistics", hint="leave them out")
    if statistics and format_ not in {None, LintFormat.FULL, LintFormat.JSON}:
        msg = f"--statistics does not go together with --format {format_}"
        raise UsageError(msg, hint="take full or json")


def _say_the_rest(run: "LintRun", chosen: LintFormat, *, to_file: bool) -> None:
    """On standard error: what of a baseline is gone or was written, what was fixed, and what was not printed.

    That is the sum, and that the answer is partial.
    """
    note(run.said)
    summed = chosen not in {LintFormat.CONCISE, LintFormat.GITHUB} and not to_file
    if summed and not run.result.gone and run.loaded.whole:
        return
    from blastradius.output import lint_text, prose

    note(lint_text.gone(run.result))
    if chosen is not LintFormat.FULL or to_file:
        note(lint_text.partial(run.loaded.lost, prose.Paint(on=False)))
    if not summed:
        note(lint_text.summary(run.result, prose.Paint(on=False)) + "\n")


def _statistics(run: "LintRun", color: Color) -> str:
    from blastradius.output import lint_text, prose

    paint = prose.Paint(on=coloured(color))
    return lint_text.partial(run.loaded.lost, paint) + lint_text.statistics(run.result, paint)


def _written(run: "LintRun", format_: LintFormat, color: Color, fail_on: FailOn) -> str:
    loaded, result = run.loaded, run.result
    match format_:
        case LintFormat.JSON:
            from blastradius.output import lint_json

            return lint_json.lint(result, complete=loaded.whole)
        case LintFormat.GITHUB:
            from blastradius.output import lint_github

            return lint_github.lint(result)
        case LintFormat.GITLAB:
            from blastradius.output import lint_gitlab

            return lint_gitlab.lint(result)
        case LintFormat.SARIF:
            from blastradius import __version__
            from blastradius.output import lint_sarif

            return lint_sarif.lint(result, complete=loaded.whole, version=__version__)
        case LintFormat.JUNIT:
            from blastradius.output import lint_junit

            return lint_junit.lint(result, limit=_limit(fail_on))
        case LintFormat.CONCISE:
            from blastradius.output import lint_text

            return lint_text.concise(result)
        case LintFormat.FULL:
            from blastradius.output import lint_text, prose

            paint = prose.Paint(on=coloured(color))
            return lint_text.partial(loaded.lost, paint) + lint_text.full(result, loaded.line, paint)


def _limit(fail_on: FailOn) -> int:
    """The rank of severities up to which the exit code is 1."""
    from blastradius.finding import Severity

    return -1 if fail_on is FailOn.NEVER else Severity(fail_on.value).rank


def _exit_code(loaded: "Loaded", result: "LintResult", fail_on: FailOn) -> ExitCode:
    if not loaded.whole:
        return ExitCode.INPUT
    limit = _limit(fail_on)
    return ExitCode.FINDINGS if any(each.severity.rank <= limit for each in result.findings) else ExitCode.OK
