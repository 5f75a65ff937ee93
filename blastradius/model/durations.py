"""Durations as people write them (`90s`, `36h`, `1h30m`) and moments in UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from blastradius.source.spans import SECONDS, seconds_of

UNLIMITED = "unlimited"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_BARE_DAY = len("2026-11-22")


class Duration(Struct, frozen=True, kw_only=True):
    """A length of time as it was written. `seconds` is `None` for `unlimited`."""

    text: str
    seconds: int | None

    @property
    def delta(self) -> timedelta | None:
        """The same for arithmetic with moments."""
        return None if self.seconds is None else timedelta(seconds=self.seconds)


def parse_duration(text: object) -> Duration | None:
    """The duration that `text` says, `None` where it says none. A year has 365 days, as in Prometheus."""
    return _duration(text) if isinstance(text, str) else None


@lru_cache(maxsize=1024)  # as people write them, they are the same few again and again
def _duration(text: str) -> Duration | None:
    if text == UNLIMITED:
        return Duration(text=UNLIMITED, seconds=None)
    seconds = seconds_of(text)
    return None if seconds is None else Duration(text=text, seconds=seconds)


def parse_moment(text: object, *, end_of_day: bool = False) -> datetime | None:
    """The moment that a date or an RFC 3339 time names, in UTC; `None` where the calendar has no such day.

    A bare date is its first moment, or its last second with `end_of_day`: what ends on a day holds through it.
    """
    if not isinstance(text, str):
        return None
    read = _day if len(text) == _BARE_DAY else _moment
    return read(text, end_of_day)


def _moment(text: str, end_of_day: bool) -> datetime | None:  # noqa: FBT001 - as part of a key it has no name
    try:
        if _DATE.match(text):
            day = date.fromisoformat(text)
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
            return moment + timedelta(days=1, seconds=-1) if end_of_day else moment
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # in UTC it may lie beyond the last day or before the first
        return None


_day = lru_cache(maxsize=4096)(_moment)  # the same few again and again; times are long, and each is another one
_EARLIEST_MORNING = timedelta(hours=14)


def lies_ahead(text: str, now: datetime) -> bool:
    """Whether a date has not begun anywhere on earth: a day begins 14 hours before it does in UTC."""
    moment = parse_moment(text)
    if moment is None:
        return False
    return moment > now + (_EARLIEST_MORNING if len(text) == _BARE_DAY else timedelta())


def later(moment: datetime, duration: Duration) -> datetime | None:
    """`moment + duration`; `None` where there is no limit or no calendar day that late."""
    if duration.delta is None:
        return None
    try:
        return moment + duration.delta
    except OverflowError:
        return None


def spoken(delta: timedelta) -> str:
    """A length of time for people, in its two largest units: `2d 4h`, `12m`, `40s`."""
    rest = int(abs(delta).total_seconds())
    parts: list[str] = []
    for unit in ("y", "d", "h", "m", "s"):
        number, rest = divmod(rest, SECONDS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return " ".join(parts[:2]) or "0s"


def rfc3339(moment: datetime | None) -> str | None:
    """`2026-11-22T02:00:00Z`, or `None`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
