"""What `lint --fix` writes and `lint --diff` shows."""

from pathlib import Path

from blastradius.cli.emit import emit, note
from blastradius.cli.lint_run import LintRun
from blastradius.cli.rewrite import rewrite


def show(run: LintRun, output: Path | None, *, colour: bool) -> bool:
    """Print a patch, secrets blanked. Whether there is anything to fix."""
    from blastradius.output import lint_text, prose
    from blastradius.output.patch import patch

    note(lint_text.partial(run.loaded.lost, prose.Paint(on=False)))
    emit(patch(run.corrections, prose.Paint(on=colour)), output)
    number = sum(len(each.fixed) for each in run.corrections)
    left = len(run.result.findings) - number
    would = f"would fix {number} of {number + left}" if number else "nothing to fix"
    note(f"{would}: {left} left for people\n")
    return number > 0


def apply(run: LintRun) -> LintRun:
    """Write every correction, or none, and judge the inventory anew.

    Raises:
        InputError: a file cannot be written; those written before it are as they were.
    """
    rewrite(run.loaded, run.corrections, "nothing was fixed")
    number = sum(len(each.fixed) for each in run.corrections)
    again = LintRun(run.asked) if number else run
    fixable = sum(each.fix is not None for each in again.result.findings)
    more = f"; {fixable} fixable with --fix" if fixable else ""
    again.said += f"fixed {number}, {len(again.result.findings)} left{more}\n"
    return again
