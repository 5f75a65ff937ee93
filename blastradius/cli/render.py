"""`blastradius render`: the inventory as runbooks."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from enum import StrEnum
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli.emit import emit
from blastradius.cli.options import InventoryOption, NoCacheOption, moment
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from blastradius.analysis.readiness.beside import Open
    from blastradius.analysis.runbook.book import Book
    from blastradius.cli.drafts import Drafts
    from blastradius.cli.folder import Page
    from blastradius.model.catalog import Catalog
    from blastradius.output.page_paths import File
    from blastradius.output.runbook import Press
    from blastradius.source.load import Loaded


_KEPT_HINT = {
    "edited by hand": "; kept as it is: move what you wrote into the inventory, then delete the page",
    "not written by blastradius": "; kept as it is: move it away, its name is needed for a page",
    "no longer belongs here, edited by hand": "; kept as it is: delete it, or only its first line to keep it",
}


class RenderFormat(StrEnum):
    """How pages are written."""

    MARKDOWN = "markdown"
    HTML = "html"
    CACAO = "cacao"
    CYCLONEDX = "cyclonedx"
    EVIDENCE = "evidence"


def render(  # noqa: PLR0913 - the options of the command
    out: Annotated[Path, Option("--out", metavar="DIR", help="Folder that the pages are written to.")],
    paths: Annotated[
        list[Path] | None,
        Argument(metavar="[PATH]...", help="Inventories, or files and folders in one: only their pages."),
    ] = None,
    inventory: InventoryOption = None,
    format_: Annotated[
        RenderFormat,
        Option(
            "--format",
            help="markdown for a repository, html for a site that opens from disk, cacao for playbooks of SOAR tools, "
            "cyclonedx for a bill of services, evidence for a sheet beside OWASP, NIST, the EU AI Act and ISO 42001.",
        ),
    ] = RenderFormat.MARKDOWN,
    check: Annotated[
        bool, Option("--check", help="Write nothing; say what is out of date, and exit with 1 if anything is.")
    ] = False,
    now: Annotated[
        str | None,
        Option(
            "--now",
            metavar="TIME",
            help="Mark what has run out at this moment, such as 2026-11-22T02:00:00Z. Default: print the dates only.",
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        Option("--templates", metavar="DIR", help="Your own templates, in place of ours with the same name."),
    ] = None,
    no_cache: NoCacheOption = False,
) -> None:
    """Write runbooks: a page per system, credential and agent, and an index. The first five minutes come first.

    \b
    Examples:
      blastradius render --out runbooks
      blastradius render inventories/support-desk --out runbooks --check
      blastradius render --format html --out site
      blastradius render --format cacao --out playbooks
      blastradius render --format cyclonedx --out bom --now 2026-11-22T02:00:00Z
      blastradius render --format evidence --out evidence --now 2026-11-22
      blastradius render credentials/stripe-key.yaml --out /tmp/now --now 2026-11-22T02:00:00Z

    The same inventory gives the same bytes, on any day: without --now each page says until when its proof counts; with
    --now what ran out is marked. Pages that no longer belong are removed, but only ones that blastradius wrote. A page
    that somebody edited is kept, and the exit code is 1. Where part of the inventory cannot be read, the pages say so,
    none is removed, and the exit code is 3.
    """
    roots = _roots(paths or [], inventory)
    if not check:
        from blastradius.cli.folder import check_place

        check_place(out, folders=_folders(), roots=roots)
    _check_format(format_, templates, partly=not {path.resolve() for path in paths or ()} <= set(roots))
    from blastradius.cli.drafts import Drafts

    with closing(Drafts()) as waiting:
        drafts = None if check else waiting
        if format_ is RenderFormat.EVIDENCE:
            loaded, changes = _evidence(roots, out, drafts, moment("--now", now), remember=not no_cache)
        else:
            loaded, book = _book(paths or [], roots, moment("--now", now), format_, remember=not no_cache)
            changes = _compared(book, out, drafts, templates, format_)
        if drafts:
            from blastradius.cli.folder import carry_out

            carry_out(out, changes, drafts)
    emit(_said(changes, out, check=check), None)
    loaded.save()
    sys.exit(_exit_code(changes, complete=loaded.complete, check=check))


def _roots(paths: list[Path], inventory: list[Path] | None) -> tuple[Path, ...]:
    from blastradius.source.discover import find_roots, locate

    named = locate(paths) if paths and not inventory else find_roots(inventory or (), os.environ, Path.cwd())
    return tuple(dict.fromkeys(root.resolve() for root in named))


def _check_format(format_: RenderFormat, templates: Path | None, *, partly: bool) -> None:
    """Refuse what a format cannot do.

    Raises:
        UsageError: it takes no templates, or is about whole inventories and was asked for a part.
    """
    if templates and format_ not in {RenderFormat.MARKDOWN, RenderFormat.HTML}:
        msg = f"`--templates` is for pages; `--format {format_}` has a form of its own"
        raise UsageError(msg, hint="leave it out")
    if partly and format_ in {RenderFormat.CYCLONEDX, RenderFormat.EVIDENCE}:
        msg = f"`--format {format_}` is about a whole inventory, and a part of one would look like it"
        raise UsageError(msg, hint="name the folder of the inventory, or `-i DIR`")


def _evidence(
    roots: tuple[Path, ...], out: Path, drafts: "Drafts | None", judged: "datetime | None", *, remember: bool
) -> "tuple[Loaded, tuple[Page, ...]]":
    from blastradius.cli.evidence import evidence
    from blastradius.cli.folder import compare

    loaded, made = evidence(roots, Path(os.path.commonpath(roots)), judged, remember=remember)
    return loaded, compare(out, made, drafts, folders=_folders(), whole=loaded.complete)


def _book(
    paths: list[Path], roots: tuple[Path, ...], judged: "datetime | None", format_: RenderFormat, *, remember: bool
) -> "tuple[Loaded, Book]":
    from blastradius.analysis.runbook.book import Book, Extent
    from blastradius.cli.inventory import open_roots
    from blastradius.finding import Severity

    # Pages cite files from the top of the inventory: they must not change with the folder that somebody stands in.
    base = Path(os.path.commonpath(roots))
    loaded, catalog = open_roots(roots, here=base, remember=remember)
    book = Book(
        catalog,
        {path: _content(loaded.read(path)) for path in loaded.paths},
        judged=judged,
        found=_open_places(loaded, catalog, judged) if format_ is RenderFormat.HTML else None,
        problems=tuple(each for each in loaded.findings if each.severity is Severity.ERROR),
        chosen=_chosen(paths, roots, base),
        extent=Extent.SITE if format_ is RenderFormat.HTML else Extent.PAGES,
    )
    if not (book.whole or book.asked):
        msg = f"no system, credential or agent is written in {', '.join(f'`{path}`' for path in paths)}"
        raise UsageError(msg, hint="name a file that has one, or the whole inventory")
    return loaded, book


def _open_places(loaded: "Loaded", catalog: "Catalog", judged: "datetime | None") -> "Open":
    from blastradius.analysis.readiness.beside import open_places
    from blastradius.analysis.runbook.desk import EPOCH

    return open_places(loaded, catalog, judged or EPOCH)


def _content(data: bytes) -> str:
    """The name that Git gives to the content of a file, so that `git log --find-object` finds the commit."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _chosen(paths: list[Path], roots: Iterable[Path], base: Path) -> Callable[[str], bool] | None:
    """Which files were asked for; `None` where it is whole inventories."""
    from blastradius.source.listing import shown

    if {path.resolve() for path in paths} <= set(roots):
        return None
    named = [shown(path.resolve(), base) for path in paths]
    return lambda file: any(name in {file, "."} or file.startswith(f"{name}/") for name in named)


def _folders() -> tuple[str, ...]:
    """The folders that pages and what belongs to them are written to."""
    from blastradius.output.page_paths import ASSETS, FOLDERS, TEAMS, VENDORS

    return (*FOLDERS.values(), TEAMS, VENDORS, ASSETS)


def _compared(
    book: "Book", out: Path, drafts: "Drafts | None", templates: Path | None, format_: RenderFormat
) -> "tuple[Page, ...]":
    from blastradius.cli.folder import compare
    from blastradius.cli.progress import told

    with told("making pages", "pages") as watch:
        return compare(
            out,
            _files(book, templates, format_, watch),
            drafts,
            folders=_folders(),
            whole=book.whole and book.cover.complete,
        )


def _files(
    book: "Book", templates: Path | None, format_: RenderFormat, watch: Callable[[int, int], None]
) -> "Iterable[File]":
    if format_ is RenderFormat.CYCLONEDX:
        from blastradius.output.bom import bill

        return bill(book)
    from blastradius.cli.press import printed

    return printed(book, _press(book, templates, format_), watch, alone=templates is not None)


def _press(book: "Book", templates: Path | None, format_: RenderFormat) -> "Press":
    from blastradius.cli.templates import bounded, read_parts, read_templates

    bound = bounded if templates else nullcontext  # our own come to an end
    match format_:
        case RenderFormat.HTML:
            from blastradius.output.site import SitePress

            return SitePress(book.cover, read_templates(templates), read_parts(), bound)
        case RenderFormat.CACAO:
            from blastradius.output.cacao import PlaybookPress

            return PlaybookPress(book.cover)
        case _:
            from blastradius.output.runbook import MarkdownPress

            return MarkdownPress(book.cover, read_templates(templates), bound)


def _said(changes: "tuple[Page, ...]", out: Path, *, check: bool) -> str:
    from blastradius.cli.folder import KEPT, State
    from blastradius.output.prose import one_line

    told = [page for page in changes if page.state in KEPT or (check and page.state is not State.CURRENT)]
    lines = [f"{page.state}: {out / page.path}{_KEPT_HINT.get(page.state, '')}" for page in told]
    counts = Counter(page.state for page in changes)
    if check:
        count = len(changes) - counts[State.CURRENT]
        lines.append(
            f"{count} of {len(changes)} pages are not up to date" if count else f"{len(changes)} pages are up to date"
        )
    else:
        done = {"new": State.MISSING, "changed": State.OUTDATED, "removed": State.LEFT, "unchanged": State.CURRENT}
        parts = [f"{counts[state]} {word}" for word, state in done.items() if counts[state]]
        kept = sum(counts[state] for state in KEPT)
        lines.append(f"{out}: {', '.join([*parts, *([f'{kept} kept'] if kept else [])])}")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _exit_code(changes: "tuple[Page, ...]", *, complete: bool, check: bool) -> ExitCode:
    from blastradius.cli.folder import KEPT, State

    if not complete:
        return ExitCode.INPUT
    bad = any(page.state in KEPT or (check and page.state is not State.CURRENT) for page in changes)
    return ExitCode.FINDINGS if bad else ExitCode.OK
