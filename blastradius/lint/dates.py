"""Dates in the eyes of rules."""

import re
from datetime import datetime, timedelta

from blastradius.model.durations import parse_moment

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?\Z")
_BARE_DAY = len("2026-11-22")
_EARLIEST_MORNING = timedelta(hours=14)


def has_shape_of_date(text: str) -> bool:
    """Whether a text is written like a date; an event such as `settlement` is not."""
    return bool(_SHAPE.match(text))


def lies_ahead(text: str, now: datetime) -> bool:
    """Whether a date has not begun anywhere on earth: a day begins 14 hours before it does in UTC."""
    moment = parse_moment(text)
    if moment is None:
        return False
    return moment - (_EARLIEST_MORNING if len(text) == _BARE_DAY else timedelta()) > now
