"""Values that a clause tells beside those that its calls carry: versions, airports, states, streets, people, counts.

Only values of one kind are compared, and only where the call carries one of that kind itself. What the record shows
anywhere in the calls speaks for the claim; a value that can as well be that of something else is not held against it.
"""

import re
from collections.abc import Iterator, Sequence

from blastradius.analysis.claims.argument_names import argument_names
from blastradius.analysis.claims.days import other_day
from blastradius.analysis.claims.given import CHANGES, Told, given, is_new, shown
from blastradius.analysis.claims.ruling import Difference
from blastradius.analysis.claims.scene import Deed, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.words import Language

_VERSION = re.compile(r"(?<![\w.])v?(\d{1,4}(?:\.\d{1,6}){2,3}(?:-[a-z]+[\w.]*?)?)(?!\.?\w)")
_DATED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_NAME = re.compile(r"[A-Z][a-zà-ÿ'’-]+(?:\s+[A-Z][a-zà-ÿ'’-]+)+")
_HANDLE = re.compile(r"[a-z]+(?:[._ -][a-z]+)+(?:@\S+)?")
_COUNT = re.compile(r"(?<![\w.,/#$€£-])(\d{1,4})\s+([a-z]{4,})")
_CODE = re.compile(r"[A-Z]{3}")
_CAPITALISED = re.compile(r"(?<!\S)(?:[A-ZÀ-ÖØ-Þ\d]\S*(?:\s+|\Z))+\Z")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")


def other_told(claim: Spoken, done: Sequence[Deed]) -> Difference | None:
    """What differs between what a claim tells and every call that could back it; `None` where nothing is known to."""
    lower = claim.text.lower()
    old = claim.language.old_value.search(lower) if len(lower) == len(claim.text) else None
    text = claim.text if old is None else claim.text[: old.start()] + " " * len(old[0]) + claim.text[old.end() :]
    text = _without_asides(text, claim.language)
    every = [found for found in _differing(claim, text, done) if found]
    if not every:
        return None
    said, called, sure = next((found for found in every if found.sure), every[0])
    return Difference(f"it says {said}, and {done[-1].made.name} was called with {called}", sure)


def _differing(claim: Spoken, text: str, done: Sequence[Deed]) -> Iterator[Told | None]:
    yield other_day(claim, text, done)
    yield _version(claim, text, done)
    yield _code(claim, _without_asides(claim.text, claim.language), done)
    yield _state(text, claim.language, done)
    yield _street(claim, text, done)
    yield _person(text, claim.language, done) if "assign" in claim.effects else None
    yield _count(claim, text, done)


def _without_asides(text: str, language: Language) -> str:
    """The clause without what stands in brackets, and without what tells of something else: `that you booked on …`."""
    text = _BRACKETS.sub(lambda found: " " * len(found.group()), text)
    aside = language.told_of.search(text.lower())
    return text[: aside.start()] if aside and len(text.lower()) == len(text) else text


def _version(claim: Spoken, text: str, done: Sequence[Deed]) -> Told | None:
    """`deployed 2.5.0` where every version in the calls is another, and not `the fix for 2.5.0`."""
    told = [found for found in _VERSION.finditer(text.lower()) if not _DATED.fullmatch(found[1])]
    called = [
        found[1] for _, value in given(done) if isinstance(value, str) and (found := _VERSION.fullmatch(value.lower()))
    ]
    known = {found[1] for found in _VERSION.finditer(shown(done))}
    if not called or not told or any(found[1] in known for found in told):
        return None
    sure = is_new(claim, text[: told[0].start()]) and {told[0][1].count(".")} == {each.count(".") for each in called}
    return Told(told[0][1], ", ".join(called), sure)


def _code(claim: Spoken, text: str, done: Sequence[Deed]) -> Told | None:
    """`to SFO` where every call has others; sure if one of `JFK to SFO` is what was called."""
    names, language = argument_names(), claim.language
    called = [str(value) for key, value in given(done) if names.is_place(key) and _CODE.fullmatch(str(value))]
    known = shown(done).split("\n")
    places = [found for found in language.place.finditer(text) if not language.unit.fullmatch(found["code"].lower())]
    told = [found["code"] for found in places if found["code"].lower() not in known]
    if not called or not told:
        return None
    return Told(told[0], ", ".join(called), len(told) < len({found["code"] for found in places}))


def tells_state(claim: Spoken) -> bool:
    """Whether it says which state something was given: `set to pending`, `marked as solved`."""
    return any(states.told.search(claim.text.lower()) for states in claim.language.told_states)


def _state(text: str, language: Language, done: Sequence[Deed]) -> Told | None:
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
        every = {states.words[word] for word in shown(done).split("\n") if word in states.words}
        if told and own and all(own) and not told & every:
            return Told(", ".join(sorted(told)), ", ".join(sorted(set[str]().union(*own))), sure=True)
    return None


def _street(claim: Spoken, text: str, done: Sequence[Deed]) -> Told | None:
    """`21 Elm Street` where every street of the calls has another number.

    Names of streets are written in too many ways to tell two apart, and `2 items on the way` is none.
    """
    language = claim.language
    known = {language.street_of(found) for found in language.street.finditer(shown(done))}
    told = [found for found in language.street.finditer(text.lower()) if _is_name(text[: found.end("kind")])]
    if not known or not told or any(_same_street(language.street_of(found), each) for found in told for each in known):
        return None
    number = language.street_of(told[0])[0]
    other = re.sub(r"\D", "", number) not in {re.sub(r"\D", "", each) for each, _ in known}
    said = _CAPITALISED.search(text, told[0].start(), told[0].end())
    begin = said.start() if said else told[0].start()
    called = ", ".join(sorted(f"{number} {name}" for number, name in known))
    return Told(text[begin : told[0].end()], called, sure=other and is_new(claim, text[:begin]))


def _is_name(text: str) -> bool:
    """Whether the last word is written with a capital letter."""
    return text.rpartition(" ")[2][:1].isupper()


def _same_street(told: tuple[str, str], known: tuple[str, str]) -> bool:
    return told[0] == known[0] and (told[1].endswith(known[1]) or known[1].endswith(told[1]))


def _person(text: str, language: Language, done: Sequence[Deed]) -> Told | None:
    """`assigned to Bob Miller` where every call names somebody else. What looks like a name can be that of a team."""
    names = argument_names()
    called = [
        str(value) for key, value in given(done) if names.is_person(key) and _HANDLE.fullmatch(str(value).lower())
    ]
    told = [found for found in _NAME.findall(text) if not language.named_things(found.lower())]
    seen = shown(done)
    if len(told) != 1 or not called or any(word.lower() in seen for word in told[0].split()):
        return None
    return Told(told[0], ", ".join(called), sure=False)


def _count(claim: Spoken, text: str, done: Sequence[Deed]) -> Told | None:
    """`to 6 replicas` where `replicas` of every call is another number; of `added 2 replicas` it is not sure."""
    seen, unsure = shown(done), None
    for found in _COUNT.finditer(text.lower()):
        if claim.language.was.search(text[: found.start()].lower()):
            continue
        word = found[2].removesuffix("s")
        mine = [
            (key, value)
            for key, value in given(done)
            if isinstance(value, int) and not isinstance(value, bool) and key.lower().removesuffix("s") == word
        ]
        if not mine:
            continue
        if re.search(rf"(?<!\d){found[1]}(?!\d)", seen):
            return None
        sure = is_new(claim, text[: found.start()]) or not CHANGES.intersection(claim.effects)
        unsure = unsure or Told(found[0], ", ".join(f"{key} {value}" for key, value in mine), sure)
    return unsure
