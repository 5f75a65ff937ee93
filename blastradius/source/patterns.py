"""Regular expressions that people write into an inventory, over values that strangers wrote into a recorded run.

They are those of JSON Schema's `pattern`, and the validator's own engine judges them: it takes time in proportion to
the text, whatever the expression. Python's `re` can take longer than anybody lives.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

_LARGEST = 1_000_000
"""Bytes that an expression may take when it is compiled: `a{1000}{1000}` is none."""


def is_pattern(expression: str) -> bool:
    """Whether it is an expression that can be judged: no look-around, no reference back, not too large."""
    return _compiled(expression) is not None


def found(expression: str, text: str) -> bool | None:
    """Whether the expression is found in a text; `None` where it is none."""
    validator = _compiled(expression)
    if validator is None:
        return None
    return validator.is_valid(text.encode("utf-8", "replace").decode())  # halves of characters are none for it


@lru_cache(maxsize=1_000)
def _compiled(expression: str) -> "Draft202012Validator | None":
    import jsonschema_rs  # noqa: PLC0415 - few inventories have an expression, and every command would wait for it

    limits = jsonschema_rs.RegexOptions(size_limit=_LARGEST, dfa_size_limit=_LARGEST)
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": expression}, pattern_options=limits)
    except ValueError:  # which a half of a character is, too
        return None
