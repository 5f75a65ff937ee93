"""Two regular expressions, compared where that can be done for sure: one set of characters, repeated, between words.

Which of two expressions takes more is hard in general; most that stand in schemas are of this form. Source of the
dialect: ECMA-262, as JSON Schema asks for it; only what Python reads alike is taken.
"""

import re
from enum import StrEnum

_FORM = re.compile(
    r"\^(?P<before>[\w\-/:@ ]*)(?P<set>\[(?:[^\[\]\\&~|]|\\[dw\-./\[\]\\^$*+?(){}|])+\]|\\[dw])"
    r"(?P<many>[*+?]|\{[0-9]{1,5}(?:,[0-9]{0,5})?\})?(?P<after>[\w\-/:@ ]*)\$",
    re.ASCII,
)
_ENDLESS = 10**9


class Order(StrEnum):
    """How the later one relates to the former."""

    SAME = "same"
    LOOSER = "looser"
    TIGHTER = "tighter"
    UNKNOWN = "unknown"


def compare(old: str, new: str) -> Order:
    """Whether everything that one takes the other takes too."""
    before, after = _FORM.fullmatch(old), _FORM.fullmatch(new)
    if not f"{old}{new}".isascii() or "--" in f"{old}{new}":
        return Order.UNKNOWN
    if not before or not after or any(before[each] != after[each] for each in ("before", "after")):
        return Order.UNKNOWN
    try:
        was, now = _characters(before["set"]), _characters(after["set"])
    except re.error:
        return Order.UNKNOWN
    (least, most), (fewest, greatest) = _times(before["many"]), _times(after["many"])
    wider = was <= now and fewest <= least and most <= greatest
    narrower = now <= was and least <= fewest and greatest <= most
    if wider and narrower:
        return Order.SAME
    return Order.LOOSER if wider else Order.TIGHTER if narrower else Order.UNKNOWN


def _characters(written: str) -> frozenset[str]:
    """Those that a set takes. Beyond these, sets that are written in ASCII take all or nothing."""
    expression = re.compile(written, re.ASCII)
    return frozenset(each for each in map(chr, range(256)) if expression.fullmatch(each))


def _times(many: str | None) -> tuple[int, int]:
    if many is None or len(many) == 1:
        return {"?": (0, 1), "*": (0, _ENDLESS), "+": (1, _ENDLESS)}.get(many or "", (1, 1))
    least, comma, most = many[1:-1].partition(",")
    return int(least), int(most) if most else _ENDLESS if comma else int(least)
