"""Messages to sentences: what is a sentence stays as it was written, what is looked through is plain.

What a message quotes or drafts is not what it says: words in quotation marks, quoted lines, blocks of code, letters
with a subject and what a line announces as a draft are blanked before anybody looks for claims.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from blastradius.analysis.claims.words import Language

_LONGEST_MESSAGE = 60_000
_LONGEST_SENTENCE = 1_500
_BREAK = re.compile(r"(?<=[.!?])[\"”'’)*_]{0,3}\s+(?=[\"“(*_#\-]{0,3}[^\W_a-z])")
_NUMBER = re.compile(r"(?:\b\d{1,3}\.|^\W*\w\.)\Z")
_BULLET = re.compile(r"^(?:[-*•·>#\s]|\d{1,2}[.)]\s|[✅✔☑️✓]\s?)+")
_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_QUOTED = re.compile(
    r"(?<!\w)(?<!\": )(?<!\":)\"[^\"\n]{3,800}\"(?!\w)|“[^”\n]{3,800}”|„[^“”\n]{3,800}[“”]"
    r"|«[^»\n]{3,800}»|»[^«\n]{3,800}«"
)
_FENCED = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", re.MULTILINE | re.DOTALL)
_CITED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_BLANK = "\ue000"
BLANKED = re.compile(rf"{_BLANK}(?:[{_BLANK}\s]*{_BLANK})?")
"""What somebody else says inside a sentence, after it was blanked."""


class Sentence(NamedTuple):
    """A sentence as written, and what of it is the speaker's own, plain and of the same meaning."""

    written: str
    own: str


def sentences(text: str, known: Sequence[Language]) -> Iterator[Sentence]:
    """Every sentence of a message, without the space around it."""
    text = text[:_LONGEST_MESSAGE]
    own = _own(text, known)
    at = 0
    for line in text.splitlines(keepends=True):
        for begin, end in _cut(own[at : at + len(line)], known):
            written = line[begin:end].strip()[:_LONGEST_SENTENCE]
            if written:
                yield Sentence(written, plain(own[at + begin : at + end].strip()[:_LONGEST_SENTENCE]))
        at += len(line)


def _cut(line: str, known: Sequence[Language]) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line begin and end."""
    begin = 0
    for found in _BREAK.finditer(line):
        before = line[max(0, begin, found.start() - 12) : found.start()].lstrip()
        if not _NUMBER.search(before) and not any(each.abbreviated.search(before.lower()) for each in known):
            yield begin, found.start()
            begin = found.end()
    yield begin, len(line)


def _own(text: str, known: Sequence[Language]) -> str:
    """The message with everything blanked that somebody else says in it; all of it where nothing else is left."""
    own = text
    for language in known:
        own = language.drafted.sub(_undrafted, own)
    quoting = (_QUOTED,) if text.lstrip()[:1] not in {"{", "["} else ()  # in JSON everything stands in quotation marks
    for pattern in (_FENCED, _CITED, *(each.letter for each in known), *quoting):
        own = pattern.sub(_blanked, own)
    return own if re.search(r"\w", own) else text


def _undrafted(found: re.Match[str]) -> str:
    """The line that announces a draft, and the draft blanked."""
    draft = "".join(each if each.isspace() else _BLANK for each in found["draft"])
    return (
        found.group()[: found.start("draft") - found.start()]
        + draft
        + found.group()[found.end("draft") - found.start() :]
    )


def _blanked(found: re.Match[str]) -> str:
    words = found.group()
    if len(words.split()) == 1:  # one word in quotation marks is a name or stressed, and nobody's sentence
        return words
    return "".join(each if each.isspace() else _BLANK for each in words)


def plain(sentence: str) -> str:
    """The sentence without bullet and markup, apostrophes and dashes as the word lists write them."""
    text = _MARKUP.sub("", _BULLET.sub("", sentence))
    return text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").strip().lstrip("\"“'(").strip()
