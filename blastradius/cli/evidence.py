"""`render --format evidence`: the files of the sheet, made from the inventory itself and not from its pages."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blastradius.output.page_paths import File
    from blastradius.source.load import Loaded


def evidence(
    roots: tuple[Path, ...], base: Path, judged: datetime | None, *, remember: bool
) -> "tuple[Loaded, tuple[File, ...]]":
    """What was read in these folders, and the files. Places are shown as from `base`."""
    from blastradius.analysis.evidence.answer import sheet
    from blastradius.cli.inventory import open_roots
    from blastradius.finding import Severity
    from blastradius.output.evidence_sheet import files
    from blastradius.source.frameworks import frameworks

    loaded, catalog = open_roots(roots, here=base, remember=remember)
    problems = tuple(each for each in loaded.findings if each.severity is Severity.ERROR)
    return loaded, files(sheet(catalog, frameworks(), judged=judged, problems=problems))
