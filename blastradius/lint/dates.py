"""Dates in the eyes of rules."""

import re

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?\Z")


def has_shape_of_date(text: str) -> bool:
    """Whether a text is written like a date; an event such as `settlement` is not."""
    return bool(_SHAPE.match(text))
