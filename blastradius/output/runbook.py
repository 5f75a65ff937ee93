"""The runbook as a folder of Markdown pages, and what every format of it has in common."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from blastradius.analysis.runbook.book import Book, EntityPage
from blastradius.analysis.runbook.cover import Cover, IndexPage, TeamPage
from blastradius.output.page_paths import FOLDERS, TEAMS, VENDORS, File, file_name
from blastradius.output.page_templates import Bound, Finish, Printer, Template


class Press(Protocol):
    """Makes the files of a runbook in one format.

    Raises:
        UsageError: a template of the user is broken; the message names its file and line.
    """

    def entity(self, page: EntityPage) -> Iterable[File]:
        """The file of an entity, where the format has one."""

    def around(self, book: Book) -> Iterable[File]:
        """What stands around them, made when it is asked for. It is cheap once they are made."""


class MarkdownPress:
    """Pages in Markdown."""

    def __init__(
        self,
        cover: Cover,
        templates: Mapping[str, Template],
        bound: Bound,
        finish: Finish = lambda file, _: file,
    ) -> None:
        self._around = cover.around
        self._printer = Printer(cover, templates, bound, finish)

    def entity(self, page: EntityPage) -> Iterator[File]:
        """The page of an entity."""
        kind = page.head.kind
        yield self._printer.printed(f"{FOLDERS[kind]}/{file_name(page.head.id)}", f"{kind.value}.md.j2", page)

    def around(self, book: Book) -> Iterator[File]:
        """The index, where there is one, and what a site has besides."""
        if book.whole:
            index = book.index()
            yield from self.ways_in(index, book.teams(index))

    def ways_in(self, index: IndexPage, teams: Iterable[TeamPage]) -> Iterator[File]:
        """The index, and the pages of teams and vendors."""
        yield self._printer.printed("index.md", "index.md.j2", index)
        for team in teams:
            yield self._printer.printed(f"{TEAMS}/{file_name(team.team.id)}", "team.md.j2", team)
        for vendor in self._around.vendors if self._around else ():
            yield self._printer.printed(f"{VENDORS}/{file_name(vendor.id)}", "vendor.md.j2", vendor)
