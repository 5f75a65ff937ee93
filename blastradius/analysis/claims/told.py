"""Values that a clause tells beside those that its calls carry: days, versions, states, streets, people, counts.

Only values of one kind are compared, and only where the call carries one of that kind itself. What the record shows
anywhere in the calls speaks for the claim; what cannot be read for sure is not compared.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from blastradius.analysis.claims.scene import Deed, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.words import Language

Day: TypeAlias = tuple[int | None, int, int]
"""Year, where it is told, month, and day."""

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)(?P<time>[Tt ]\d{2}:\d{2})?")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.]*\d)")
_VERSION = re.compile(r"(?<![\w.])v?(\d{1,4}(?:\.\d{1,6}){2,3}(?:-[a-z]+[\w.]*)?)(?![\w.]*\d)")
_NAME = re.compile(r"[A-Z][a-zà-ÿ'’-]+(?:\s+[A-Z][a-zà-ÿ'’-]+)+")
_HANDLE = re.compile(r"[a-z]+(?:[._ -][a-z]+)+(?:@\S+)?")
_COUNT = re.compile(r"(?<![\w.,/#$€£-])(\d{1,4})\s+([a-z]{4,})")
_PLACE = re.compile(r"origin|destination|airport|\Afrom\Z|\Ato\Z|arrival|departure")
_CODE = re.compile(r"[A-Z]{3}")
_TO_CODE = re.compile(r"(?:\b(?:to|from|nach|von)\s|→\s?)([A-Z]{3})(?!\w)")
_UTC = re.compile(r"\b(?:UTC|GMT)\b")
_IN_UTC = re.compile(r"\d(?:z|\+00:?00)\b")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_NEAR = 45


def other_told(claim: Spoken, done: Sequence[Deed]) -> str | None:
    """What differs between what a claim tells and every call that could back it; `None` where nothing is known to."""
    lower = claim.text.lower()
    old = claim.language.old_value.search(lower) if len(lower) == len(claim.text) else None
    text = claim.text if old is None else claim.text[: old.start()] + " " * len(old[0]) + claim.text[old.end() :]
    text = _without_asides(text, claim.language)
    found = (
        _day(text, claim.language, done)
        or _version(text, done)
        or _code(text, done)
        or _state(text, claim.language, done)
        or _street(text, claim.language, done)
        or (_person(text, claim.language, done) if "assign" in claim.effects else None)
        or _count(text, claim.language, done)
    )
    return f"it says {found[0]}, and {done[-1].made.name} was called with {found[1]}" if found else None


def _without_asides(text: str, language: Language) -> str:
    """The clause without what stands in brackets, and without what tells of something else: `that you booked on …`."""
    text = _BRACKETS.sub(lambda found: " " * len(found.group()), text)
    aside = language.told_of.search(text.lower())
    return text[: aside.start()] if aside and len(text.lower()) == len(text) else text


def _given(done: Sequence[Deed]) -> Iterator[tuple[str, Any]]:
    """What the calls were made with, by its name."""
    return (pair for deed in done for pair in leaves(deed.call.arguments))


def _shown(done: Sequence[Deed]) -> str:
    """All that stands in the calls and their results."""
    every = (pair for deed in done for pair in (*leaves(deed.call.arguments), *leaves(deed.call.result)))
    return "\n".join(f"{value}" for _, value in every if isinstance(value, str | int)).lower()


def days_in(text: str, language: Language) -> Iterator[tuple[Day, int]]:
    """Every day that a text tells, with its place: `2026-03-14`, `14.03.2026`, `March 14th`, `14 March 2026`."""
    for found in _ISO.finditer(text):
        yield (int(found[1]), int(found[2]), int(found[3])), found.start()
    for found in _DOTTED.finditer(text):
        yield (int(found[3]), int(found[2]), int(found[1])), found.start()
    for found in language.day.finditer(text.lower()):
        year = found["year"]
        month = language.months[found["month"] or found["month2"]]
        yield (int(year) if year else None, month, int(found["day"] or found["day2"])), found.start()


def _day(text: str, language: Language, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`moved to March 15` where every day in the calls is another."""
    given = [str(value) for _, value in _given(done) if isinstance(value, str) and _ISO.match(value)]
    told = list(days_in(text, language))
    if not given or not told:
        return None
    shown = _shown(done)
    known = [day for day, _ in days_in(shown, language)]
    timed = any(found["time"] for found in _ISO.finditer(shown))  # another zone can make it another day
    wide = timed and not (_UTC.search(text) and _IN_UTC.search(shown))
    if any(_same(day, each, 1 if wide else 0) for day, _ in told for each in known):
        return None
    for (_, month, day), at in told:
        before = text[max(0, at - _NEAR) : at].lower()
        if language.dated.search(before) and not language.other_dates.search(before):
            return f"{day:02}.{month:02}." if language.name == "de" else f"{month:02}-{day:02}", ", ".join(given[:3])
    return None


def _same(one: Day, other: Day, off: int) -> bool:
    same_year = one[0] is None or other[0] is None or one[0] == other[0]
    ends = off and {one[2], other[2]} & {1, 28, 29, 30, 31} and {one[2], other[2]} & {1}
    return same_year and ((one[1] == other[1] and abs(one[2] - other[2]) <= off) or bool(ends))


def _version(text: str, done: Sequence[Deed]) -> tuple[str, str] | None:
    told = [found[1] for found in _VERSION.finditer(text.lower())]
    given = [
        found[1] for _, value in _given(done) if isinstance(value, str) and (found := _VERSION.fullmatch(value.lower()))
    ]
    shown = _shown(done)
    if not given or not told or any(each in shown for each in told):
        return None
    return told[0], ", ".join(given)


def _code(text: str, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`to SFO` where origin and destination of every call are others."""
    given = [str(value) for key, value in _given(done) if _PLACE.search(key.lower()) and _CODE.fullmatch(str(value))]
    told = [found[1] for found in _TO_CODE.finditer(text) if found[1].lower() not in _shown(done).split("\n")]
    return (told[0], ", ".join(given)) if given and told else None


def tells_state(claim: Spoken) -> bool:
    """Whether it says which state something was given: `set to pending`, `marked as solved`."""
    return any(states.told.search(claim.text.lower()) for states in claim.language.told_states)


def _state(text: str, language: Language, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`set to solved` where every call that sets a state sets another."""
    for states in language.told_states:
        told = {states.words[found["word"] or found["named"]] for found in states.told.finditer(text.lower())}
        own = [
            {
                states.words[str(value).lower()]
                for key, value in leaves(deed.call.arguments)
                if str(value).lower() in states.words and states.key.search(key.lower())
            }
            for deed in done
        ]
        every = {states.words[word] for word in re.split(r"[\n]", _shown(done)) if word in states.words}
        if told and own and all(own) and not told & every:
            return ", ".join(sorted(told)), ", ".join(sorted(set[str]().union(*own)))
    return None


def _street(text: str, language: Language, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`21 Elm Street` where the calls say 12, and `12 Elm Street, Bradford` where they say Leeds."""
    shown = _shown(done)
    known = {language.street_of(found) for found in language.street.finditer(shown)}
    told = [(language.street_of(found), found.end()) for found in language.street.finditer(text.lower())]
    if not known or not told:
        return None
    given = ", ".join(sorted({f"{number} {name}" for number, name in known}))
    for (number, name), end in told:
        if (number, name) not in known:
            return f"{number} {name}", given
        cities = [
            str(value) for key, value in _given(done) if key.lower() in {"city", "town"} and isinstance(value, str)
        ]
        after = re.match(r",\s+([A-Z][a-zà-ÿ]{3,}(?: [A-Z][a-zà-ÿ]+)*)", text[end:])
        named = any(city.lower() in text.lower() for city in cities)
        if cities and after and not named and after[1].lower() not in shown:
            return after[1], ", ".join(cities)
    return None


def _person(text: str, language: Language, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`assigned to Bob Miller` where every call names somebody else."""
    given = [
        str(value)
        for key, value in _given(done)
        if language.person_key.search(key.lower()) and _HANDLE.fullmatch(str(value).lower())
    ]
    told = [found for found in _NAME.findall(text) if not language.named_things(found.lower())]
    shown = _shown(done)
    if len(told) != 1 or not given or any(word.lower() in shown for word in told[0].split()):
        return None
    return told[0], ", ".join(given)


def _count(text: str, language: Language, done: Sequence[Deed]) -> tuple[str, str] | None:
    """`to 6 replicas` where `replicas` of every call is another number."""
    for found in _COUNT.finditer(text.lower()):
        if language.was.search(text[: found.start()].lower()):
            continue
        word = found[2].removesuffix("s")
        mine = [
            (key, value)
            for key, value in _given(done)
            if isinstance(value, int) and not isinstance(value, bool) and key.lower().removesuffix("s") == word
        ]
        if mine and not re.search(rf"(?<!\d){found[1]}(?!\d)", _shown(done)):
            return found[0], ", ".join(f"{key} {value}" for key, value in mine)
    return None
