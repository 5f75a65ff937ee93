"""Markdown from what people wrote: every value is hostile until it has gone through here.

The result has to be read in three ways: rendered (GitHub, GitLab, MkDocs, Jekyll), in a terminal as it stands, and by a
tired person who copies from it. So as little as possible is escaped, and what is copied stands in code.
"""

import re
from functools import lru_cache

from blastradius.source.invisible import invisible

_SPACES = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|\{(?=[{%#:]|\Z)|!\Z")
_LINE_START = re.compile(r"()([#>]|[-+=](?=[-+=\s]|\Z))")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_URL = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"'\\|`{}]+\Z")
_NOT_IN_SPANS = re.compile(r"\||\{[{%#]")
_REMEMBERED = 10_000
"""Texts: the same names, places and scopes stand on page after page."""


class Markdown(str):
    """Text that is Markdown already. Whatever is made from it (`+`, `upper`, `join`) is plain text again."""

    __slots__ = ()


@lru_cache(maxsize=_REMEMBERED)
def escape(text: str) -> Markdown:
    """Text on one line that means nothing to Markdown or HTML, wherever in a line or a table it stands."""
    line = _SPECIAL.sub(r"\\\g<0>", _one_line(text))
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;")
    for start in (_NUMBERED, _LINE_START):
        found = start.match(line)
        if found:
            return Markdown(f"{found.group(1)}\\{line[found.end(1) :]}")
    return Markdown(line)


@lru_cache(maxsize=_REMEMBERED)
def code(text: str) -> Markdown:
    """A span of code to be copied from; one that would break a table, or that Jekyll would run, as HTML."""
    line = _one_line(text)
    if not line:
        return Markdown("(empty)")
    if _NOT_IN_SPANS.search(line):
        inner = "".join(f"&#{ord(each)};" if each in "&<>|{}`*_[]\\~$:/@" else each for each in line)
        return Markdown(f"<code>{inner}</code>")
    fence = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Markdown(f"{fence}{pad}{line}{pad}{fence}")


def fenced(text: str) -> Markdown:
    """A block of code whose fence is longer than any in it."""
    body = _shown(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    fence = "`" * max(3, _longest_run(body) + 1)
    return Markdown(f"{fence}\n{body}\n{fence}")


def url(text: str) -> Markdown:
    """A link to the web, to a mailbox or a phone; anything else is only shown."""
    return Markdown(f"<{text}>") if is_url(text) else code(text)


def is_url(text: str) -> bool:
    """Whether this leads to the web, to a mailbox or a phone, and nothing in it is hidden."""
    return bool(_URL.match(text)) and not invisible().search(text)


def link(text: str, target: str) -> Markdown:
    """A link to another page. `target` is a path of ours."""
    return Markdown(f"[{escape(text)}]({target})")


def _one_line(text: str) -> str:
    return _shown(_SPACES.sub(" ", text).strip())


def _shown(text: str) -> str:
    return invisible().sub(lambda match: f"(U+{ord(match.group()):04X})", text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
