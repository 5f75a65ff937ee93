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
        self.alternatives = tuple(frozenset(words) for words in data["alternatives"])
        self.no_value = _within(data["no_values"])
        self.addresses = frozenset(data["addresses"])
        self.money_things = frozenset(data["money_things"])
        self.pronouns = frozenset(data["pronouns"])
        self.numbers: dict[str, int] = dict(data["numbers"])
        self._compile(data)

    def _compile(self, data: Mapping[str, Any]) -> None:
        done = either(self.done)
        adverbs = either(data["adverbs"])
        self.free = free = data["between"] != "adverbs"
        inner = r"(?:[^.;:!?]|(?<=\d)[.:]|[.:](?=\w|\s\d))"  # `ada@example.com`, `Hauptstr. 5`
        between = rf"\s+(?:{inner}{{0,{_GAP}}}?\s)??" if free else rf"\s+(?:(?:{adverbs}),?\s+){{0,4}}"
        gap = between.removeprefix(r"\s+") if free else rf"(?:(?:{adverbs})\s+){{0,2}}"
        broken = rf"(?:{either(data['breaks'])})(?![\w'])"
        had = rf"{_aux(data['had'])}\s+(?:(?!{broken})[^\s,.;:!?]+\s+){{1,6}}?(?P<done>{done})\b"
        do = either(_by_word(data["effects"], "do"))
        self.forms: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
            ("passive", True, re.compile(rf"{_aux(data['passive']['sure'])}{between}(?P<done>{done})\b")),
            ("active", True, re.compile(rf"{_aux(data['active'])}{between}(?P<done>{done})\b")),
            ("active", True, re.compile(rf"{_aux(data['able'])}{between}(?P<done>{do})\b")),
            ("had", True, re.compile(had)),
            ("passive", False, re.compile(rf"{_aux(data['passive']['weak'])}{between}(?P<done>{done})\b")),
        )
        apart, joined = (
            [each for each in data["completing"] if each.startswith("'") is ends] for ends in (False, True)
        )
        gone = rf"(?:\s+(?:{either(apart)})|(?<=\w)(?:{either(joined)}))?\s+(?:(?:{adverbs})\s+){{0,3}}"
        self.completed: tuple[tuple[bool, re.Pattern[str]], ...] = tuple(
            (
                grade == "sure",
                re.compile(
                    rf"(?<![\w'-])(?P<noun>{either(self.nominal)})(?![\w'-])(?:\s+(?!{broken})(?:[^\s,.;:!?]|(?<=\d)[.,](?=\d))+){{0,6}}?"
                    rf"(?P<aux>{gone})(?P<done>{either(data['completed'][grade])})"
                    rf"(?=\s*(?:$|[.,;:!)–—-])|\s+(?:{either(data['goes_on'])})(?!\w))"
                ),
            )
            for grade in ("sure", "state")
        )
        self.second = re.compile(
            rf"(?:,|,?\s+(?:{either(data['and'])}))\s+(?P<gap>(?:(?:{adverbs})\s+){{0,2}})(?P<done>{done})"
            rf"\s+(?=(?:{either(data['objects_begin'])})(?!\w)|[$€£\d#])"
        )
        self.bare = re.compile(rf"(?<![\w'-])(?P<done>{done})\b")
        self.more = re.compile(rf",?\s+(?:{either(data['and'])})\s+(?P<gap>{gap})(?P<done>{done})\b")
        self.finite = re.compile(rf"(?<!\w)(?:{either(data['finite'])})(?!\w)")
        verbs = [word for word in data["finite"] if word not in data["objects_begin"]]
        self.finite_verb = re.compile(rf"(?<!\w)(?:{either(verbs)})(?!\w)")
        self._compile_turns(data, adverbs)
        self._compile_values(data)

    def _compile_turns(self, data: Mapping[str, Any], adverbs: str) -> None:
        """Turns of phrase around the forms: what makes a claim of a clause, and what makes none of it."""
        self.promised = re.compile(rf"(?<![\w'])(?P<aux>{either(data['promised'])})(?![\w'])")
        self.underway = re.compile(rf"(?<![\w'])(?P<aux>{either(data['underway'])})(?![\w'])")
        self.finished = re.compile(rf"(?<![\w'])(?:{either(data['finished'])})(?![\w'])")
        self.states = frozenset(data["states"])
        self.fresh = frozenset(data["fresh"])
        self.finished_alone = frozenset(data["finished_alone"])
        opening = either((*data["finished_alone"], *data["finished"]))
        self.finished_first = re.compile(rf"(?:{opening})\s*(?:[,!:.–—-]|$)")
        self.never_begins = re.compile(rf"(?:{either(data['never_begins'])})(?![\w'])")
        self.conditions = _within(data["conditions"])
        self.negations = _within(data["negations"])
        self.others = re.compile(rf"(?!(?:{either(data['no_others'])})(?!\w)){_within(data['others']).pattern}")
        self.other_deeds = frozenset((*self.done, *data["not_others_after"]))
        self.by_name = re.compile(rf"^(?:\W+\w+)?\s+(?:{either(data['by_name'])})\s+(?-i:[A-Z])")
        self.long_ago = re.compile(
            rf"{_within(data['long_ago']).pattern}.*\n|\n[^.,;:]*(?<!\w)(?:{either(data['long_ago_after'])})\W*$"
        )
        self.subclauses = _within(data["subclauses"])
        self.back = _within(data["back"])
        self.opener = re.compile(rf"\W*(?:(?:{either(data['openers'])})\W+)*")
        self.preposition = re.compile(rf"(?<!\w)(?:{either(data['goes_on'])})(?!\w)")
        self.pending = re.compile(rf"^[^.,;:!?]*?(?<![\w'])(?:{either(data['pending'])})(?![\w'])")
        self.upcoming = re.compile(rf"(?:(?<![\w'])|(?='))(?:{either(data['upcoming'])})(?:\s+(?:{adverbs}))*\s*$")
        self.follows = re.compile(rf"\W*(?:\w+(?:{either(data['adverb_endings'])})\W+)?")
        self.speaker = re.compile(rf"(?<!\w)(?:{either(data['speaker'])})(?:\s+(?:{adverbs}))*\s*$")
        self.implied: dict[str, str] = dict(data["implied"])
        self.other_numbers = re.compile(rf"(?<!\w)(?:{either(data['other_numbers'])})\W+(?:\w+\W+){{0,2}}$")
        self.counted = re.compile(rf"(?<![\w$€£#.,/-])({either(self.numbers)}|\d{{1,3}})((?:[\s-]+[^\W\d]+){{1,4}})")
        self.numbered = re.compile(
            rf"(?<![\w-])(?P<thing>{either(self.things)})\s+(?:(?:{either(data['numero'])})\s*)?"
            rf"(?P<numbers>#?\d{{1,9}}\b(?:(?:\s*,\s*|\s*&\s*|,?\s+(?:{either(data['and'])})\s+)#?\d{{1,9}}\b)*)"
            rf"(?![\d.,]*\d|\s*[%$€£])"
        )
        self.restated = _within(data["restated"])
        self.relative = re.compile(rf"(?<![\w'])(?:{either(data['relative'])})(?:\s+(?:{adverbs}))*\s*$")
        self.apology = _within(data["apology"])
        self.including = re.compile(rf"^\s*(?:{either(data['including'])})\s")
        self.automatic = _within(data["automatic"])
        self.looks = frozenset(data["looks"])
        self.anything = frozenset(data["anything"])
        self.anything_runs = frozenset(data["anything_runs"])
        self.anything_run = frozenset(data["anything_run"])
        self.ends_count = _within(data["ends_count"])
        self.formerly = re.compile(
            rf"(?:(?:{either(data['objects_begin'])})\s)?(?:{either(data['formerly'])})(?![\w'])"
        )
        self.soft = frozenset(data["soft"])
        self.own_deed = _within(data["own_deed"])
        self.objects_begin = re.compile(rf"(?:{either(data['objects_begin'])})(?!\w)|[$€£\d#]")
        self.begins_with_thing = re.compile(
            rf"(?!(?:{either(data['goes_on'])})(?!\w))(?:[\w-]+\s+){{0,2}}?(?:{either(self.things)})(?!\w)"
        )
        self.drafts = _within(data["drafts"])
        self.kept = re.compile(
            rf"(?<!\w)(?:{either(data['kept_words'])})\s.{{0,90}}?(?<!\w)(?:{either(data['kept_in'])})\s+"
            rf"(?:{either(data['kept_whose'])})\s+(?P<where>(?:[\w-]+\s+){{0,2}}[\w-]+)"
        )
        self.goes_on = re.compile(rf"\s*(?:$|[.,;:!(–—-]|(?:{either(data['goes_on'])})(?![\w']))")
        self.excepting = _within(data["except"])
        self._things = _within(self.things)
        self.splits = re.compile(rf",?\s+(?:{either(data['and'])})\s+|,\s+|;\s+")

    def _compile_values(self, data: Mapping[str, Any]) -> None:
        """Values that are told in words: days, states, streets, people."""
        later = either((*data["new_value"], *data["new_after_old"]))
        self.old_value = re.compile(
            rf"(?<!\w)(?:{either(data['old_value'])})\s(?=[^.;:]{{1,90}}?\s(?:{later})\s)"
            rf"[^.;:]{{1,90}}?(?=\s(?:{later})\s)"
        )
        self.becomes = re.compile(rf"(?<!\w)(?:{either(data['new_value'])})\s+(?:[^\W\d_]+\s+){{0,2}}$")
        self.told_of = re.compile(rf"{',' if self.free else ''}(?<![\w'])\s*(?:{either(data['relative'])})\s")
        self.about = re.compile(rf"(?<!\w)(?:{either(data['about'])})\s+$")
        self.linked = re.compile(rf"(?<!\w)(?:{either(data['linked'])})\s+(?:[^\W\d_]+\s+){{0,2}}#?$")
        new, old = either(data["new_value"]), either((*data["goes_on"], *data["old_value"]))
        self.leads = re.compile(rf"(?<!\w)(?:(?P<new>{new})|{old})(?!\w)")
        self.place = re.compile(
            rf"(?:\b(?:{either((*data['old_value'], *data['new_value']))})\s|→\s?)(?P<code>[A-Z]{{3}})(?!\w)"
        )
        self.currencies: dict[str, str] = dict(data["currencies"])
        self.recipient = re.compile(rf"(?<!\w)(?:{either(data['recipient'])})\s+")
        self.contrast = _within(data["contrast"])
        self.carried = frozenset(data["carried"])
        units = either(data["units"])
        self.unit = re.compile(units)
        self.quantity = re.compile(rf"\d+(?:[x_-]\d+)*(?:{units})(?:\d+(?:{units})?)?(?:-[^\W\d_]+)*")
        self.was = re.compile(rf"(?<!\w)(?:{either(data['old_value'])})\s+$")
        self.months: dict[str, int] = {
            word: number for number, words in enumerate(data["months"], start=1) for word in words
        }
        ordinal = either(data["ordinals"])
        month, day, year = either(self.months), rf"(?:{ordinal})?(?!\w|[.:]\d)", r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
        self.day = re.compile(
            rf"(?<!\w)(?:(?P<month>{month})\.?\s+(?P<day>\d{{1,2}}){day}"
            rf"|(?P<day2>\d{{1,2}})(?:{ordinal})?\s+(?P<month2>{month})(?!\w)){year}"
        )
        then = rf"(?<!\w)(?:{either(data['dated_past'])})\s+"
        self.dated_past = re.compile(rf"{then}(?:\d{{1,2}}\.\s?(?:{month})|\d{{1,2}}\.\d{{1,2}}\.)(?!\w)")
        self.dated = re.compile(rf"(?<!\w)(?:{either(data['dated'])})\s+(?:[^\W\d]+,?\s+){{0,2}}$")
        self.day_written: str = data["day_written"]
        self.other_dates = _within(data["other_dates"])
        self.told_states = tuple(States(each) for each in data["told_states"])
        self._streets: dict[str, str] = {word: name for name, words in data["streets"].items() for word in words}
        kinds = either(self._streets)
        self.street = re.compile(
            rf"(?<![\w#])(?P<name>(?:[^\W\d_]+\s){{0,2}}?[^\W\d_]*)(?P<kind>{kinds})\.?\s+(?P<number>\d{{1,5}}[a-z]?)(?!\w)"
            if data["number_last"]
            else rf"(?<![\w#])(?P<number>\d{{1,5}}[a-z]?)\s+(?P<name>(?:[^\W\d_]+\s){{1,3}}?)(?P<kind>{kinds})(?!\w)"
        )
        drafted = rf"^[^\n]{{0,300}}(?<!\w)(?:{either(data['drafted'])})(?!\w)[^\n]{{0,120}}:[*_ ]*$\n"
        short = data["abbreviations"]  # the kind of a street can be the end of its name: `Hauptstr.`
        streets = either(word for word in self._streets if word in short)
        self.abbreviated = re.compile(rf"(?:\b(?:{either(short)})|\w(?:{streets}))\.\Z")
        begins = either(data["letter_begins"])
        self.letter = re.compile(rf"(?ims)^\W{{0,6}}(?:{begins})\W{{0,4}}:.*?(?:^\s*(?:---+|\*\*\*+)\s*$|\Z)")
        self.drafted = re.compile(rf"(?ims){drafted}(?P<draft>.*?)(?:^\s*(?:---+|\*\*\*+)\s*$|\Z)")

    def street_of(self, found: re.Match[str]) -> tuple[str, str]:
        """Number and name of a street that `street` found, the same however its kind is written."""
        return found["number"], f"{found['name']}{self._streets[found['kind']]}"

    def named_things(self, text: str) -> frozenset[str]:
        """The things that a text names, by their shared names."""
        return frozenset(self.things[found.group().lower()] for found in self._things.finditer(text))


class States:
    """States of one kind, of which only one is true at a time. `words` says which of them are one."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.words: dict[str, str] = {word: name for name, words in data["words"].items() for word in words}
        names, every = either(data["names"]), either(self.words)
        quote = r"[\"'“”*`]*"
        self.key = re.compile(rf"(?:{names})")
        self.told = re.compile(
            rf"(?<!\w)(?:{either(data['leads'])})\s+(?:(?:{names})\s+)?{quote}(?P<word>{every}){quote}(?=\s*(?:$|[.,;:!)]|{either(data['ends'])}))"
            rf"|(?<!\w)(?:{names})\s+{quote}(?P<named>{every})(?!\w)"
        )


def _aux(words: Iterable[str]) -> str:
    """An auxiliary as a word of its own, or as the end of one: `it's been`."""
    kept = tuple(words)
    ends, whole = [each for each in kept if each.startswith("'")], [each for each in kept if not each.startswith("'")]
    return rf"(?:(?<![\w'])(?=(?:{either(whole)})\b)|(?<=\w)(?='))(?P<aux>{either((*whole, *ends))})"


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
