"""Bytes put aside: what does not fit into memory is in a temporary file without a name, that nobody else opens."""

import tempfile
import weakref
from typing import IO

from blastradius.errors import InputError

_HINT = "make room there, or name another folder with the variable `TMPDIR`"


class Aside:
    """Data one after the other. `what` says what it is; so many bytes of it, `in_memory`, are kept there."""

    def __init__(self, what: str, *, in_memory: int = 0) -> None:
        self._what = what
        self._in_memory = in_memory
        self._near = bytearray()
        self._size = 0  # of the file
        self._file: IO[bytes] | None = None
        self._folder = ""

    def put(self, data: bytes) -> int:
        """Put data aside; where it begins.

        Raises:
            InputError: there is no room for it.
        """
        if self._file is None and len(self._near) + len(data) <= self._in_memory:
            self._near += data
            return len(self._near) - len(data)
        self._file = self._file or self._opened()
        rest = memoryview(data)
        try:
            self._file.seek(self._size)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._refused(error) from error
        self._size += len(data)
        return len(self._near) + self._size - len(data)

    def get(self, start: int, length: int) -> bytes:
        """So many bytes again.

        Raises:
            InputError: they cannot be read any more.
        """
        if start < len(self._near) or self._file is None:
            return bytes(self._near[start : start + length])
        try:
            self._file.seek(start - len(self._near))
            return self._file.read(length)
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Let go of all of it."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> IO[bytes]:
        try:
            self._folder = tempfile.gettempdir()
            file = tempfile.TemporaryFile(prefix="blastradius-", dir=self._folder, buffering=0)  # noqa: SIM115 - closed with this
        except OSError as error:
            raise self._refused(error) from error
        weakref.finalize(self, file.close)
        return file

    def _refused(self, error: OSError) -> InputError:
        if not self._folder:
            msg = f"{self._what} cannot be put aside: no folder for temporary files can be written to"
            return InputError(msg, hint="name one with the variable `TMPDIR`")
        return InputError(f"{self._what} cannot be put aside in `{self._folder}`: {error.strerror}", hint=_HINT)
