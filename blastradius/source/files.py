"""The bytes of files, and the names that bytes go by."""

import os
import stat

from blastradius.finding import Finding, Location, Severity
from blastradius.source.seal import digester

LARGEST = 8 * 1024 * 1024
_PIECE = 64 * 1024
DIGEST = 16
"""Bytes of the name that the bytes of a file go by."""


def read_bytes(file: str, path: str) -> bytes | Finding:
    """The bytes of one file, or why there are none. What is no regular file is not waited for."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        return _unreadable(path, f"the file cannot be read: {reason}", "make it readable, then run again")
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(path, "this is not a regular file", "exclude it in `blastradius.yaml`, or remove it")
        if status.st_size > LARGEST:
            message = f"the file has {status.st_size:,} bytes; more than {LARGEST:,} are not read"
            return _unreadable(path, message, "split it: one entity per file")
        return _whole(handle, status.st_size)
    except OSError as error:
        return _unreadable(path, f"the file cannot be read: {error.strerror}", "make it readable, then run again")
    finally:
        os.close(handle)


def _whole(handle: int, size: int) -> bytes:
    """To the end, also where a file is longer than it said; nothing beyond what is ever read."""
    data = os.read(handle, size + 1)
    while len(data) > size and len(data) < LARGEST:
        size = len(data)
        data += os.read(handle, min(_PIECE, LARGEST - size))
    return data


def digest(data: bytes) -> bytes:
    """The name of these bytes in the cache."""
    named = digester(DIGEST)
    named.update(data)
    return named.digest()


def _unreadable(path: str, message: str, help_: str) -> Finding:
    return Finding(
        rule="unreadable-file",
        severity=Severity.ERROR,
        message=message,
        help=help_,
        location=Location(path=path, line=1, column=1, end_line=1, end_column=2),
    )
