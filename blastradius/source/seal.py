"""The key that caches are sealed with: who can write a cache, and not read the key, can forge nothing in it.

It belongs to one user on one machine and lies in the folder for state, away from the caches: a cache that comes from
elsewhere, such as one that a build service restores, is as good as none.
"""

import os
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from blastradius.source.places import state_folder

if TYPE_CHECKING:
    from hashlib import blake2b

_LENGTH = 32
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def known_key() -> bytes | None:
    """The key, where there is one that nobody else can read or write."""
    try:
        handle = os.open(_file(), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(stream.fileno())
            key = stream.read(_LENGTH + 1)
    except (OSError, RuntimeError):
        return None
    ours = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & _FOR_OTHERS)
    return key if ours and stat.S_ISREG(status.st_mode) and len(key) == _LENGTH else None


def made_key() -> bytes | None:
    """The key, a new one where there was none; `None` where none can be kept."""
    found = known_key()
    if found:
        return found
    import tempfile  # noqa: PLC0415 - 10 ms, once for each user

    with suppress(OSError, RuntimeError):
        file = _file()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(os.urandom(_LENGTH))
            Path(temporary).replace(file)
        finally:
            Path(temporary).unlink(missing_ok=True)
    return known_key()  # that of another run, if it was faster


def digester(size: int, key: bytes = b"") -> "blake2b":
    """BLAKE2b without OpenSSL, which takes 6 ms to load."""
    return _blake2b()(digest_size=size, key=key)


@cache
def _blake2b() -> "type[blake2b]":
    try:
        from _blake2 import blake2b  # noqa: PLC0415 - that of `hashlib`, by its own name
    except ImportError:
        from hashlib import blake2b  # noqa: PLC0415 - where Python has been built otherwise
    return blake2b


def _file() -> Path:
    return state_folder() / "cache.key"
