"""Pages that are made and not written yet: what is wrong with one of them must be found before the first is written.

Thousands of pages are more than memory should hold, so that many wait in a file that has no name and goes by itself.
"""

from msgspec import Struct

from blastradius.aside import Aside

_IN_MEMORY = 32_000_000  # bytes: a runbook of some hundred pages


class Draft(Struct, frozen=True):
    """Where the text of a page waits, in bytes."""

    start: int
    length: int


class Drafts:
    """Texts that wait."""

    def __init__(self) -> None:
        self._aside = Aside("pages", in_memory=_IN_MEMORY)

    def keep(self, text: str) -> Draft:
        """Put a text aside.

        Raises:
            InputError: there is no room for it.
        """
        data = text.encode("utf-8", "surrogatepass")
        return Draft(self._aside.put(data), len(data))

    def text(self, draft: Draft) -> str:
        """The text again."""
        return self._aside.get(draft.start, draft.length).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Let go of all of them."""
        self._aside.close()
