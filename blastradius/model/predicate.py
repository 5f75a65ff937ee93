"""A TEST of the format: what a value has to be, for people in words and for recorded calls as an answer."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from blastradius.source.patterns import found

Scalar: TypeAlias = str | int | float | bool | None

MISSING: Any = object()
"""What `look_up` returns where there is nothing: `null` is something."""

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(-?\d+)\]")


class Comparison(StrEnum):
    """How the value is looked at. `matches` reads it as text; the others take it as it is."""

    EQUALS = "equals"
    IN = "in"
    ABOVE = "above"
    MATCHES = "matches"
    PRESENT = "present"


class Predicate(Struct, frozen=True, kw_only=True):
    """`{field: status, equals: succeeded}`. `field` is `None` where the whole value is meant."""

    field: str | None
    comparison: Comparison
    values: tuple[Scalar, ...]

    @property
    def words(self) -> str:
        """`result.status is succeeded`."""
        subject = self.field or "the result"
        if self.comparison is Comparison.PRESENT:
            return f"{subject} is {'absent' if self.values == (False,) else 'present'}"
        verb = {"equals": "is", "in": "is one of", "above": "is above", "matches": "matches"}[self.comparison]
        return f"{subject} {verb} {', '.join(_shown(value) for value in self.values)}"

    def holds(self, subject: Any) -> bool | None:
        """Whether it holds of a value; `None` where the value does not decide.

        A field that is not there decides `present` only. A number that was recorded as text counts as that number.
        """
        value = subject if self.field is None else look_up(subject, self.field)
        if self.comparison is Comparison.PRESENT:
            return (value is not MISSING and value is not None) is not (self.values == (False,))
        if value is MISSING:
            return None
        if self.comparison is Comparison.MATCHES:
            return _matches(str(self.values[0]), value)
        if self.comparison is Comparison.ABOVE:
            number, limit = _number(value), _number(self.values[0])
            return None if number is None or limit is None else number > limit
        return any(_same(value, wanted) for wanted in self.values)


def look_up(subject: Any, path: str) -> Any:
    """The value at a field path (`items[0].id`, `[-1]`) of data as JSON has it; `MISSING` where there is none."""
    value = subject
    for name, index in _STEP.findall(path):
        if index:
            if not isinstance(value, list | tuple) or not -len(value) <= int(index) < len(value):
                return MISSING
            value = value[int(index)]
        elif isinstance(value, Mapping) and name in value:
            value = value[name]
        else:
            return MISSING
    return value


def _matches(pattern: str, value: Any) -> bool | None:
    return found(pattern, value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _same(value: Any, wanted: Scalar) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted or str(value).lower() == str(wanted).lower()
    number, other = _number(value), _number(wanted)
    return number == other if number is not None and other is not None else value == wanted


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None


def _shown(value: Scalar) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
