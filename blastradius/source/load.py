"""The whole way from folders to valid documents. Bad content becomes findings; nothing that was written disappears."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from blastradius.errors import InputError
from blastradius.finding import Finding, Severity
from blastradius.source.cache import Cache
from blastradius.source.discover import MARKER, list_files
from blastradius.source.document import BLANK, Document, Hidden
from blastradius.source.files import digest, read_bytes

_CLOSED = frozenset({"unreadable-file", "bad-link"})
LOST = _CLOSED | {"encoding", "syntax", "empty-file"}
"""Rules whose findings mean that part of the inventory was not read."""

_KINDS = frozenset({"Team", "System", "Credential", "Agent", "Inventory", "Vendor"})


class Loaded(Struct, frozen=True, kw_only=True):
    """What was read. `findings` are the problems of files, YAML and schema; any of them makes an answer partial.

    `digests` names the bytes of every file read, by the path it is shown by; `hidden` says where secrets were blanked.
    """

    roots: tuple[str, ...]
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    digests: Mapping[str, str]
    hidden: Mapping[str, tuple[Hidden, ...]]
    sources: Mapping[str, bytes]

    @property
    def complete(self) -> bool:
        """Whether every file was read whole and every document is as the format asks."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def opened(self) -> bool:
        """Whether every file could be opened."""
        return not any(finding.rule in _CLOSED for finding in self.findings)

    @property
    def whole(self) -> bool:
        """Whether every file could be opened and read to its end, and every document says what it describes."""
        lost = any(finding.rule in LOST for finding in self.findings)
        return not lost and all(document.data.get("kind") in _KINDS for document in self.documents)

    def line(self, path: str, number: int) -> str:
        """One line of a file, from 1, as it may be shown: secrets blanked, nothing that a terminal obeys."""
        lines = self.sources.get(path, b"").decode("utf-8", errors="replace").splitlines()
        if not 0 < number <= len(lines):
            return ""
        text = lines[number - 1]
        for hidden in self.hidden.get(path, ()):
            if hidden.line == number - 1:
                text = text[: hidden.start] + BLANK * (hidden.end - hidden.start) + text[hidden.end :]
        return "".join(each if each.isprintable() else " " for each in text.removeprefix("\ufeff"))


def load(roots: Sequence[Path], *, here: Path, cache: Cache) -> Loaded:
    """Read every file of the inventory.

    Raises:
        InputError: the folders hold not a single YAML file.
    """
    findings: list[Finding] = []
    documents: list[Document] = []
    sources: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    hidden: dict[str, tuple[Hidden, ...]] = {}
    for file, path in _files(roots, here, cache, findings):
        if path in sources:
            continue
        data = read_bytes(file, path)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        name = digest(data)
        entry = cache.entry(name, data)
        sources[path] = data
        digests[path] = name
        if entry.hidden:
            hidden[path] = entry.hidden
        documents += entry.documents(path)
        findings += entry.findings(path)
    cache.save()
    if not sources and not findings:
        listed = ", ".join(f"`{root.as_posix()}`" for root in roots)
        msg = f"there is no inventory in {listed}: not one `*.yaml` file"
        raise InputError(msg, hint="check the folder's name, or start one with `blastradius init`")
    return Loaded(
        roots=tuple(shown(root, here) for root in roots),
        documents=tuple(documents),
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        digests=digests,
        hidden=hidden,
        sources=sources,
    )


def _files(roots: Sequence[Path], here: Path, cache: Cache, findings: list[Finding]) -> Iterable[tuple[Path, str]]:
    for root in roots:
        base = shown(root, here)
        below_us = base.startswith("..")  # we may stand inside: `../systems/x.yaml` is then our own `x.yaml`
        for found in list_files(root, _excluded_globs(root, cache), base):
            if isinstance(found, Finding):
                findings.append(_renamed(found, here) if below_us else found)
            else:
                file, path = found
                yield file, shown(here / path, here) if below_us else path


def _renamed(finding: Finding, here: Path) -> Finding:
    where = replace(finding.location, path=shown(here / finding.location.path, here))
    return replace(finding, location=where)


def _excluded_globs(root: Path, cache: Cache) -> tuple[str, ...]:
    """What `blastradius.yaml` leaves out. A broken one excludes nothing: too much is read rather than too little."""
    marker = root / MARKER
    data = read_bytes(marker, MARKER) if marker.is_file() else b""
    if isinstance(data, Finding):
        return ()
    for document in cache.entry(digest(data), data).documents(MARKER):
        globs = document.data.get("exclude")
        if document.data.get("kind") == "Inventory" and isinstance(globs, list):
            return tuple(glob for glob in globs if isinstance(glob, str) and glob)
    return ()


def shown(root: Path, here: Path) -> str:
    """A path as people are told: relative to where they stand, with `/`."""
    try:
        return Path(os.path.relpath(root.absolute(), here.absolute())).as_posix()
    except ValueError:  # another drive on Windows
        return root.absolute().as_posix()
