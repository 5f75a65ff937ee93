"""Secrets pasted into a file, found and blanked before anything else sees them: the only door to detect-secrets.

The shapes that we know ourselves cost little. Only places with the look of what a detector matches pay for the library.
The value is replaced by dots of the same length, so that positions stay what they were and no message, page, log or
cache can carry it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from blastradius.source.cards import without_cards
from blastradius.source.document import BLANK, Hidden, blank
from blastradius.source.secret_beginnings import landmarks
from blastradius.source.secret_shapes import known_shapes
from blastradius.source.secret_suspects import suspicious_places
from blastradius.source.stretches import Span, long_runs, opaque

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

__all__ = ["blank", "blanked", "find_secrets"]

# Left out: an address is no secret, and of these three the shapes are ours, which say where in a line the value stands.
_LEFT_OUT = frozenset({"IPPublicDetector", "BasicAuthDetector", "KeywordDetector", "PrivateKeyDetector"})
_BY_ENTROPY = frozenset({"Base64HighEntropyString", "HexHighEntropyString"})
_SHORT_PREFIX = frozenset({"TwilioKeyDetector", "ArtifactoryDetector"})

_AROUND = 256
_LONGEST_PIECE = 768
_PATIENCE = 500_000_000  # a detector takes up to the square of its window; what is left when this is used up is blanked
_REST = re.compile(r"[^\s\"'`,;(){}\[\]<>|]{0,20000}")
_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_HASH = re.compile(
    r"(?i:sha-?(?:1|224|256|384|512)|digest|commit|revision|checksum|etag)[\"']?[ ]{0,9}[:=@\-][ ]{0,9}[\"']?"
    r"[A-Za-z0-9+/=]{7,128}"
)
_IN_LINK = re.compile(r"://[^\s\"'`,;(){}\[\]<>|]*\Z")
_IN_PATH = re.compile(r"://[^\s\"'`,;(){}\[\]<>|=]*\Z")
_QUOTED = re.compile(r"([\"'])([A-Za-z0-9+/=_\-\\]{20,512})\1")
_ALONE = re.compile(r"(?<![\w/.@:\-])[A-Za-z0-9+/=_\-]{20,}(?![\w.@]|:\S)")


def find_secrets(text: str, *, guess: bool = True) -> tuple[Hidden, ...]:
    """Every stretch of `text` that looks like secret material, in order; what is blanked already is none.

    Without `guess` only what has the shape of one: what is merely as random as a key can be a name, too.
    """
    lowered = _lowered(text)
    begins = landmarks(text, lowered)
    runs = list(long_runs(text))
    found = list(known_shapes(text, lowered, begins, runs))
    patience = _PATIENCE
    for begin, end in _windows(text, sorted(suspicious_places(text, lowered, begins, runs))):
        if patience > 0:
            patience -= (end - begin) ** 2
            found += _detected(text, begin, end, guess=guess)
        else:
            found.append(Span(begin, end, "not examined: too much of this file looks like it"))
    return tuple(_by_line(text, (span for span in _merged(found) if text[span.start : span.end].strip(BLANK))))


def blanked(text: str) -> str:
    """`text` as it may be shown: for words that came from a command line."""
    return without_cards(blank(text, find_secrets(text)))


def blanked_name(name: str) -> str:
    """A name or an id as it may be shown. Many are as random as keys are: only what has the shape of a secret goes."""
    return blank(name, find_secrets(name, guess=False))


def _windows(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What detectors have to look at: the places with what stands around them on the line, in pieces."""
    done = 0
    for start, end in places:
        for at in range(max(start, done), end, _LONGEST_PIECE):
            begin = max(text.rfind("\n", max(0, at - _AROUND), at) + 1, at - _AROUND)
            stop = text.find("\n", at, at + _LONGEST_PIECE + _AROUND)
            yield begin, min(len(text), at + _LONGEST_PIECE + _AROUND) if stop < 0 else stop
            done = at + _LONGEST_PIECE if stop < 0 else stop


def _detected(text: str, begin: int, end: int, *, guess: bool) -> Iterator[Span]:
    """What the library finds in a window."""
    window = text[begin:end]
    hashes = [match.span() for match in _HASH.finditer(window)]
    for plugin in _plugins():
        name = type(plugin).__name__
        if name in _BY_ENTROPY and not guess:
            continue
        for at, to in _matches(plugin, window):
            usual = _IN_LINK if name in _BY_ENTROPY else _IN_PATH if name in _SHORT_PREFIX else None
            if usual and (usual.search(window, 0, at) or any(first <= at < last for first, last in hashes)):
                continue  # identifiers in links and hashes look like this too
            yield Span(*_whole(text, begin + at, begin + to), plugin.secret_type)


def _matches(plugin: "BasePlugin", window: str) -> Iterator[tuple[int, int]]:
    """Where a detector sees something. Its own methods tell what it saw, but not where."""
    name = type(plugin).__name__
    if name in _BY_ENTROPY:
        for match in (*_QUOTED.finditer(window), *_ALONE.finditer(window)):
            value = match[match.lastindex or 0]
            plausible = opaque(value) or name == "HexHighEntropyString"
            if plausible and plugin.analyze_line(filename="inventory.yaml", line=f'"{value}"', line_number=1):
                yield match.span(match.lastindex or 0)
        return
    expressions: Iterable[re.Pattern[str]] = getattr(plugin, "denylist", ())
    for expression in expressions:
        for match in expression.finditer(window):
            yield next(
                (match.span(group) for group in range(1, expression.groups + 1) if match.end(group) >= match.end() - 1),
                match.span(),
            )


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Detectors often name the beginning alone; what has to go is the word that it is part of."""
    before = text[max(0, start - _AROUND) : start]
    rest = _REST.match(text, end)
    return start - len(before) + len(before.rstrip(_WORD)), rest.end() if rest else end


@cache
def _plugins() -> "tuple[BasePlugin, ...]":
    from detect_secrets.settings import default_settings, get_plugins  # noqa: PLC0415 - 140 ms, seldom needed

    with default_settings():
        return tuple(plugin for plugin in get_plugins() if type(plugin).__name__ not in _LEFT_OUT)


def _lowered(text: str) -> str:
    """In small letters and of the same length: there are letters that become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(map(_small, text))


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


def _merged(found: Iterable[Span]) -> Iterator[Span]:
    """One stretch where several detectors saw the same."""
    last: Span | None = None
    for span in sorted(found):
        if last and span.start < last.end:
            last = last._replace(end=max(last.end, span.end))
        else:
            if last:
                yield last
            last = span
    if last:
        yield last


def _by_line(text: str, spans: Iterable[Span]) -> Iterator[Hidden]:
    number, begin = 0, 0
    for span in spans:
        at = span.start
        for part in text[span.start : span.end].split("\n"):
            number += text.count("\n", begin, at)
            begin = max(begin, text.rfind("\n", begin, at) + 1)
            start = at + len(part) - len(part.lstrip())
            end = at + len(part.rstrip())
            if start < end:
                yield Hidden(number, start - begin, end - begin, span.what)
            at += len(part) + 1
