"""A command line as it may be shown: what it gives for what is called like a secret is dots."""

import re
from collections.abc import Iterator, Sequence

_OPTION = re.compile(r"--?[A-Za-z][\w.-]*\Z")
_NAMED = re.compile(r"(?P<name>-{0,2}[A-Za-z][\w.-]*)(?P<joint>[ \t]*[=:][ \t]*|[ \t]+)(?P<value>[^\s\"'&]+)")
_AS_OPTIONS = frozenset({"auth", "key", "pat"})
"""What takes a secret as an option, and has other meanings elsewhere."""


def shown_command(words: Sequence[str]) -> str:
    """The words on one line; the library for secrets looks for their shapes, too."""
    from blastradius.output.prose import one_line
    from blastradius.source.secrets import blanked

    return one_line(blanked(" ".join(_shown(words))))


def _shown(words: Sequence[str]) -> Iterator[str]:
    asked = False
    for word in words:
        name, joint, _ = word.partition("=")
        if asked and not word.startswith("--"):
            yield _dots()
        elif joint and _is_telling(name):
            yield f"{name}={_dots()}"
        else:
            yield _NAMED.sub(_hidden, word)
        asked = bool(_OPTION.match(word)) and _is_telling(word)


def _hidden(found: "re.Match[str]") -> str:
    """Inside of one word: a header, an address, a line for a shell."""
    name, joint = found["name"], found["joint"]
    if not _is_telling(name) or (not joint.strip() and not name.startswith("-")):
        return found[0]
    return f"{name}{joint}{_dots()}"


def _is_telling(name: str) -> bool:
    from blastradius.foreign.masking import is_telling

    bare = name.lstrip("-")
    return is_telling(bare) or (bare != name and bare.casefold() in _AS_OPTIONS)


def _dots() -> str:
    from blastradius.source.document import BLANK

    return BLANK * 8
