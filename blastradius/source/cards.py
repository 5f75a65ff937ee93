"""Numbers of payment cards: nobody has to see more of one than its last four digits."""

import re

from blastradius.source.document import BLANK

_CARD = re.compile(
    r"(?<![\w.])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6[0245]\d\d|35\d\d)(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\w-])"
    r"|(?<![\w.])3(?:[47]\d\d[ -]?\d{6}[ -]?\d{5}|[068]\d\d[ -]?\d{6}[ -]?\d{4})(?![\w-])"
)
"""What looks like the number of a card; the check digit (ISO/IEC 7812, Luhn) decides."""
_SHOWN = 4


def without_cards(text: str) -> str:
    """A text with dots in the place of every number of a card, but for its last four digits."""
    return _CARD.sub(_without, text)


def _without(match: re.Match[str]) -> str:
    digits = [int(each) for each in match[0] if each.isdigit()]
    doubled = (2 * each - 9 * (each > 4) if place % 2 else each for place, each in enumerate(reversed(digits)))
    return match[0] if sum(doubled) % 10 else BLANK * (len(match[0]) - _SHOWN) + match[0][-_SHOWN:]
