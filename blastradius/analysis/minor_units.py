"""Amounts that a call counts in the smallest unit of a currency, such as cents."""

from decimal import Decimal
from typing import Any

_DIGITS = {"BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "VND": 0, "XAF": 0}
"""Digits of the minor unit where they are not two (ISO 4217)."""


def digits_of(currency: str) -> int:
    """How many digits the minor unit of a currency has."""
    return _DIGITS.get(currency.upper(), 2)


def in_units(amount: Any, currency: str) -> str | None:
    """`4900` cents as `49.00`; `None` for what is no whole number."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        return None
    digits = digits_of(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"
