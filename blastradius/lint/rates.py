"""Rate limits: `20/h`, `100/15m`."""

import re

from msgspec import Struct

from blastradius.source.spans import SECONDS

_SHAPE = re.compile(r"(\d{1,12})/(\d{0,9})([smhdwy])\Z")


class Rate(Struct, frozen=True, kw_only=True):
    """So many calls in so many seconds."""

    text: str
    number: int
    seconds: int


def parse_rate(text: str | None) -> Rate | None:
    """The rate that a text says, `None` where it says none."""
    match = _SHAPE.match(text or "")
    seconds = int(match[2] or 1) * SECONDS[match[3]] if match else 0
    return Rate(text=match[0], number=int(match[1]), seconds=seconds) if match and seconds else None
