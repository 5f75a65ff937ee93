"""Where in a sentence something is said to have been done: auxiliary and participle, and the clause around them."""

import re

import msgspec
from msgspec import Struct

from blastradius.analysis.claims.words import Language

_WALL = re.compile(r"[;:—–]\s|\s-\s|(?<!\d)\.\s|\(")
ASIDE = re.compile(r"\([^()]{0,200}\)")


class Match(Struct, frozen=True, kw_only=True):
    """A form of the language at its place; `verb` is the word that tells what was done.

    `voice` is `passive` where the object stands before it, `active` where it comes after, `had` where it is in between.
    """

    begin: int
    gap: int
    end: int
    verb: str
    aux: str
    voice: str
    sure: bool


def matches(lower: str, language: Language) -> list[Match]:
    """Every auxiliary with its participle, and the participles that share one with the participle before them."""
    found: list[Match] = []
    for voice, sure, pattern in language.forms:
        for each in pattern.finditer(lower):
            begin, end = each.start("aux"), each.end("done")
            if any(begin < other.end and other.begin < end for other in found):
                continue
            first = Match(
                begin=begin, gap=each.end("aux"), end=end, verb=each["done"], aux=each["aux"], voice=voice, sure=sure
            )
            found.append(first)
            wall = _WALL.search(lower, end)
            far = wall.start() if wall else len(lower)
            seconds = language.second.finditer(lower, end, far) if voice == "active" else ()
            close = language.more.match(lower, end)
            for more in (close,) if close else seconds:
                begin, end = more.start("gap"), more.end("done")
                found.append(msgspec.structs.replace(first, begin=begin, gap=begin, end=end, verb=more["done"]))
    told = {effect for each in found for effect in language.done.get(each.verb, ())}
    for sure, pattern in language.completed:  # `cancellation complete`, `your refund has gone through`
        for each in pattern.finditer(lower):
            begin, end = each.start("aux"), each.end("done")
            again = told & set(language.nominal[each["noun"]])
            if again or any(each.start("noun") < other.end and other.begin < end for other in found):
                continue
            aux = "" if sure else each["aux"].strip()
            found.append(Match(begin=begin, gap=begin, end=end, verb=each["noun"], aux=aux, voice="passive", sure=sure))
    return sorted(found, key=lambda each: each.begin)


def clause(lower: str, every: list[Match], number: int, language: Language) -> tuple[int, int]:
    """Where the clause of a match begins and ends."""
    match = every[number]
    lower = ASIDE.sub(lambda aside: " " * len(aside.group()), lower)
    begin = max((found.end() for found in _WALL.finditer(lower, 0, match.begin)), default=0)
    if number:
        previous = every[number - 1].end
        cuts = [found.end() for found in language.splits.finditer(lower, previous, match.begin)]
        begin = max(begin, cuts[-1] if cuts else previous)
    wall = _WALL.search(lower, match.end)
    end = wall.start() if wall else len(lower)
    if number + 1 < len(every) and every[number + 1].begin < end:
        following = every[number + 1].begin
        cuts = [found.start() for found in language.splits.finditer(lower, match.end, following)]
        end = cuts[-1] if cuts else following
    return min(begin, match.begin), max(end, match.end)
