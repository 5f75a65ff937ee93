"""Which calls a claim points at by the ids, the numbers or the people that it names."""

import re
from collections.abc import Iterator, Sequence

from blastradius.analysis.claims.argument_names import argument_names
from blastradius.analysis.claims.compare import bare_id, is_aside, mentions, objects
from blastradius.analysis.claims.meant import fits
from blastradius.analysis.claims.own import own_words
from blastradius.analysis.claims.ruling import Difference
from blastradius.analysis.claims.scene import Deed, Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.strange import singular, words_of

_FULL_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?:\s+[A-ZÀ-ÖØ-Þ][\w'’-]+)+")
_TELLING = 3


def pointed_at(claim: Spoken, deeds: Sequence[Deed]) -> list[Deed]:
    """The calls among these that were made for an object which the claim names; all of them where none was."""
    named = list(_named(claim, deeds))
    return [deed for deed in deeds if any(_is_for(deed, each) for each in named)] or list(deeds)


def in_vain(claim: Spoken, deeds: Sequence[Deed], scene: Scene) -> tuple[str, Deed] | None:
    """An object that the claim names, and the call that was made for it and failed, where no other did it instead."""
    for each in _named(claim, deeds):
        mine = [deed for deed in deeds if _is_for(deed, each)]
        others = [deed for deed in scene.deeds if deed.happened and fits(claim, deed.ability)]
        if (
            mine
            and not any(deed.happened for deed in mine)
            and not any(mentions(deed, bare_id(each)) for deed in others)
        ):
            return each, mine[-1]
    return None


def _named(claim: Spoken, deeds: Sequence[Deed]) -> Iterator[str]:
    own = own_words(claim)
    for identity in claim.identities:
        if identity in own and not is_aside(identity, claim, deeds):
            yield identity
    for thing, number in claim.numbered:
        if not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", own):
            continue
        if len(number) >= _TELLING or any(thing in deed.ability.things for deed in deeds):
            yield number


def _is_for(deed: Deed, identity: str) -> bool:
    return bare_id(identity) in map(bare_id, objects(deed))


def other_recipient(claim: Spoken, done: Sequence[Deed]) -> Difference | None:
    """Somebody to whom something is said to have gone, where every such call names another.

    Of two people with the same last name it cannot be told: one can go by two first names.
    """
    lower = claim.text.lower()
    names = argument_names()
    given = [
        [str(value) for key, value in leaves(deed.call.arguments) if names.recipient.fullmatch(key.lower())]
        for deed in done
    ]
    every = [name for names in given for name in names]
    told = [
        found
        for lead in claim.language.recipient.finditer(lower)
        if (found := _FULL_NAME.match(claim.text, lead.end())) and not claim.language.named_things(found[0].lower())
    ]
    if len(told) != 1 or not all(given) or not all(map(_FULL_NAME.fullmatch, every)):
        return None
    words = re.sub(r"['’]s\Z", "", told[0][0]).lower().split()
    if any(name.lower() in lower or words[0] in name.lower().split() for name in every):
        return None
    why = f"it says {told[0][0]}, and {done[-1].made.name} was called for {', '.join(sorted(set(every)))}"
    return Difference(why, sure=not any(word in name.lower().split() for word in words for name in every))


def left_out(claim: Spoken, done: Sequence[Deed], scene: Scene) -> tuple[str, str | None] | None:
    """What a claim names beside what was done, that no such call has to do with: its words, and an operation for it.

    `the rental car` of `I cancelled the hotel and the rental car`, where only the hotel was.
    """
    language = claim.language
    first, *more = language.splits.split(claim.about) if claim.active and not language.free else [""]
    known = {singular(word) for deed in done for word in words_of(deed.ability.name, deed.ability.operation)}
    known |= {singular(word) for deed in done for word in _told_in(deed)}
    if not known & {singular(word) for word in re.findall(r"[^\W\d_]+", first)}:
        return None
    real = set(claim.effects)
    for part in more:
        begins = language.objects_begin.match(part)
        end = language.preposition.search(part)
        words = re.findall(r"[^\W\d_]+", part[: end.start()] if end else part)
        own = {singular(word) for word in words if word not in language.pronouns}
        if (
            not begins
            or re.search(r"\d", part)
            or not own
            or own & known
            or language.named_things(part) & _concerned(done)
        ):
            continue
        idle = [
            each
            for each in scene.abilities
            if each.effects & real and own & {singular(word) for word in words_of(each.name, each.operation)}
        ]
        called = {deed.ability.name for deed in scene.deeds if deed.happened}
        return " ".join(words), next((each.name for each in idle if each.name not in called), None)
    return None


def _concerned(done: Sequence[Deed]) -> frozenset[str]:
    """The things that some calls have to do with."""
    return frozenset(thing for deed in done for thing in (*deed.ability.things, *deed.ability.hints, *deed.parts))


def _told_in(deed: Deed) -> Iterator[str]:
    for key, value in (*leaves(deed.call.arguments), *leaves(deed.call.result)):
        yield from re.findall(r"[^\W\d_]+", f"{key} {value}".lower().replace("_", " "))
