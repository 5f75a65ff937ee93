"""Values that stand behind a telling name, such as `password: …`, in any of the ways that YAML has to write them."""

import re
from collections.abc import Iterator

from blastradius.source.stretches import Span, mixes

NAMED = "a value named {}"
"""What such a value looks like."""

# A telling name and what stands between it and its value; in lower case.
_NAME = re.compile(
    r"""(?: passw(?:or)?d | passphrase | pwd | pass | secret | token
          | (?:api|access|account|auth|client|db|encryption|private|secret|service|signing)[_\-]?key )
        (?: ["'] \s{0,9} :{0,2} [:=] | [ \t]{0,9} :?= | [ \t]{0,9} : (?=\s) )""",
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""[ \t]{0,99} (?: [!&][^\s"']{0,99} [ \t]{1,99} ){0,2} [ \t\[(]{0,9}
        (?: (?P<block> [|>][-+0-9]{0,2} [ \t]{0,99} (?: \#[^\n]* )? (?=\n) )
          | "(?P<double> (?: [^"\\] | \\. ){0,2000} )
          | '(?P<single> (?: [^'] | '' ){0,2000} )
          | (?P<nothing> (?: \#[^\n]* )? (?:\n|\Z) )
          | (?P<plain> \S{1,4000} (?P<prose> [ \t]{1,9} [^\s#] )? ) )""",
    re.VERBOSE | re.DOTALL,
)
_BELOW = re.compile(r"(?P<indent>[ \t]*)(?:- +)?(?P<word>[^\s\"'#]\S*)?(?P<prose>[ \t]+\S)?[^\n]*(?:\n|\Z)")
_NO_SECRET = re.compile(
    r"(?:args|result|before)\.|(?:unknown|none|null|true|false|yes|no|required|optional|redacted|hidden|masked|x{3,})\Z"
    r"|[<{$%*@~]|[a-z]{2,9}:(?:\S*/|aws:)|[a-z\-_]+(?:/[a-z\-_]+)+\Z|[\w\-]+:\Z",
    re.IGNORECASE,
)
_LONGEST_BLOCK = 200
_QUOTES = "\"'`"
_CLOSING = "}]),;" + _QUOTES
_NAME_ENDS = re.compile(r"[\s\"':=]")


def behind_name(text: str, lowered: str, at: int) -> Iterator[Span]:
    """The values of the name that begins at a place, if it is a telling one. `lowered` is the text in small letters."""
    name = _NAME.match(lowered, at)
    value = _VALUE.match(text, name.end()) if name else None
    if name is None or value is None:
        return
    word = _NAME_ENDS.split(name.group(), maxsplit=1)[0]
    if word == "pass" and text[at - 1 : at].isalpha():
        return  # `bypass` and `compass` are no names of secrets
    assigned = name.group().rstrip().endswith("=")
    for start, end in _places(text, at, value):
        if _is_secret(word, text[start:end], assigned=assigned):
            yield Span(start, end, NAMED.format(word))


def _places(text: str, name: int, value: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """Where the value of a key can stand: beside it, below it, or both where a plain text goes on."""
    if value.lastgroup in {"block", "nothing"}:
        yield from _words_below(text, name, value.end())
        return
    yield from _word_beside(value)
    behind = text.find("\n", value.end(), value.end() + 9)
    if value["plain"] is not None and behind >= 0 and not text[value.end() : behind].strip():
        yield from _words_below(text, name, behind + 1)


def _word_beside(value: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """The value on the line of its key. Several words are a sentence about it, unless the first is no word."""
    start, end = value.span(value.lastgroup or 0)
    words = value[value.lastgroup or 0].split()
    if not words or (len(words) > 1 and not mixes(words[0])):
        return
    if value["plain"] is None:
        yield start, end
    elif not value["prose"] or mixes(words[0]):
        yield start + len(words[0]) - len(words[0].lstrip(_QUOTES)), start + len(words[0].rstrip(_CLOSING))


def _is_secret(name: str, value: str, *, assigned: bool) -> bool:
    """Whether something behind a telling name is a value of its own: no reference, no placeholder, no plain word."""
    if len(value) < 4 or _NO_SECRET.match(value):
        return False
    if name.endswith("key") or (name == "token" and not assigned):
        return len(value) >= 8 and any(each.isdigit() for each in value)
    return name != "token" or len(value) >= 6


def _words_below(text: str, name: int, start: int) -> Iterator[tuple[int, int]]:
    """The single words on the lines that belong to the key: those indented deeper than its own line."""
    line = text[text.rfind("\n", max(0, name - 500), name) + 1 : name]
    own = len(line) - len(line.lstrip(" \t")) - bool(line.strip(" \t-"))  # behind prose the text goes on beside it
    for _ in range(_LONGEST_BLOCK):
        match = _BELOW.match(text, start)
        if match is None or match.end() == start:
            return
        if match["word"]:
            if len(match["indent"]) <= own:
                return
            if not match["prose"]:
                yield match.span("word")
        start = match.end()
