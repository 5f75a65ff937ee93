"""Characters that a terminal obeys or that nobody sees: controls, marks of direction, halves of characters."""

import re
from functools import cache

INVISIBLE = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]|\r(?!\n)"
)
"""As a regular expression."""


@cache
def invisible() -> re.Pattern[str]:
    """The expression, compiled once somebody looks for one of them: many answers hold none."""
    return re.compile(INVISIBLE)


def escaped(text: str) -> str:
    r"""JSON in which they are escapes (`\u202e`): the same data, and nobody who looks at it is fooled."""
    import json  # noqa: PLC0415 - answers in words do without

    return invisible().sub(lambda match: json.dumps(match.group())[1:-1], text)


def look_alike(text: str) -> str:
    """The first letter of another alphabet in a word of Latin ones, as `U+0430`: nobody sees it. Else nothing."""
    if text.isascii():
        return ""
    import unicodedata  # noqa: PLC0415 - as good as no name asks for it

    for word in re.findall(r"[\w.-]+", text):
        letters = [each for each in word if each.isalpha()]
        strange = [
            each for each in letters if not each.isascii() and not unicodedata.name(each, "").startswith("LATIN")
        ]
        if strange and any(each.isascii() for each in letters):
            return f"U+{ord(strange[0]):04X}"
    return ""


def doubt(name: str) -> str:
    """What is said after a name with a letter of another alphabet, with a space before it; nothing after others."""
    strange = look_alike(name)
    return f" (with {strange}, which only looks Latin)" if strange else ""
