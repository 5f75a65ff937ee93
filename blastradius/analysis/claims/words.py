"""The words of one language, ready to be looked for. What they are stands in `languages/`, as data."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from blastradius.source.languages import languages

_GAP = 90
"""Where a language lets an auxiliary and its participle stand apart: the most characters between them."""

ANY = "any"
"""The effect of verbs that fit every operation: `processed`, `completed`."""


def either(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(re.escape(word.lower()) for word in sorted(words, key=lambda word: (-len(word), word))) or r"(?!)"


class Language:
    """The patterns and tables of one language. Texts are matched in lower case, with plain apostrophes."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.name: str = data["language"]
        effects: dict[str, dict[str, list[str]]] = data["effects"]
        self.done: dict[str, tuple[str, ...]] = _by_word(effects, "done")
        self.verbs: dict[str, tuple[str, ...]] = _by_word(effects, "do", "done", "nouns")
        self.nominal: dict[str, tuple[str, ...]] = _by_word(effects, "nouns")
        self.related: dict[str, tuple[str, ...]] = {
            name: tuple(dict.fromkeys((name, *data["related"].get(name, ())))) for name in effects
        }
        self.things: dict[str, str] = {word.lower(): name for name, words in data["things"].items() for word in words}
        self.by_tool: dict[str, frozenset[str]] = {
            name: frozenset(words) for name, words in data["only_by_tool"].items()
        }
        self.money = frozenset(data["money"])
        self.money_things = frozenset(data["money_things"])
        self.numbers: dict[str, int] = dict(data["numbers"])
        self._compile(data)

    def _compile(self, data: Mapping[str, Any]) -> None:
        done = either(self.done)
        adverbs = either(data["adverbs"])
        self.free = free = data["between"] != "adverbs"
        inner = r"(?:[^.;:!?]|(?<=\d)[.:])"
        between = rf"\s+(?:{inner}{{0,{_GAP}}}?\s)??" if free else rf"\s+(?:(?:{adverbs}),?\s+){{0,4}}"
        gap = between.removeprefix(r"\s+") if free else rf"(?:(?:{adverbs})\s+){{0,2}}"
        self.forms: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
            (
                voice,
                grade == "sure",
                re.compile(rf"(?<![\w'])(?P<aux>{either(data[voice][grade])}){between}(?P<done>{done})\b"),
            )
            for voice in ("passive", "active")
            for grade in ("sure", "weak")
        )
        self.second = re.compile(
            rf"(?:,|,?\s+(?:{either(data['and'])}))\s+(?P<gap>(?:(?:{adverbs})\s+){{0,2}})(?P<done>{done})"
            rf"\s+(?=(?:{either(data['objects_begin'])})(?!\w)|[$€£\d#])"
        )
        self.bare = re.compile(rf"(?<![\w'-])(?P<done>{done})\b")
        self.more = re.compile(rf",?\s+(?:{either(data['and'])})\s+(?P<gap>{gap})(?P<done>{done})\b")
        self.promised = re.compile(rf"(?<![\w'])(?P<aux>{either(data['promised'])})(?![\w'])")
        self.underway = re.compile(rf"(?<![\w'])(?P<aux>{either(data['underway'])})(?![\w'])")
        self.finished = re.compile(rf"(?<![\w'])(?:{either(data['finished'])})(?![\w'])")
        self.states = frozenset(data["states"])
        self.finished_alone = frozenset(data["finished_alone"])
        self.never_begins = re.compile(rf"(?:{either(data['never_begins'])})(?![\w'])")
        self.conditions = _within(data["conditions"])
        self.negations = _within(data["negations"])
        self.others = _within(data["others"])
        self.restated = _within(data["restated"])
        self.relative = re.compile(rf"(?<![\w'])(?:{either(data['relative'])})(?:\s+(?:{adverbs}))*\s*$")
        self.apology = _within(data["apology"])
        self.including = re.compile(rf"^\s*(?:{either(data['including'])})\s")
        self.automatic = _within(data["automatic"])
        self.looks = frozenset(data["looks"])
        self.formerly = re.compile(rf"(?:the |your )?(?:{either(data['formerly'])})(?![\w'])")
        self.soft = frozenset(data["soft"])
        self.own_deed = _within(data["own_deed"])
        self.objects_begin = re.compile(rf"(?:{either(data['objects_begin'])})(?!\w)|[$€£\d#]")
        self.drafts = _within(data["drafts"])
        self.kept = re.compile(
            rf"(?<!\w)(?:{either(data['kept_words'])})\s.{{0,90}}?(?<!\w)(?:{either(data['kept_in'])})\s+"
            rf"(?:{either(data['kept_whose'])})\s+(?P<where>(?:[\w-]+\s+){{0,2}}[\w-]+)"
        )
        self.goes_on = re.compile(rf"\s*(?:$|[.,;:!(–—-]|(?:{either(data['goes_on'])})(?![\w']))")
        self.excepting = _within(data["except"])
        self.splits = re.compile(rf",?\s+(?:{either(data['and'])})\s+|,\s+|;\s+")
        self._things = _within(self.things)

    def named_things(self, text: str) -> frozenset[str]:
        """The things that a text names, by their shared names."""
        return frozenset(self.things[found.group().lower()] for found in self._things.finditer(text))


def _within(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w'])|(?=n't))(?:{either(words)})(?![\w'])")


def _by_word(effects: Mapping[str, Mapping[str, list[str]]], *kinds: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, words in effects.items():
        for kind in kinds:
            for word in words.get(kind, ()):
                found.setdefault(word.lower(), {})[name] = None
    return {word: tuple(names) for word, names in found.items()}


@cache
def known_languages() -> tuple[Language, ...]:
    """Every language there is a file for."""
    return tuple(Language(data) for data in languages())
