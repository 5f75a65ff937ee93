"""Making the files of a runbook: by one process where they are few, by one for each core where they are many."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from blastradius.analysis.runbook.book import Book, Which
from blastradius.analysis.runbook.cover import Counted
from blastradius.output.page_paths import File
from blastradius.output.runbook import Press
from blastradius.workers import LOST, in_order

_MANY = 60  # pages: below that, starting processes costs more than it saves
_CHUNK = 10
_Printed: TypeAlias = tuple[list[File], dict[Which, Counted]]

_shop: list[tuple[Book, Press]] = []
"""What a forked process makes pages from; it stays empty in the process that forks."""


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
    if not alone and len(asked) >= _MANY and sys.platform == "linux" and (os.cpu_count() or 1) > 1:
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
    from multiprocessing import get_context

    parts = [asked[start : start + _CHUNK] for start in range(0, len(asked), _CHUNK)]
    fork = get_context("fork")  # what pages are made from is large: it is there, and not handed over
    return in_order(_printed, parts, os.cpu_count() or 1, context=fork, first=_take, given=(book, press))


def _take(book: Book, press: Press) -> None:
    gc.freeze()
    _shop.append((book, press))


def _printed(asked: Sequence[Which]) -> _Printed:
    book, press = _shop[0]
    files = [file for which in asked for file in press.entity(book.page(which))]
    return files, book.counted(asked)
