"""Understanding many files: by one process where they are few, by one for each core where they are many."""

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from blastradius.finding import Finding
from blastradius.source.cache import Cache
from blastradius.source.documents import Card
from blastradius.source.entry import Entry, encoded
from blastradius.source.files import digest, read_bytes
from blastradius.source.remembered import entry_in
from blastradius.workers import CORES, LOST, in_order

_MANY = 400  # files: below that, starting processes costs more than it saves
_CHUNK = 200


class Understood(msgspec.Struct, frozen=True, array_like=True):
    """What the snapshot of an inventory needs of one file; the rest is in the cache, under its digest."""

    digest: bytes
    cards: tuple[Card, ...]
    troubled: bool
    remarked: bool


Outcome: TypeAlias = Understood | Finding
Watch: TypeAlias = Callable[[int, int], None]
"""Is told how many of how many files are done."""

_Message = list[tuple[Understood | None, bytes, Finding | None]]


def unwatched(_: int, __: int) -> None:
    """Nobody looks."""


def understand_all(files: Sequence[tuple[str, str]], cache: Cache, watch: Watch) -> Iterator[Outcome]:
    """What each file holds, or why it cannot be read, in the order of the files. The cache learns what is new.

    A file is given as where it is and the path it is shown by.
    """
    if len(files) < _MANY or cache.remembers_entries or CORES < 2:
        for number, file in enumerate(files):
            watch(number, len(files))
            yield _outcome(file, cache)
        return
    done = 0
    try:
        for outcomes in _by_several(files):
            watch(done, len(files))
            done += len(outcomes)
            for found, body, problem in outcomes:
                if found:
                    cache.learn(found.digest, body)
                    yield found
                elif problem:
                    yield problem
    except LOST:
        for file in files[done:]:
            yield _outcome(file, cache)


def _by_several(files: Sequence[tuple[str, str]]) -> Iterator[_Message]:
    """What other processes say of the files, in their order."""
    chunks = [tuple(files[start : start + _CHUNK]) for start in range(0, len(files), _CHUNK)]
    for message in in_order(_understood, chunks, CORES):
        yield msgspec.msgpack.decode(message, type=_Message)


def _outcome(file: tuple[str, str], cache: Cache) -> Outcome:
    data = read_bytes(*file)
    if isinstance(data, Finding):
        return data
    name = digest(data)
    return _summary(name, entry_in(cache, name, lambda: data))


def _understood(files: tuple[tuple[str, str], ...]) -> bytes:
    """What another process of the crew does: its answer is one message, because objects are slow to hand over."""
    from blastradius.source.understand import understand_each  # noqa: PLC0415 - only those processes need it

    gc.disable()  # a process of the crew is short-lived, and what it makes has no cycles
    read = [read_bytes(*file) for file in files]
    entries = iter(understand_each([data for data in read if isinstance(data, bytes)]))
    outcomes: _Message = []
    for data in read:
        if isinstance(data, Finding):
            outcomes.append((None, b"", data))
        else:
            entry = next(entries)
            outcomes.append((_summary(digest(data), entry), encoded(entry), None))
    return msgspec.msgpack.encode(outcomes)


def _summary(name: bytes, entry: Entry) -> Understood:
    return Understood(
        digest=name,
        cards=tuple(content.card for content in entry.contents),
        troubled=bool(entry.problems or entry.hidden),
        remarked=bool(entry.remarks),
    )
