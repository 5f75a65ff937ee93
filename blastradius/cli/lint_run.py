"""One run of lint: from what was asked to the findings that are reported."""

import os
import posixpath
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from blastradius.cli.emit import write_whole
from blastradius.cli.inventory import open_inventory, open_roots
from blastradius.errors import InputError, UsageError
from blastradius.source.discover import locate
from blastradius.source.listing import shown
from blastradius.source.load import Loaded

if TYPE_CHECKING:
    from blastradius.lint.choice import Choice
    from blastradius.lint.run import LintResult

_RULES = "blastradius.lint.run"
"""More modules than all the rest."""


class Asked(Struct, frozen=True, kw_only=True):
    """What the command line asks for, and the moment to which the answer belongs."""

    paths: tuple[Path, ...]
    inventory: tuple[Path, ...]
    now: datetime
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    baseline: Path | None
    write_baseline: Path | None
    remember: bool


class LintRun:
    """What was read, and what is reported of it. `said` is for people, on standard error."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.said = ""
        choice = _choice(asked)
        self.loaded, result = _judged(asked, choice.unheard if choice else frozenset())
        if asked.paths:
            from blastradius.lint.run import only_below

            result = only_below(result, [name for path in asked.paths for name in _named(path, self.loaded)])
        if choice:
            result = choice.heard(result)
        if asked.write_baseline:
            result, self.said = _with_baseline_written(result, asked.write_baseline, whole=self.loaded.whole)
        if any(finding.fix for finding in result.findings):
            from blastradius.lint import fix

            self.corrections = fix.corrections(result, self.loaded)
            result = fix.settled(result, self.corrections)
        else:
            self.corrections = ()
        self.result = result


def _named(path: Path, loaded: Loaded) -> list[str]:
    """What a path of the command line is called in findings, also where it leads through a link.

    Raises:
        UsageError: it is not there, or in none of the inventories, so that nothing would be found in it.
    """
    found = loaded.files.named(path)
    if not os.path.lexists(path):
        msg = f"there is no `{path}`"
        raise UsageError(msg, hint="check its name, and the folder that you stand in")
    if not found:
        roots = ", ".join(f"`{root}`" for root in loaded.roots)
        msg = f"`{path}` is not in {roots}: nothing there is checked"
        raise UsageError(msg, hint="name the inventory that it is in with `-i`, or leave `-i` out")
    return [shown(path, Path.cwd()), *found]


def _judged(asked: Asked, unheard: frozenset[str]) -> "tuple[Loaded, LintResult]":
    """Everything that the rules say, without what a baseline accepts; `unheard` ones stand for no others."""
    if asked.paths and not asked.inventory:
        loaded, catalog = open_roots(locate(asked.paths), remember=asked.remember, then=[_RULES])
    else:
        loaded, catalog = open_inventory(asked.inventory, remember=asked.remember, then=[_RULES])
    from blastradius.lint.run import run_rules

    result = run_rules(loaded, catalog, asked.now, unheard)
    if asked.baseline:
        from blastradius.lint import baseline
        from blastradius.source.baseline import read_baseline

        known = read_baseline(asked.baseline)
        result = baseline.accept(result, known, _folder(asked.baseline), whole=loaded.whole)
    return loaded, result


def _choice(asked: Asked) -> "Choice | None":
    if not asked.select and not asked.ignore:
        return None
    from blastradius.lint.choice import Choice

    return Choice.of(asked.select, asked.ignore)


def _with_baseline_written(result: "LintResult", file: Path, *, whole: bool) -> "tuple[LintResult, str]":
    """The result as the new baseline leaves it, and what to say about it.

    Raises:
        InputError: the file cannot be written, or what it would rest on was not read whole.
    """
    from blastradius.lint import baseline
    from blastradius.output import baseline_json
    from blastradius.source.secrets import blanked

    if not whole:
        msg = f"`{file}` is not written: part of the inventory could not be read, and what it holds would be missing"
        raise InputError(msg, hint="mend what `blastradius lint` calls broken, then write it")
    known = baseline.known(result.findings, _folder(file))
    try:
        write_whole(file, baseline_json.baseline(known))
    except OSError as error:
        msg = f"`{file}` cannot be written: {error.strerror}"
        raise InputError(msg, hint="choose another file") from error
    number = sum(each.found for each in known)
    left = msgspec.structs.replace(baseline.accept(result, known, _folder(file), whole=True), gone=None)
    beyond = f"; {len(left.findings)} cannot be accepted" if left.findings else ""
    return left, blanked(f"wrote {number} finding{'' if number == 1 else 's'} to {file}{beyond}\n")


def _folder(file: Path) -> str:
    """The folder of a baseline as findings tell paths."""
    return posixpath.dirname(shown(file, Path.cwd())) or "."
