"""Text for people on a terminal: colour where it is wanted, wrapping, moments and lengths of time in words."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from blastradius.model.cells import Contact, OnCall
from blastradius.model.durations import spoken
from blastradius.source.invisible import INVISIBLE

_COLOURS = "1", "1;31", "33", "32", "2", "0"
_SAFE = re.compile(rf"\x1b\[(?:{'|'.join(_COLOURS)})m|({INVISIBLE})")


def harmless(text: str) -> str:
    """Text as it may reach a terminal: our own colours, and marks for all other characters that one obeys.

    Every output sees to its values itself; this is the last door, for what one of them forgot.
    """
    if text.replace("\n", "").isprintable():  # as nearly all is, and Python knows that sooner than the expression does
        return text
    return _SAFE.sub(lambda match: "\N{REPLACEMENT CHARACTER}" if match[1] else match[0], text)


def written(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they are written, one after the other."""
    return (f"{line}\n" for line in lines)


class Paint:
    """Colours, or none. Only what is already safe to print goes through here."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def bold(self, text: str) -> str:
        """Headings."""
        return self._wrap("1", text)

    def bad(self, text: str) -> str:
        """Errors, and what cannot be undone."""
        return self._wrap("1;31", text)

    def warn(self, text: str) -> str:
        """Warnings, and what is closing."""
        return self._wrap("33", text)

    def good(self, text: str) -> str:
        """What is well."""
        return self._wrap("32", text)

    def dim(self, text: str) -> str:
        """Places and asides."""
        return self._wrap("2", text)

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on and text else text


def one_line(text: str) -> str:
    """Text of any shape on one line, with nothing in it that a terminal obeys."""
    joined = " ".join(text.split())
    if joined.isprintable():
        return joined
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in joined)


def sentence(text: str) -> str:
    """One line with a capital and a full stop, the rest as it was written."""
    said = one_line(text)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '!', '?')) else '.'}"


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; long words (URLs, ids) stay whole so that they can be copied.

    As `textwrap.wrap` has it, which takes three times as long, and an answer has hundreds of lines.
    """
    margin = " " * len(first) if rest is None else rest
    lines: list[str] = []
    front, line = first, ""
    for word in one_line(text).split(" "):
        if line and len(front) + len(line) + 1 + len(word) > width:
            lines.append(front + line)
            front, line = margin, word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, front + line] if line else lines


def moment(at: datetime) -> str:
    """`2026-11-23 02:00Z`."""
    return at.strftime("%Y-%m-%d %H:%MZ")


def deadline(at: datetime, now: datetime) -> str:
    """`2026-11-23 02:00Z, in 1d 2h` or `…, 3h ago`."""
    away = spoken(at - now)
    return f"{moment(at)}, in {away}" if at > now else f"{moment(at)}, {away} ago"


def pager(cell: OnCall | None, contact: Contact | None = None, *, brief: bool = False) -> str:
    """How somebody is paged, the fastest way first; `brief`: the two fastest. Else how the team is reached at all."""
    parts = [part for part in (cell.phone, cell.channel, cell.rotation) if part] if cell else []
    if parts:
        return " · ".join(parts[:2] if brief else parts)
    known = [part for part in (contact.phone, contact.channel, contact.email) if part] if contact else []
    known += [f"lead {contact.lead}"] if contact and contact.lead else []
    return f"on-call not known; contact: {' · '.join(known[:2] if brief else known)}" if known else "on-call not known"


NO_CALLS = (
    "No call of a tool was read, and that is no all clear: see whether the recording holds calls at all, and what the "
    "options leave out."
)
"""What an answer about recorded runs says where it rests on nothing."""


def counted(number: int, word: str, plural: str = "") -> str:
    """`1 system`, `2 systems`."""
    return f"{number} {word if number == 1 else plural or word + 's'}"
