"""What was read before, so that an unchanged file is neither read, parsed nor checked again.

One SQLite file per inventory in the user's cache folder. Entries go by the content of a file; the card index of the
whole inventory goes by the names, sizes, times and inodes of all its files, as in Git's index, and a file that changed
shortly before it was read is never trusted by its times. Only what the reader made is kept: data with secrets already
blanked, findings, positions. Everything is sealed with a key that lies elsewhere, and typed when it is read: one that
is truncated, forged or foreign is as good as none, and so is one that somebody else owns. Deleting it is always safe.
"""

import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec

from blastradius import __version__, resources
from blastradius.source.document import Asked, Place
from blastradius.source.entry import Entry
from blastradius.source.places import cache_folder
from blastradius.source.seal import digester, known_key, made_key
from blastradius.source.snapshot import Snapshot
from blastradius.source.tables import kept, to_keep

_SEAL = 16  # bytes in front of each body
_STAMP = 32  # bytes of the name of this reader, which goes into every seal
_ONLY = b"snapshot"
_PATIENCE = 2.0  # seconds to wait for another run that is writing
_LONG = 1_000_000  # bytes
_PAGE = 32_768  # bytes: what is long lies on pages that are read one by one
_ATTIC = 256  # entries that belong to no file any more and are kept all the same: people switch branches
_TABLES = tuple(
    f"CREATE TABLE {name} (key INTEGER PRIMARY KEY, body BLOB NOT NULL)" for name in ("entry", "places", "snapshot")
)
"""All that the file may hold: a view of the same name could compute without end."""
_READER = (resources.SCHEMAS / "inventory", resources.LANGUAGES, Path(__file__).parent)
_DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite says of a damaged file; its message can quote bytes that are no text."""

_Shape = TypeVar("_Shape")


class _Places(msgspec.Struct, frozen=True, array_like=True):
    """The places that were asked for in a file."""

    found: tuple[tuple[Asked, Place], ...]


class Cache:
    """What is kept between runs, by the digest of a file's content. `Cache(None)` remembers nothing beyond this one.

    A cache that cannot be read or written is no reason to fail.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._stamp = stamp(*_READER) if file else b""
        self._key = known_key() if file else None
        self._connection = _opened(file) if file and self._key else None
        self._is_new = self._connection is None
        self._process = os.getpid()
        self._new: dict[str, dict[bytes, bytes]] = {"entry": {}, "places": {}, "snapshot": {}}
        self._kept: dict[str, dict[bytes, bytes]] = {"entry": {}, "places": {}, "snapshot": {}}
        self._entries: dict[bytes, Entry] = {}
        self._places: dict[bytes, dict[Asked, Place]] = {}
        self._found: set[bytes] = set()

    @classmethod
    def for_roots(cls, roots: Sequence[Path]) -> "Cache":
        """The cache of one inventory, in `BLASTRADIUS_CACHE_DIR` or else the user's cache folder."""
        key = b"\0".join(os.fsencode(root.resolve()) for root in roots)
        try:
            folder = cache_folder()
        except RuntimeError:  # nobody has a home here
            return cls(None)
        return cls(folder / f"{len(key)}-{crc32(key):08x}-{crc32(key[::-1]):08x}.sqlite")

    @property
    def remembers_entries(self) -> bool:
        """Whether there can be anything from an earlier run."""
        return self._connection is not None and not self._is_new

    def snapshot(self) -> Snapshot | None:
        """The inventory as the last run read it, whatever has changed since."""
        return self._read("snapshot", _ONLY, Snapshot)

    def entry(self, digest: bytes) -> Entry | None:
        """What a file of this content holds, if that is known."""
        if digest not in self._entries:
            new = self._new["entry"].get(digest) or self._kept["entry"].get(digest)
            found = msgspec.msgpack.decode(new, type=Entry) if new else self._read("entry", digest, Entry)
            if found is None:
                return None
            self._entries[digest] = found
        return self._entries[digest]

    def place(self, digest: bytes, asked: Asked) -> Place | None:
        """Where something stands in a file of this content, if that is known."""
        return self._known_places(digest).get(asked)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept for the next run."""
        return self._file is not None

    def kept(self, key: bytes, shape: type[_Shape]) -> _Shape | None:
        """What an earlier run kept under a key: of those that begin with the same eight bytes, the last."""
        return self._read("snapshot", key, shape)

    def keep(self, key: bytes, value: bytes) -> None:
        """Keep something for the next run that a reader of another `stamp` cannot want, in MessagePack."""
        self._new["snapshot"][key] = value

    def learn(self, digest: bytes, entry: bytes) -> None:
        """Remember what a file holds, an encoded entry."""
        self._new["entry"][digest] = entry

    def learn_place(self, digest: bytes, asked: Asked, place: Place) -> None:
        """Remember where something stands in a file."""
        self._known_places(digest)[asked] = place
        self._found.add(digest)

    def found_places(self) -> list[tuple[bytes, Asked, Place]]:
        """What `learn_place` was told since it was last saved, and what else is known of the same files."""
        return [(digest, asked, place) for digest in self._found for asked, place in self._places[digest].items()]

    def save(self, snapshot: Snapshot | None = None) -> None:
        """Write what was learned, and with a snapshot forget what no file holds any more."""
        if self._file is None:
            return
        for digest in self._found:
            self._new["places"][digest] = msgspec.msgpack.encode(_Places(tuple(self._places[digest].items())))
        self._found.clear()
        if not (snapshot or any(self._new.values())):
            return
        if self._connection is None:
            self._key = made_key()
            self._connection = _created(self._file) if self._key else None
        if self._connection is not None:
            with suppress(*_DAMAGE):
                self._write(self._connection, snapshot)
        for table, bodies in self._new.items():
            self._kept[table] |= bodies
            bodies.clear()

    def _write(self, connection: sqlite3.Connection, snapshot: Snapshot | None) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for table, bodies in self._new.items():
            in_order = sorted(bodies, key=_number)  # a tree that grows anywhere is slow to write
            rows = ((_number(key), self._sealed(key, bodies[key])) for key in in_order)
            connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)  # noqa: S608 - our own names
        if snapshot:
            body = self._sealed(_ONLY, msgspec.msgpack.encode(snapshot, enc_hook=to_keep))
            connection.execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?)", (_number(_ONLY), body))
            if not snapshot.replaced:
                _tidy(connection, snapshot.every_digest())
        connection.execute("COMMIT")

    def _known_places(self, digest: bytes) -> dict[Asked, Place]:
        if digest not in self._places:
            kept = self._read("places", digest, _Places)
            self._places[digest] = dict(kept.found) if kept else {}
        return self._places[digest]

    def _read(self, table: str, key: bytes, shape: type[_Shape]) -> _Shape | None:
        """A body that is whole, of this reader and of this shape."""
        if self._process != os.getpid():  # a connection is not for a process that was forked
            self._process = os.getpid()
            self._connection = _opened(self._file) if self._file and self._connection else None
        if self._connection is None:
            return None
        try:
            found = _body(self._connection, table, _number(key))
            body = memoryview(found)[_SEAL:]
            is_ours = found[:_SEAL] == self._seal(key, body)
            return msgspec.msgpack.decode(body, type=shape, dec_hook=kept) if is_ours else None
        except _DAMAGE:
            self._connection.close()
            self._connection = None
            return None
        except (ValueError, TypeError, RecursionError):  # msgspec's errors are ValueErrors
            return None

    def _sealed(self, key: bytes, body: bytes) -> bytes:
        return self._seal(key, body) + body

    def _seal(self, key: bytes, body: bytes | memoryview) -> bytes:
        """What only this user can make, and holds for this body, under this key of a row, made by this reader."""
        sealed = digester(_SEAL, self._key or b"")
        for part in (self._stamp, key):
            sealed.update(len(part).to_bytes(8, "little") + part)
        sealed.update(body)
        return sealed.digest()


def _body(connection: sqlite3.Connection, table: str, key: int) -> bytes:
    """What a row holds, sealed; nothing where there is none. A row that is long is read without a copy of its own."""
    query = f"SELECT CASE WHEN length(body) < {_LONG} THEN body END FROM {table} WHERE key = ?"  # noqa: S608 - our own names
    row = connection.execute(query, (key,)).fetchone()
    if row is None or row[0] is not None:
        return row[0] if row else b""
    try:
        with connection.blobopen(table, "body", key, readonly=True) as stream:
            return stream.read()
    except OverflowError:  # before 3.11.4 Python took no key of more than 32 bits there
        body: bytes = connection.execute(f"SELECT body FROM {table} WHERE key = ?", (key,)).fetchone()[0]  # noqa: S608 - as above
        return body


def _opened(file: Path) -> sqlite3.Connection | None:
    """A cache that is there, and is nobody else's."""
    try:
        status = file.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return None
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and os.name == "posix":
        return None
    connection = _connected(file)
    return connection if connection and _is_ours(connection) else None


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file holds our tables and nothing else."""
    try:
        made = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    except _DAMAGE:
        made = []
    if made == [(table,) for table in _TABLES]:
        return True
    connection.close()
    return False


def _created(file: Path) -> sqlite3.Connection | None:
    """A new cache in the place of none, or of one that is damaged or not ours."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            file.unlink()
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = _connected(file)
        if connection:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            for table in _TABLES:
                connection.execute(table)
    except (OSError, *_DAMAGE):
        return None
    return connection


def _connected(file: Path) -> sqlite3.Connection | None:
    try:
        connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")  # what a power cut destroys is made again
    except _DAMAGE:
        return None
    return connection


def _tidy(connection: sqlite3.Connection, live: Iterable[bytes]) -> None:
    """Forget what no file holds any more, once it is much."""
    needed = set(map(_number, live))
    known = {key for (key,) in connection.execute("SELECT key FROM entry")}
    left = known - needed
    if len(left) > _ATTIC:
        for table in ("entry", "places"):
            connection.executemany(f"DELETE FROM {table} WHERE key = ?", ((key,) for key in left))  # noqa: S608 - as above


def _number(key: bytes) -> int:
    """The key of a row; the seal holds for the whole key."""
    return int.from_bytes(key[:8], "little", signed=True)


def stamp(*folders: Path) -> bytes:
    """Names the code, words and schemas in some folders that something was made with: with others it is made anew."""
    parts = [__version__, sys.byteorder]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_file():
                    status = entry.stat()
                    parts.append(f"{entry.name} {status.st_size} {status.st_mtime_ns}")
    named = digester(_STAMP)
    named.update("\n".join(parts).encode())
    return named.digest()
