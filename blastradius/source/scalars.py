"""What a plain YAML scalar means under the core schema of YAML 1.2.

`no`, `on`, `12:30` and `2026-01-02` stay text and `010` is ten: what the author typed is what the author meant.
Source: YAML 1.2.2, section 10.3.2, tag resolution of the core schema.
"""

import re

Scalar = None | bool | int | float | str

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MAY_BE_NUMBER = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_LONGEST_NUMBER = 300


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        ValueError: a number that is not finite, or has more digits than any fact needs; it stays text for the caller.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_BE_NUMBER:
        return text
    if _NOT_FINITE.match(text):
        msg = f"`{text}` is not a finite number"
        raise ValueError(msg)
    if _INTEGER.match(text):
        return int(_bounded(text))
    if _OCTAL.match(text):
        return int(_bounded(text), 0)
    if _HEXADECIMAL.match(text):
        return int(_bounded(text), 0)
    if _FLOAT.match(text):
        return _finite(text)
    return text


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
