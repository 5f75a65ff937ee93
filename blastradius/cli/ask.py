"""Questions to whoever sits at the terminal, or to the lines of standard input where there is none."""

import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from msgspec import Struct

from blastradius.cli.emit import emit
from blastradius.output.prose import one_line
from blastradius.source.secrets import blanked

_WORDS = {"y": True, "yes": True, "n": False, "no": False}


class Typed(Struct, frozen=True, kw_only=True):
    """What somebody answered, as it may be shown, and after how many seconds. `None`: nobody is there any more."""

    text: str | None
    seconds: int


class Asker:
    """Asks on standard output and reads one line for each answer. Once the input has ended, nothing is answered."""

    def __init__(self) -> None:
        with suppress(AttributeError):  # whoever embeds us may have put something else there, or nothing
            sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr] # see above
        self.at_terminal = sys.stdin is not None and sys.stdin.isatty()
        self.ended = sys.stdin is None
        self.heard = False

    def ask(self, prompt: str) -> Typed:
        """One line of text; empty where somebody only pressed Enter. Nobody is asked who is not there any more."""
        if self.ended:
            return Typed(text=None, seconds=0)
        emit(prompt, None)
        began = monotonic()
        line = sys.stdin.readline()
        self.ended = not line
        self.heard = self.heard or bool(line)
        text = None if self.ended else one_line(blanked(line))
        if not self.at_terminal or text is None:
            emit(f"{text or ''}\n", None)
        return Typed(text=text, seconds=round(monotonic() - began))

    def yes(self, prompt: str) -> bool:
        """Whether it is so. Enter, and nobody there, mean no."""
        return bool(self.yes_or_no(prompt))

    def yes_or_no(self, prompt: str) -> bool | None:
        """Whether it is so; `None` for Enter, and where nobody is there."""
        return _WORDS.get(self.until(prompt, lambda text: text.casefold() in _WORDS, "y or n, please").casefold())

    def until(self, prompt: str, fits: Callable[[str], bool], why: str) -> str:
        """A text that fits, or an empty one; whoever types another is told why, and asked again."""
        while True:
            text = self.ask(prompt).text or ""
            if not text or fits(text):
                return text
            emit(f"  {why}\n", None)
