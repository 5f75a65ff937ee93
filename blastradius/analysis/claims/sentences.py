"""Messages to sentences: what is a sentence stays as it was written, what is looked through is plain."""

import re
from collections.abc import Iterator

_LONGEST_MESSAGE = 60_000
_LONGEST_SENTENCE = 1_500
_BREAK = re.compile(r"(?<=[.!?])[\"”'’)*_]{0,3}\s+(?=[\"“(*_#\-]{0,3}[^\W_a-z])")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|nr|vs|mr|mrs|ms|dr|st|z\.B|d\.h|ca|bzw|a\.m|p\.m)\.|\b\d{1,3}\.|^\W*\w\.)\Z",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-*•·>#\s]|\d{1,2}[.)]\s|[✅✔☑️✓]\s?)+")
_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")


def sentences(text: str) -> Iterator[str]:
    """Every sentence of a message, as written, without the space around it."""
    for line in text[:_LONGEST_MESSAGE].splitlines():
        begin = 0
        stripped = line.strip()
        for found in _BREAK.finditer(stripped):
            if not _SHORT.search(stripped[max(0, begin, found.start() - 12) : found.start()]):
                yield stripped[begin : found.start()].strip()[:_LONGEST_SENTENCE]
                begin = found.end()
        if stripped[begin:].strip():
            yield stripped[begin:].strip()[:_LONGEST_SENTENCE]


def plain(sentence: str) -> str:
    """The sentence without bullet and markup, apostrophes and dashes as the word lists write them."""
    text = _MARKUP.sub("", _BULLET.sub("", sentence))
    return text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").strip().lstrip("\"“'(").strip()
