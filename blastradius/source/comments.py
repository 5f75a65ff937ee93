"""Comments that ignore a rule: `# blastradius: ignore[rule] because …`, or with `by TEAM` and `until DAY` before it."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

_COMMENT = re.compile(r"#\s*blastradius:\s*ignore\b(?P<rest>.*)")
_NAMED = re.compile(r"\s*\[(?P<rules>[^\]]*)\]\s*(?P<reason>.*)")
_REASON = re.compile(r"(?:(?:by\s+(?P<by>\S+)|until\s+(?P<until>\S+))\s+){0,2}because\s+(?P<reason>\S.*)")


class Comment(Struct, frozen=True, kw_only=True):
    """One comment: where it begins, the rules it names, the line it speaks about, and the reason, empty for none.

    `by` and `until` are empty where they are left out, `named` is the text between the brackets. Lines and columns
    count from 0.
    """

    line: int
    column: int
    rules: tuple[str, ...]
    about: int
    reason: str
    by: str
    until: str
    named: str

    @property
    def reasoned(self) -> bool:
        """Whether it says why."""
        return bool(self.reason)


def read_comments(lines: Sequence[str]) -> Iterator[Comment]:
    """The comments in these lines.

    One behind a value speaks about its own line, one that stands alone about the next line that is none.
    """
    for number, line in enumerate(lines):
        match = _COMMENT.search(line)
        if match is None:
            continue
        named = _NAMED.match(match["rest"])
        said = _REASON.match(named["reason"]) if named else None
        yield Comment(
            line=number,
            column=match.start(),
            rules=tuple(filter(None, (rule.strip() for rule in named["rules"].split(",")))) if named else (),
            about=_spoken_about(lines, number),
            reason=said["reason"].strip() if said else "",
            by=(said["by"] or "") if said else "",
            until=(said["until"] or "") if said else "",
            named=named["rules"] if named else "",
        )


def _spoken_about(lines: Sequence[str], number: int) -> int:
    at = number
    if lines[number].lstrip().startswith("#"):
        while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
            at += 1
    return at
