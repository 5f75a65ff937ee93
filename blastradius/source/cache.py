"""What was read before, kept by the content of the file, so that an unchanged file is neither parsed nor checked again.

One JSON file per inventory in the user's cache folder. It holds only what the reader made: data with secrets already
blanked, positions, findings. It is typed when it is read: a truncated, foreign or forged one is as good as none.
"""

import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from blastradius import __version__, resources
from blastradius.finding import Finding, Location, Severity
from blastradius.source.document import Document, Hidden

VARIABLE = "BLASTRADIUS_CACHE_DIR"


_LOST = frozenset({"syntax", "encoding"})
_EMPTY = Finding(
    rule="empty-file",
    severity=Severity.ERROR,
    message="the file holds no entity: nothing in it is read",
    help="delete it, exclude it in `blastradius.yaml`, or restore what stood in it",
    location=Location(path="", line=1, column=1, end_line=1, end_column=2),
)


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file as it was understood: documents as (index, data, marks, broken), findings, blanked stretches."""

    contents: tuple[tuple[int, dict[str, Any], msgspec.Raw, bool], ...]
    problems: tuple[Finding, ...]
    hidden: tuple[Hidden, ...]

    def documents(self, path: str) -> list[Document]:
        """The documents, as found under this path."""
        return [Document(path, index, data, bytes(marks), broken=cut) for index, data, marks, cut in self.contents]

    def findings(self, path: str) -> list[Finding]:
        """The findings, as found under this path."""
        return [_moved(finding, path) for finding in self.problems]


class _Kept(msgspec.Struct, frozen=True):
    stamp: str
    entries: dict[str, Entry]


class Cache:
    """Entries by digest. `Cache(None)` remembers nothing beyond this run."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = _read(file) if file else {}
        self._used: dict[str, Entry] = {}
        self._changed = False

    @classmethod
    def for_roots(cls, roots: Sequence[Path]) -> "Cache":
        """The cache of one inventory, in `BLASTRADIUS_CACHE_DIR` or else the user's cache folder."""
        folder = cache_folder()
        key = "\0".join(str(root.resolve()) for root in roots)
        return cls(folder / f"{blake2b(key.encode(), digest_size=12).hexdigest()}.json")

    def entry(self, digest: str, data: bytes) -> Entry:
        """What these bytes hold."""
        entry = self._used.get(digest) or self._known.get(digest)
        if entry is None:
            entry = _understand(data)
            self._changed = True
        self._used[digest] = entry
        return entry

    def save(self) -> None:
        """Keep what this run used. A cache that cannot be written is no reason to fail."""
        if self._file is None or not self._changed:
            return
        import tempfile  # noqa: PLC0415 - only where something is new

        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            body = msgspec.json.encode(_Kept(stamp=_stamp(), entries=self._used))
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(temporary).replace(self._file)
        except OSError:
            return


def cache_folder() -> Path:
    """Where caches are kept. Deleting it is always safe."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path  # noqa: PLC0415 - not needed where the folder is named

    return user_cache_path("blastradius", appauthor=False)


def _read(file: Path) -> dict[str, Entry]:
    try:
        status = file.stat()
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            return {}
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return {}
    return kept.entries if kept.stamp == _stamp() else {}


def _stamp() -> str:
    """Names the reader that made the entries: another version, schema or reader of ours understands anew."""
    parts = [__version__]
    for folder in (resources.SCHEMAS / "inventory", Path(__file__).parent):
        for file in sorted(folder.iterdir()):
            if file.is_file():
                status = file.stat()
                parts.append(f"{file.name} {status.st_size} {status.st_mtime_ns}")
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _understand(data: bytes) -> Entry:
    """Decode, blank, parse and validate: the slow half, and the only place that loads the libraries for it."""
    from blastradius.source.schema import schema_problems  # noqa: PLC0415 - a warm start needs none of them
    from blastradius.source.text import decode  # noqa: PLC0415 - as above
    from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - as above

    text = decode(data, "")
    documents, problems = read_yaml(text.text, "")
    findings = [*text.findings, *problems]
    for document in documents:
        findings += [] if document.broken else schema_problems(document)
    if not documents and not any(finding.rule in _LOST for finding in findings):
        findings.append(_EMPTY)
    return Entry(
        tuple(
            (each.index, dict(each.data), msgspec.Raw(msgspec.json.encode(each.marks)), each.broken)
            for each in documents
        ),
        tuple(findings),
        text.hidden,
    )


def _moved(finding: Finding, path: str) -> Finding:
    return msgspec.structs.replace(finding, location=msgspec.structs.replace(finding.location, path=path))
