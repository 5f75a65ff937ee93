"""What `lint --fix` writes and `lint --diff` shows."""

import sys
from collections.abc import Sequence
from pathlib import Path

from blastradius.cli.emit import emit, write_whole
from blastradius.cli.lint_run import LintRun
from blastradius.errors import InputError
from blastradius.lint.fix import Correction


def show(run: LintRun, output: Path | None, *, colour: bool) -> bool:
    """Print a patch, secrets blanked. Whether there is anything to fix."""
    from blastradius.output import lint_patch, prose

    emit(lint_patch.patch(run.corrections, prose.Paint(on=colour)), output)
    number = sum(len(each.fixed) for each in run.corrections)
    left = len(run.result.findings) - number
    would = f"would fix {number} of {number + left}" if number else "nothing to fix"
    sys.stderr.write(f"{would}: {left} left for people\n")
    return number > 0


def apply(run: LintRun) -> LintRun:
    """Write every correction, or none, and judge the inventory anew.

    Raises:
        InputError: a file cannot be written; those written before it are as they were.
    """
    _write(run)
    number = sum(len(each.fixed) for each in run.corrections)
    again = LintRun(run.asked) if number else run
    fixable = sum(each.fix is not None for each in again.result.findings)
    more = f"; {fixable} fixable with --fix" if fixable else ""
    again.said += f"fixed {number}, {len(again.result.findings)} left{more}\n"
    return again


def _write(run: LintRun) -> None:
    done: list[tuple[Path, Correction]] = []
    for each in run.corrections:
        number = run.loaded.files.number(each.path)
        if number is None or run.loaded.read(each.path).decode() != each.before:
            _restore(done)
            msg = f"`{each.path}` was changed while it was read"
            raise InputError(msg, hint="nothing was fixed; run again")
        file = Path(run.loaded.files.file(number))
        try:
            write_whole(file, each.after)
        except OSError as error:
            _restore(done)
            msg = f"`{each.path}` cannot be written: {error.strerror}"
            raise InputError(msg, hint="nothing was fixed") from error
        done.append((file, each))


def _restore(done: Sequence[tuple[Path, Correction]]) -> None:
    for file, each in done:
        write_whole(file, each.before)
