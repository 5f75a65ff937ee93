"""Lengths of time as people write them: `90s`, `36h`, `1h30m`."""

import re
from functools import lru_cache

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
_SHAPE = re.compile(r"(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?\Z")
_PART = re.compile(r"(\d+)([ywdhms])")
_LONGEST = 1000 * SECONDS["y"]


def seconds_of(text: object) -> int | None:
    """The length in seconds; `None` where the text says none. A year has 365 days, as in Prometheus."""
    return _seconds(text) if isinstance(text, str) else None


@lru_cache(maxsize=1024)
def _seconds(text: str) -> int | None:
    if not text or not _SHAPE.match(text):
        return None
    return min(sum(int(number) * SECONDS[unit] for number, unit in _PART.findall(text)), _LONGEST)
