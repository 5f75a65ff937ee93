"""Making the files of a runbook: by one process where they are few, by one for each core where they are many."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from blastradius.analysis.runbook.book import Book, Which
from blastradius.analysis.runbook.cover import Counted
from blastradius.output.page_paths import File
from blastradius.output.runbook import Press
from blastradius.workers import CAN_FORK, LOST, by_forked

_MANY = 60  # pages: below that, starting processes costs more than it saves
_CHUNK = 10
_Printed: TypeAlias = tuple[list[File], dict[Which, Counted]]


def printed(book: Book, press: Press, watch: Callable[[int, int], None], *, alone: bool) -> Iterator[File]:
    """Every file, those of entities first. `watch` is told how many of them are done; `alone` keeps it to one process.

    Raises:
        UsageError: as `Press` says.
    """
    done = 0
    for files in _entities(book, press, alone=alone):
        yield from files
        done += len(files)
        watch(min(done, len(book.asked)), len(book.asked))
    yield from press.around(book)


def _entities(book: Book, press: Press, *, alone: bool) -> Iterator[list[File]]:
    asked = book.asked
    if not alone and len(asked) >= _MANY and CAN_FORK:
        # What all pages look up is looked up with the first, so that those who are forked need not do it again.
        yield list(press.entity(book.page(asked[0])))
        asked = asked[1:]
        try:
            for files, counted in _by_several(book, press, asked):
                book.learn(counted)
                yield files
                asked = asked[_CHUNK:]
        except LOST:
            pass
        else:
            return
    for which in asked:
        yield list(press.entity(book.page(which)))


def _by_several(book: Book, press: Press, asked: Sequence[Which]) -> Iterator[_Printed]:
    parts = [asked[start : start + _CHUNK] for start in range(0, len(asked), _CHUNK)]
    return by_forked(_printed, parts, (book, press))


def _printed(shop: tuple[Book, Press], asked: Sequence[Which]) -> _Printed:
    book, press = shop
    files = [file for which in asked for file in press.entity(book.page(which))]
    return files, book.counted(asked)
