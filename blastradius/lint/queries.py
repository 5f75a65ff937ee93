"""What a query of an audit log leaves in braces."""

import re

from blastradius.lint.wording import listed
from blastradius.source.queries import PLACEHOLDERS

_WORD = re.compile(r"(?<!\{)\{[A-Za-z_]+\}(?!\})")


def stray(query: str) -> str:
    """``; nothing fills in `{actor}` ``, of words in braces that are no placeholders; empty where there are none."""
    found = dict.fromkeys(each for each in _WORD.findall(query) if each[1:-1] not in PLACEHOLDERS)
    return f"; nothing fills in {listed(found)}" if found else ""
