"""`blastradius codeowners`: who has to review which file of the inventory."""

import os
import posixpath
import sys
from pathlib import Path
from typing import Annotated

from blastradius.cli.emit import emit, note
from blastradius.cli.options import InventoryOption, NoCacheOption, OutputOption
from blastradius.cli.parameters import Option
from blastradius.errors import ExitCode, InputError, UsageError


def codeowners(
    label: Annotated[
        str, Option("--label", metavar="NAME", help="The label of teams that has their handle.")
    ] = "github",
    root: Annotated[
        Path | None,
        Option("--root", metavar="DIR", help="Root of the repository. Default: the nearest with .git, else here."),
    ] = None,
    inventory: InventoryOption = None,
    output: OutputOption = None,
    no_cache: NoCacheOption = False,
) -> None:
    """Write CODEOWNERS out of the owners, so that the team that owns a fact is asked when somebody changes it.

    \b
    Examples:
      blastradius codeowners
      blastradius codeowners -o .github/CODEOWNERS
      blastradius codeowners --label gitlab -o CODEOWNERS

    A team's handle is a label of its own, such as labels: {github: "@acme/payments"}. None is ever guessed: a team
    without one is said, and the exit code is 1.
    """
    from blastradius.analysis.code_owners import code_owners
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity
    from blastradius.output import code_owners as written
    from blastradius.source.secrets import blanked

    if blanked(label) != label:
        raise UsageError("`--label` looks like secret material", hint="it is the name of a label, such as `github`")
    top = (root or _repository(Path.cwd())).resolve()
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    report = code_owners(
        catalog,
        label,
        problems=[finding for finding in loaded.findings if finding.severity is Severity.ERROR],
        complete=loaded.whole,
    )
    for each in report.files:
        if _from(top, each.path).startswith("../"):
            msg = f"`{each.path}` lies outside of the repository `{top}`"
            raise InputError(msg, hint="name the root of its repository with `--root`")
    emit(written.code_owners(report, lambda path: _from(top, path)), output)
    loaded.save()
    note(written.missing(report))
    if not report.complete:
        note("part of the inventory could not be read: `blastradius lint` says what\n")
        sys.exit(ExitCode.INPUT)
    sys.exit(ExitCode.FINDINGS if report.unowned else ExitCode.OK)


def _repository(here: Path) -> Path:
    """The nearest folder upwards that git keeps its own in."""
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _from(root: Path, path: str) -> str:
    """A path as findings tell it, as from the root."""
    return posixpath.normpath(os.path.relpath(Path.cwd() / path, root).replace(os.sep, "/"))
