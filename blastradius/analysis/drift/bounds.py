"""What bounds a number, a length or a count, then and now, however it is written.

Source: JSON Schema 2020-12, "Validation", and draft 4, where `exclusiveMaximum` is a boolean.
"""

from collections.abc import Iterator, Mapping
from math import ceil, floor, isfinite
from typing import Any

from msgspec import Struct

_COUNTS = ("Length", "Items", "Properties")


class Bound(Struct, frozen=True, kw_only=True):
    """A keyword that bounds otherwise: the values of both sides as they are shown, `None` where nothing bounds."""

    keyword: str
    before: str | None
    after: str | None
    looser: bool


class _Limit(Struct, frozen=True, kw_only=True):
    keyword: str
    value: float
    open: bool = False

    def shown(self) -> str:
        return f"{self.value:.15g}{' itself left out' if self.open else ''}"


def bound_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Bound]:
    """Every bound that is looser or tighter; for integers, less than 10 is at most 9."""
    for side, sign in (("max", 1), ("min", -1)):
        pairs = [(_of_number(old, f"{side}imum", sign), _of_number(new, f"{side}imum", sign))]
        pairs += [(_of_count(old, f"{side}{what}", sign), _of_count(new, f"{side}{what}", sign)) for what in _COUNTS]
        for before, after in pairs:
            if _room(before, sign) != _room(after, sign):
                yield Bound(
                    keyword=(after or before or _Limit(keyword=side, value=0)).keyword,
                    before=before.shown() if before else None,
                    after=after.shown() if after else None,
                    looser=_room(after, sign) > _room(before, sign),
                )


def _room(limit: _Limit | None, sign: int) -> tuple[float, bool]:
    """The larger, the more fits in."""
    return (limit.value * sign, not limit.open) if limit else (float("inf"), True)


def _of_number(schema: Mapping[str, Any], key: str, sign: int) -> _Limit | None:
    exclusive = f"exclusive{key.capitalize()}"
    plain, strict = _number(schema.get(key)), _number(schema.get(exclusive))
    limits = [_Limit(keyword=exclusive, value=strict, open=True)] if strict is not None else []
    if plain is not None:
        limits.append(_Limit(keyword=key, value=plain, open=schema.get(exclusive) is True))
    if _whole(schema):
        limits = [_of_integers(each, key, sign) for each in limits]
    return min(limits, key=lambda each: _room(each, sign), default=None)


def _of_integers(limit: _Limit, key: str, sign: int) -> _Limit:
    """The last integer that is still inside."""
    if not isfinite(limit.value):
        return limit
    inner = floor(limit.value) if sign > 0 else ceil(limit.value)
    return _Limit(keyword=key, value=inner - sign if limit.open and inner == limit.value else inner)


def _of_count(schema: Mapping[str, Any], key: str, sign: int) -> _Limit | None:
    value = _number(schema.get(key))
    return None if value is None or (sign < 0 and value <= 0) else _Limit(keyword=key, value=value)


def _whole(schema: Mapping[str, Any]) -> bool:
    given = schema.get("type")
    listed = given if isinstance(given, list) else [given]
    return "integer" in listed and "number" not in listed


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
