"""What a plain YAML scalar means under the core schema of YAML 1.2.

`no`, `on`, `12:30` and `2026-01-02` stay text and `010` is ten: what the author typed is what the author meant.
Source: YAML 1.2.2, section 10.3.2, tag resolution of the core schema.
"""

import re

Scalar = None | bool | int | float | str

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Words that are no text."""
_MAY_BE_NUMBER = frozenset("0123456789+-.")
_NUMBER = re.compile(
    r"(?:([-+]?[0-9]+)|(0o[0-7]+|0x[0-9a-fA-F]+)|([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
"""A whole number in tens, one in eights or sixteens, one with a fraction, or one that is not finite."""
_LONGEST_NUMBER = 300


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        ValueError: a number that is not finite, or has more digits than any fact needs; it stays text for the caller.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _MAY_BE_NUMBER:
        return text
    number = _NUMBER.match(text)
    if number is None:
        return text
    if number[1]:
        return int(_bounded(text))
    if number[2]:
        return int(_bounded(text), 0)
    if number[3]:
        return _finite(text)
    msg = f"`{text}` is not a finite number"
    raise ValueError(msg)


def _bounded(text: str) -> str:
    if len(text) > _LONGEST_NUMBER:
        msg = f"a number of {len(text)} digits"
        raise ValueError(msg)
    return text


def _finite(text: str) -> float:
    number = float(_bounded(text))
    if number in (float("inf"), float("-inf")):
        msg = f"`{text}` is too large for a number"
        raise ValueError(msg)
    return number
