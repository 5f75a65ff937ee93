"""`blastradius lint`: every problem of an inventory."""

import os
import sys
from enum import StrEnum
from pathlib import Path
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
)
from blastradius.errors import ExitCode

if TYPE_CHECKING:
    from blastradius.lint.run import LintResult
    from blastradius.source.load import Loaded


class LintFormat(StrEnum):
    """How findings are written."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def lint(  # noqa: PLR0913 - the options of the command
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Inventories, or files and folders in one: only theirs is reported."),
    ] = None,
    inventory: InventoryOption = None,
    format_: Annotated[
        LintFormat | None,
        typer.Option("--format", help="Default: github inside GitHub Actions, else full.", show_default=False),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 from this severity on.")] = FailOn.ERROR,
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
      blastradius lint --format json -o findings.json

    Exits with 1 if there are findings at or above --fail-on, with 3 if files could not be read. The page of a rule:
    blastradius rules RULE.
    """
    from blastradius.cli.inventory import open_inventory, open_roots
    from blastradius.lint.run import only_below, run_rules
    from blastradius.source.discover import locate
    from blastradius.source.listing import shown

    at = current(now)
    if paths and not inventory:
        loaded, catalog = open_roots(locate(paths), remember=not no_cache)
    else:
        loaded, catalog = open_inventory(inventory, remember=not no_cache)
    result = run_rules(loaded, catalog, at)
    if paths:
        result = only_below(result, [shown(path, Path.cwd()) for path in paths])
    chosen = format_ or (LintFormat.GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" else LintFormat.FULL)
    emit(_written(loaded, result, chosen, color if output is None or color is not Color.AUTO else Color.NEVER), output)
    loaded.save()
    if chosen in {LintFormat.CONCISE, LintFormat.GITHUB} or output:
        from blastradius.output import lint_text, prose

        sys.stderr.write(lint_text.summary(result, prose.Paint(on=False)) + "\n")
    sys.exit(_exit_code(loaded, result, fail_on))


def _written(loaded: "Loaded", result: "LintResult", format_: LintFormat, color: Color) -> str:
    match format_:
        case LintFormat.JSON:
            from blastradius.output import lint_json

            return lint_json.lint(result, complete=loaded.whole)
        case LintFormat.GITHUB:
            from blastradius.output import lint_github

            return lint_github.lint(result)
        case LintFormat.CONCISE:
            from blastradius.output import lint_text

            return lint_text.concise(result)
        case LintFormat.FULL:
            from blastradius.output import lint_text, prose

            return lint_text.full(result, loaded.line, prose.Paint(on=coloured(color)))


def _exit_code(loaded: "Loaded", result: "LintResult", fail_on: FailOn) -> ExitCode:
    from blastradius.finding import Severity

    if not loaded.opened:
        return ExitCode.INPUT
    limit = -1 if fail_on is FailOn.NEVER else Severity(fail_on.value).rank
    if any(each.severity.rank <= limit for each in result.findings):
        return ExitCode.FINDINGS
    return ExitCode.OK if loaded.whole else ExitCode.INPUT
