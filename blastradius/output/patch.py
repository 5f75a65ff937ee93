"""What would be written, as a unified diff that `patch -p1` and `git apply` take where no secret is near."""

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import Protocol

from blastradius.output.prose import Paint, one_line

_BREAK = re.compile(r"(?<=\n)")


class Changed(Protocol):
    """A file before and after as it may be shown: secrets blanked."""

    @property
    def path(self) -> str:
        """As answers show it."""

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after."""


def patch(changes: Iterable[Changed], paint: Paint) -> str:
    """All files, one after another. Secrets are blanked: a line that holds one shows dots."""
    return "".join(line for each in changes for line in _of_file(each, paint))


def _of_file(change: Changed, paint: Paint) -> Iterator[str]:
    before, after = ([line for line in _BREAK.split(text) if line] for text in change.shown)
    path = one_line(change.path)
    for line in unified_diff(before, after, f"a/{path}", f"b/{path}"):
        body = line.removesuffix("\n").removesuffix("\r")
        end = line[len(body) :] or "\n\\ No newline at end of file\n"
        safe = "".join(each if each.isprintable() or each == "\t" else " " for each in body)
        yield _painted(safe, paint) + end


def _painted(line: str, paint: Paint) -> str:
    if line.startswith(("---", "+++")):
        return paint.bold(line)
    if line.startswith("@@"):
        return paint.dim(line)
    return paint.bad(line) if line[:1] == "-" else paint.good(line) if line[:1] == "+" else line
