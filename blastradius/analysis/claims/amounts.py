"""Amounts of money that recorded calls show, in their arguments and in their results."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from blastradius.analysis.claims.argument_names import argument_names
from blastradius.analysis.minor_units import digits_of
from blastradius.model.entities import Operation
from blastradius.model.predicate import MISSING, look_up
from blastradius.traces.events import Call
from blastradius.traces.join import subject_of

_CLOSE = 0.011
_MOST = 9
_DEEPEST = 12


def stated(call: Call, operation: Operation | None) -> tuple[float, ...]:
    """How much a call asks for, in units of its currency.

    By the path that the operation names; else by what is called an amount among the arguments, which may be cents or
    not, so that both readings are given.
    """
    amount = operation.amount if operation else None
    if amount:
        value = _as_number(look_up(subject_of(call), amount.field))
        return () if value is None else (value / _unit(call, operation),)
    found: list[float] = []
    for key, value in call.arguments.items() if isinstance(call.arguments, Mapping) else ():
        number = _as_number(value)
        if number is not None and argument_names().amount.search(str(key)):
            found += [number / 100] if argument_names().cents.search(str(key)) else [number, number / 100]
    return tuple(found)


_SIGNS = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "BRL", "JMD",
                    "TTD", "BSD", "BBD", "BMD", "BZD", "FJD", "KYD", "XCD", "DOP", "NIO", "NAD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "LBP", "FKP", "GIP", "SHP"}),
    "¥": frozenset({"JPY", "CNY"}),
}  # fmt: skip
"""Codes of ISO 4217 that are written with a sign."""
_CODE = re.compile(r"[A-Z]{3}")


def in_other_currency(claimed: Iterable[str], calls: Iterable[tuple[Call, Operation | None]]) -> str | None:
    """The currency of calls that all record one, where a claim names others alone; `claimed` are codes or signs."""
    codes = {code for each in claimed for code in _SIGNS.get(each, (each,))}
    recorded = [_currency(call, operation) for call, operation in calls]
    if not codes or not all(recorded) or codes.intersection(filter(None, recorded)):
        return None
    return ", ".join(sorted({each for each in recorded if each})) or None


def _currency(call: Call, operation: Operation | None) -> str | None:
    amount = operation.amount if operation else None
    value = look_up(subject_of(call), amount.currency) if amount and amount.currency else MISSING
    code = value.strip().upper() if isinstance(value, str) else ""
    return code if _CODE.fullmatch(code) else None


def displayed(call: Call, operation: Operation | None) -> tuple[float, ...]:
    """Every amount that a call and its result show, in units of its currency."""
    unit = _unit(call, operation)
    return tuple(
        each / unit
        for value in (call.arguments, call.result)
        for each in (*named_amounts(value), *(entries(value) if value is call.arguments else ()))
    )


def _unit(call: Call, operation: Operation | None) -> int:
    """How many of what the call counts in are one of its currency."""
    amount = operation.amount if operation else None
    if not amount or not amount.minor_units:
        return 1
    code = look_up(subject_of(call), amount.currency) if amount.currency else MISSING
    return int(10 ** digits_of(str(amount.currency if code is MISSING else code)))


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def entries(value: Any) -> tuple[float, ...]:
    """The amounts of the payments that a result lists, in their order."""
    return tuple(_entries(value, 0))


def _entries(value: Any, depth: int) -> Iterator[float]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, list) and argument_names().ledger.search(str(key)):
                for each in inner:
                    amount = each.get("amount") if isinstance(each, Mapping) else None
                    if isinstance(amount, int | float) and not isinstance(amount, bool):
                        yield float(amount)
            else:
                yield from _entries(inner, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _entries(each, depth + 1)


def new_entries(call: Call, earlier: Iterable[Call]) -> tuple[float, ...]:
    """The payments that a call added to what an earlier result showed of the same object."""
    mine = entries(call.result)
    best: tuple[float, ...] = ()
    for other in earlier if mine else ():
        theirs = entries(other.result)
        if len(best) < len(theirs) <= len(mine) and mine[: len(theirs)] == theirs and _same_object(call, other):
            best = theirs
    return mine[len(best) :]


def _same_object(call: Call, other: Call) -> bool:
    mine, theirs = _identities(call), _identities(other)
    return bool(mine & theirs)


def _identities(call: Call) -> frozenset[str]:
    pairs = [*_pairs(call.arguments), *_pairs(call.result)]
    return frozenset(f"{key}={value}" for key, value in pairs if key.endswith("id") and not key.startswith("user"))


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        return []
    return [(str(key), each) for key, each in value.items() if isinstance(each, str | int)]


def named_amounts(value: Any, depth: int = 0) -> Iterator[float]:
    """Every number under a key that speaks of money, but for the payments that a result lists."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if (
                isinstance(inner, int | float)
                and not isinstance(inner, bool)
                and argument_names().money.search(str(key))
            ):
                yield float(inner)
            elif not (isinstance(inner, list) and argument_names().ledger.search(str(key)) and entries({key: inner})):
                yield from named_amounts(inner, depth + 1)
    elif isinstance(value, list):
        for each in value[:200]:
            yield from named_amounts(each, depth + 1)


def agrees(claimed: float, shown: Sequence[float]) -> bool:
    """Whether an amount is one of those shown, or what some of them come to."""
    if any(_near(claimed, each) for each in shown):
        return True
    last = shown[-_MOST:]
    return any(_near(claimed, sum(some)) for size in range(2, len(last) + 1) for some in combinations(last, size))


def _near(claimed: float, shown: float) -> bool:
    gap = abs(claimed - abs(shown))
    return gap < _CLOSE or (claimed == int(claimed) and gap < 0.5)
