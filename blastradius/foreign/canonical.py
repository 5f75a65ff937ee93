"""The canonical form of a schema, and its digest: the only door to rfc8785.

Source: RFC 8785, JSON Canonicalization Scheme. A number that no double holds is taken as the nearest one, as the scheme
has it for every number.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import rfc8785

_SURE = 2**53 - 1
_SPECIAL = re.compile(r"[0-9](?:\.[0-9]|e[+-])|[0-9]{16}|Infinity|NaN")
"""What may be a number that the scheme writes in its own way."""


def canonical(value: Any) -> bytes:
    """The one way of writing this JSON value."""
    try:
        # Where all is plain, the standard library writes the same, a hundred times faster.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    except TypeError:  # keys of several kinds
        text = ""
    if text.isascii() and text and not _SPECIAL.search(text):
        return text.encode()
    return rfc8785.dumps(_within(value))


def digest(schema: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return sha256(canonical(schema)).hexdigest()


def _within(value: Any) -> Any:
    """The value with what the scheme cannot write made writable: wide numbers, halves of characters."""
    if isinstance(value, dict):
        return {_text(str(key)): _within(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_within(each) for each in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SURE:
        try:
            return float(value)
        except OverflowError:
            return str(value)
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return str(value)
    return value


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= each <= "\udfff" for each in text) else text
