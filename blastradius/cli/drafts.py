"""Pages that are made and not written yet: what is wrong with one of them must be found before the first is written.

Thousands of pages are more than memory should hold, so that many wait in a file that has no name and goes by itself.
"""

import tempfile

from msgspec import Struct

from blastradius.errors import InputError

_IN_MEMORY = 32_000_000  # bytes: a runbook of some hundred pages


class Draft(Struct, frozen=True):
    """Where the text of a page waits, in bytes."""

    start: int
    length: int


class Drafts:
    """Texts that wait."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - `close` does
        self._size = 0

    def keep(self, text: str) -> Draft:
        """Put a text aside.

        Raises:
            InputError: there is no room for it.
        """
        data = text.encode("utf-8", "surrogatepass")
        draft = Draft(self._size, len(data))
        try:
            self._file.seek(self._size)
            self._file.write(data)
        except OSError as error:
            msg = f"pages cannot be put aside in `{tempfile.gettempdir()}`: {error.strerror}"
            raise InputError(msg, hint="make room there, or name another folder with the variable `TMPDIR`") from error
        self._size += len(data)
        return draft

    def text(self, draft: Draft) -> str:
        """The text again."""
        self._file.seek(draft.start)
        return self._file.read(draft.length).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Let go of all of them."""
        self._file.close()
