"""Options that several commands share, and what they are turned into."""

import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from blastradius.cli.parameters import Option
from blastradius.errors import UsageError


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


InventoryOption = Annotated[
    list[Path] | None,
    Option(
        "--inventory",
        "-i",
        metavar="DIR",
        help="Folder of an inventory; can be given more than once. Default: BLASTRADIUS_INVENTORY, else the nearest "
        "folder upwards with a blastradius.yaml, else ./inventories.",
    ),
]
NowOption = Annotated[
    str | None,
    Option("--now", metavar="TIME", help="Answer as of this moment, such as 2026-11-22T02:00:00Z. Default: now."),
]
OutputOption = Annotated[
    Path | None,
    Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all, instead of the terminal."),
]
ColorOption = Annotated[Color, Option("--color", help="Colours: auto means only on a terminal.")]
NoCacheOption = Annotated[bool, Option("--no-cache", help="Read every file anew and remember nothing.")]


def moment(option: str, text: str | None, *, now: datetime | None = None) -> datetime | None:
    """The moment that an option names: RFC 3339, a date, or with `now` a duration back from it, such as `90m`.

    Raises:
        UsageError: it names none.
    """
    from blastradius.model.durations import parse_duration, parse_moment

    if text is None:
        return None
    found = parse_moment(text)
    back = parse_duration(text) if found is None and now else None
    if now and back and back.delta is not None:
        return now - back.delta
    if found is None:
        also = ", or how long ago, such as 90m" if now else ""
        msg = f"`{option} {text}` is no time"
        raise UsageError(msg, hint=f"write it as 2026-11-22T02:00:00Z or 2026-11-22{also}")
    return found


def current(text: str | None) -> datetime:
    """`--now`, or the clock, to the second."""
    return moment("--now", text) or datetime.now(UTC).replace(microsecond=0)


def coloured(color: Color) -> bool:
    """Whether to colour what goes to standard output."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    return "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def width() -> int:
    """Columns of the terminal; 80 where there is none, so that what is piped is the same everywhere."""
    if not sys.stdout.isatty():
        return 80
    return max(40, min(os.get_terminal_size().columns, 120))
