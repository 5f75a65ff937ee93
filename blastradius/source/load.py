"""The whole way from folders to valid documents. Bad content becomes findings; nothing that was written disappears."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.errors import InputError
from blastradius.finding import Finding, Severity
from blastradius.source.cache import Cache
from blastradius.source.comment import Comment
from blastradius.source.crew import Watch, unwatched
from blastradius.source.document import BLANK, Document, Hidden, Place, Pointer
from blastradius.source.documents import Documents
from blastradius.source.entry import Entry
from blastradius.source.files import digest, read_bytes
from blastradius.source.listing import Files, shown
from blastradius.source.profiles import read_profile
from blastradius.source.reading import Reading
from blastradius.source.remembered import Whereabouts, entry_in
from blastradius.source.snapshot import UNREAD, Snapshot

LOST = frozenset({"unreadable-file", "bad-link", "encoding", "syntax", "empty-file"})
"""Rules whose findings mean that part of the inventory was not read."""

_KINDS = frozenset({"Team", "System", "Credential", "Agent", "Inventory", "Vendor"})


class Loaded(Struct, frozen=True, kw_only=True):
    """What was read. `findings` are the problems of files, YAML and schema; errors among them make an answer partial.

    `hidden` says where secrets were blanked; `remarked` are the numbers of files with comments that speak to us.
    `entry` gives what the file of a number holds.
    """

    roots: tuple[str, ...]
    documents: Documents
    findings: tuple[Finding, ...]
    files: Files
    snapshot: Snapshot
    hidden: Mapping[str, tuple[Hidden, ...]]
    remarked: tuple[int, ...]
    entry: Callable[[int], Entry]
    cache: Cache
    last: dict[str, list[str]] = {}
    """The lines of the file that was asked for last: a long report asks for one file a great many times."""

    @property
    def complete(self) -> bool:
        """Whether every file was read whole and every document is as the format asks."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def whole(self) -> bool:
        """Whether every file could be opened and read to its end, and every document says what it describes."""
        return not self.lost

    @property
    def lost(self) -> tuple[str, ...]:
        """The files that could not be read to their end, or hold a document of no known kind."""
        strange = (each for kind in self.documents.kinds if kind not in _KINDS for each in self._numbers(kind))
        unread = {finding.location.path for finding in self.findings if finding.rule in LOST}
        return tuple(sorted(unread | {self.documents[number].path for number in strange}))

    def _numbers(self, kind: str) -> Iterator[int]:
        return chain.from_iterable(self.documents.named(kind).values())

    def save(self) -> None:
        """Keep for the next run what this one has learned since it was loaded."""
        self.cache.save()

    @property
    def remarks(self) -> Mapping[str, tuple[Comment, ...]]:
        """The comments that speak to us, by the paths of files."""
        return {self.files.shown(number): self.entry(number).remarks for number in self.remarked}

    @property
    def described(self) -> frozenset[str]:
        """The files that hold at least one document."""
        return frozenset(document.path for document in self.documents)

    @property
    def told(self) -> frozenset[str]:
        """The files that hold at least one document which says what it describes."""
        return frozenset(document.path for document in self.documents if document.entity)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that were read."""
        return tuple(
            self.files.shown(number) for number, name in enumerate(self.snapshot.every_digest()) if name != UNREAD
        )

    @property
    def read_files(self) -> int:
        """How many there are."""
        return sum(name != UNREAD for name in self.snapshot.every_digest())

    def read(self, path: str) -> bytes:
        """The bytes of a file; none where there is none, or others by now: what was hidden in it would not be."""
        number = self.files.number(path)
        data = b"" if number is None else read_bytes(self.files.file(number), path)
        changed = number is None or isinstance(data, Finding) or digest(data) != self.snapshot.digest(number)
        return b"" if changed or isinstance(data, Finding) else data

    def origin(self, number: int) -> bytes:
        """A name for what the document of a number says and where it stands."""
        file, place = self.snapshot.place(number)
        return b"%b %d %b" % (self.snapshot.digest(file), place, self.files.key(file).encode())

    def line(self, path: str, number: int) -> str:
        """One line of a file, from 1, as it may be shown: secrets blanked, nothing that a terminal obeys."""
        if path not in self.last:
            self.last.clear()
            text = self.read(path).decode("utf-8", errors="replace").replace("\r\n", "\n")
            self.last[path] = text.split("\n")
        lines = self.last[path]
        if not 0 < number <= len(lines):
            return ""
        text = lines[number - 1]
        for hidden in self.hidden.get(path, ()):
            if hidden.line == number - 1:
                text = text[: hidden.start] + BLANK * (hidden.end - hidden.start) + text[hidden.end :]
        text = text.removeprefix("\ufeff")
        return text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)


def load(
    roots: Sequence[Path],
    *,
    here: Path,
    cache: Cache,
    watch: Watch = unwatched,
    meanwhile: Callable[[], object] = lambda: None,
) -> Loaded:
    """Read every file of the inventory, or take from the cache what has not changed. `watch` is told how far it is.

    `meanwhile` may be done while other processes look at what was known before.

    Raises:
        InputError: the folders hold not a single YAML file.
    """
    began = time_ns()
    known = cache.snapshot()
    files = Files(roots, here, known.markers, known.trees, meanwhile) if known else Files(roots, here)
    findings = list(files.problems)
    if not len(files) and not findings:
        where = ", ".join(f"`{root.as_posix()}`" for root in roots)
        msg = f"there is no inventory in {where}: not one `*.yaml` file"
        raise InputError(msg, hint="check the folder's name, or start one with `blastradius init`")
    snapshot = known if known and known.trees == files.trees and not known.unsettled else None
    if snapshot is None:
        snapshot = Reading(cache, known, began, watch).read(files, findings)
    shelf = _Shelf(snapshot, files, cache)
    for number in snapshot.troubled:
        findings += shelf.entry(number).findings(files.shown(number))
    return Loaded(
        roots=tuple(shown(root, here) for root in roots),
        documents=Documents(snapshot.cards, shelf.document, shelf.profile),
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        files=files,
        snapshot=snapshot,
        hidden={files.shown(number): hidden for number in snapshot.troubled if (hidden := shelf.entry(number).hidden)},
        remarked=snapshot.remarked,
        entry=shelf.entry,
        cache=cache,
    )


class _Shelf:
    """Makes documents and marks when they are asked for, from the cache or else from the file."""

    def __init__(self, snapshot: Snapshot, files: Files, cache: Cache) -> None:
        self._snapshot = snapshot
        self._files = files
        self._cache = cache
        self._places: dict[int, Whereabouts] = {}

    def document(self, number: int) -> Document:
        """The document of this number."""
        file, place = self._snapshot.place(number)
        content = self.entry(file).contents[place]
        data = msgspec.json.decode(content.data)
        return Document(
            self._files.shown(file),
            content.index,
            data,
            partial(self._find, file, content.index, data),
            broken=content.broken,
        )

    def profile(self, vendor: str) -> Document | None:
        """The profile of a vendor that travels with the program."""
        return read_profile(vendor, self._cache)

    def entry(self, file: int) -> Entry:
        """What the file of this number holds."""
        return entry_in(self._cache, self._snapshot.digest(file), lambda: self._bytes(file))

    def _find(self, file: int, index: int, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        places = self._places.get(file)
        if places is None:
            places = Whereabouts(self._cache, self._snapshot.digest(file), lambda: self._bytes(file))
            self._places[file] = places
        return places.find(index, data, pointer, key_only=key_only)

    def _bytes(self, file: int) -> bytes:
        """The bytes that were read; a file that has changed since must not be taken for them."""
        path = self._files.shown(file)
        data = read_bytes(self._files.file(file), path)
        if isinstance(data, Finding) or digest(data) != self._snapshot.digest(file):
            msg = f"`{path}` was changed while it was read"
            raise InputError(msg, hint="run again")
        return data
