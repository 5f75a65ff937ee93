"""What a message says has happened: the claims in its sentences, before anybody looks whether they are true."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from blastradius.analysis.claims.forms import ASIDE, Match, clause, matches
from blastradius.analysis.claims.mentioned import amounts, counts, identities, numbered
from blastradius.analysis.claims.sentences import BLANKED, sentences
from blastradius.analysis.claims.words import ANY, Language

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_BARE = 200
_AFTER = 45
_SHORT = 3
_NEAR = 3
_OBJECT = 140


class Spoken(Struct, frozen=True, kw_only=True):
    """One claimed effect. `effects` are the kinds that its verb can mean, `things` what it names.

    `sure` means that it says plainly that something was done; `state` that it can as well be something read;
    `promised` that it announces a consequence of what has just been done; `part` that it is something named beside what
    was done, and a claim of its own only where another operation does that; `bare`
    that it has no auxiliary (`1 bag added`); `fresh` that a state is said to be new (`is now cancelled`).
    `numbered` are objects named by thing and number (`ticket 6`).
    """

    sentence: str
    text: str
    about: str
    verb: str
    effects: tuple[str, ...]
    things: frozenset[str]
    amounts: tuple[float, ...]
    counts: tuple[tuple[int, str], ...]
    identities: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]
    sure: bool
    state: bool
    promised: bool
    part: bool
    bare: bool
    active: bool
    fresh: bool
    language: Language


def spoken_in(text: str, known: Sequence[Language]) -> tuple[Spoken, ...]:
    """Every claim of a message, in order."""
    found: list[Spoken] = []
    finished = False
    every = list(sentences(text, known))
    for sentence in every:
        found += _in_sentence(sentence.written, sentence.own, known, finished=finished)
        lower = sentence.own.lower()
        finished = any((end := each.finished_first.match(lower)) and end.end() == len(lower) for each in known)
    short = len(every) < _SHORT  # in a message of one line, `Refunded.` is no heading
    plain_speech = any(each.sure and not each.promised for each in found)
    told, beside = False, ""
    kept = []
    for each in found:
        told = told or ((each.sure or each.fresh) and not each.promised)
        if (told or beside == each.sentence) if each.promised else (plain_speech or short or not each.verb):
            kept.append(each)
        beside = each.sentence
    return tuple(kept)


def _in_sentence(written: str, shown: str, known: Sequence[Language], *, finished: bool) -> Iterator[Spoken]:
    lower = shown.lower()
    if len(lower) != len(shown) or lower.rstrip("\"”') ").endswith("?") or len(lower) < 4:
        return
    for language in known:
        if language.never_begins.match(lower):
            continue
        every = matches(lower, language)
        claims = [
            claim
            for number in range(len(every))
            for claim in _claims(written, shown, every, number, language, finished=finished)
        ]
        if not claims:
            claims = list(_without_verb(written, shown, lower, language))
        elif every:  # `…, and you should see a confirmation e-mail`
            begin = max(each.end for each in every)
            wall = language.splits.search(lower, begin)
            rest = wall.end() if wall else len(lower)
            claims += [each for each in _announced(written, shown[rest:], lower[rest:], language) if each]
        if claims:
            yield from claims
            return


def _claims(
    sentence: str, shown: str, every: list[Match], number: int, language: Language, *, finished: bool
) -> Iterator[Spoken]:
    match, lower = every[number], shown.lower()
    begin, end = clause(lower, every, number, language)
    subject, rest = lower[begin : match.begin], lower[match.end : end]
    if _is_none(lower, match, subject, rest, language) or language.by_name.match(shown[match.end : end]):
        return
    between = lower[match.gap : match.end - len(match.verb)]
    about = {"passive": subject, "had": between}.get(match.voice, rest[:_OBJECT])
    if language.free:  # what it happened to can stand between the two
        about = f"{subject if match.voice == 'passive' else ''} {between} {about}".strip()
    if number and match.voice == "passive" and not subject.strip():  # `has been cancelled and refunded`
        about = lower[clause(lower, every, number - 1, language)[0] : every[number - 1].begin]
    sent = match.voice == "passive" and "send" in language.done.get(match.verb, ())
    to = language.named_things(rest[:_OBJECT]) & language.addresses if sent else frozenset()
    again = match.voice == "passive" and language.restated.search(rest[:_AFTER])
    restated = bool(again) or bool(
        language.restated.search(lower[match.begin : match.end]) or language.relative.search(subject)
    )
    restated = restated or bool(language.long_ago.search(f"{lower[: match.begin]}\n{rest}"))
    restated = restated or (match.voice == "passive" and bool(language.dated_past.search(lower[begin:end])))
    done = finished or bool(language.finished_first.match(lower))
    done = done or any(each.voice == "active" and language.done.get(each.verb) == (ANY,) for each in every)
    told = match.aux in language.states
    plainly = match.sure or (done and told) or (match.aux == "" and bool(match.verb))
    yield _spoken(
        sentence,
        shown[begin:end],
        about,
        match.verb,
        language,
        sure=plainly and not restated,
        state=restated or (told and not done),
        active=match.voice == "active",
        fresh=not restated and match.aux in language.fresh,
        to=to,
    )
    if match.voice == "passive" and match.sure and not restated and language.including.match(rest):
        for part in language.splits.split(rest[: _OBJECT * 2])[1:]:
            yield _spoken(sentence, part, part, match.verb, language, sure=True, state=False, part=True)


def _is_none(lower: str, match: Match, subject: str, rest: str, language: Language) -> bool:
    """Whether a form claims nothing: under a condition, denied, to come, told by somebody, or somebody else's doing."""
    form = lower[match.begin : match.end]
    return bool(
        language.conditions.search(lower[: match.begin])
        or language.negations.search(f"{ASIDE.sub(' ', subject)} {form}")
        or language.upcoming.search(subject)
        or (match.voice == "passive" and language.speaker.search(subject))
        or language.pending.match(rest)
        or _by_another(rest, language)
        or (language.free and (language.others.search(form) or language.subclauses.search(form)))
    )


def _by_another(rest: str, language: Language) -> bool:
    """Whether what follows a participle says who did it: `by the airline`, within a few words and of this very deed."""
    found = language.others.search(rest[:_AFTER])
    between = _WORD.findall(rest[: found.start()]) if found else []
    return bool(found) and len(between) <= _NEAR and not any(word in language.other_deeds for word in between)


def _without_verb(sentence: str, shown: str, lower: str, language: Language) -> Iterator[Spoken]:
    """`1 checked bag added`, `a confirmation is on its way`, `all set`, `you will receive a refund`."""
    announced = list(_announced(sentence, shown, lower, language))
    if announced:
        yield from filter(None, announced)
        return
    words = lower.strip(" .!\"”'")
    if words in language.finished_alone or (language.finished.search(lower) and not language.conditions.search(lower)):
        yield _spoken(sentence, shown, "", "", language, sure=False, state=True)
        return
    bare = next((each for each in language.bare.finditer(lower) if _stands_alone(lower, each, language)), None)
    clear = not language.conditions.search(lower) and not language.negations.search(lower)
    if bare and clear and len(lower) < _BARE and not language.finite.search(lower[: bare.start()]):
        head = re.split(r"[:(]\s?", lower[: bare.start()])[-1]
        tail = re.split(r"[;—–(]\s?|\.\s", lower[bare.end() :])[0][:_OBJECT]
        about = tail if language.opener.fullmatch(head) else head
        yield _spoken(sentence, shown, about, bare["done"], language, sure=False, state=False, bare=True)


def _announced(sentence: str, shown: str, lower: str, language: Language) -> Iterator[Spoken | None]:
    """`A confirmation is on its way`, `you will receive a refund`; `None` where such words claim nothing."""
    found = language.underway.search(lower)
    if found and not language.conditions.search(lower) and not language.negations.search(lower):
        about = lower[: found.start()]
        named = language.named_things(about) & language.by_tool["send"]
        effects = (
            ("refund",) if not named and (amounts(about) or "refund" in language.named_things(about)) else ("send",)
        )
        yield _spoken(sentence, shown, about, "", language, sure=True, state=False, effects=effects)
        return
    found = language.promised.search(lower)
    if not found:
        return
    rest = f"{lower[: found.start()]} {lower[found.end() :]}"
    yield None
    if not language.conditions.search(rest) and not language.negations.search(rest):
        yield from _promised(sentence, shown, lower, found, language)


def _stands_alone(lower: str, bare: re.Match[str], language: Language) -> bool:
    """Whether a participle is what a phrase says (`1 bag added`), and no adjective (`the revised time`)."""
    before = lower[: bare.start()].rstrip()
    begins = before.endswith((":", "—", "–")) or language.opener.fullmatch(lower[: bare.start()])
    return bool(begins) or bool(language.goes_on.match(lower, bare.end()))


def _promised(sentence: str, shown: str, lower: str, found: re.Match[str], language: Language) -> Iterator[Spoken]:
    verb = language.bare.search(lower, found.end()) if language.free else language.follows.match(lower, found.end())
    if verb and not language.free:
        verb = language.bare.match(lower, verb.end())
    rest = lower[found.end() :]
    about = lower[: found.start()] if verb else rest[:_OBJECT]
    word = verb["done"] if verb else ""
    effects: tuple[str, ...] = ()
    if not verb and language.named_things(about) & language.by_tool.get("send", frozenset()):
        effects = ("send",)
    elif not verb:
        word = next((each for each in _WORD.findall(about) if each in language.nominal), "")
    if word or effects:
        yield _spoken(sentence, shown, about, word, language, sure=True, state=False, promised=True, effects=effects)


def _spoken(  # noqa: PLR0913 - the cells of a claim
    sentence: str,
    text: str,
    about: str,
    verb: str,
    language: Language,
    *,
    sure: bool,
    state: bool,
    promised: bool = False,
    part: bool = False,
    bare: bool = False,
    active: bool = False,
    fresh: bool = False,
    effects: tuple[str, ...] = (),
    to: frozenset[str] = frozenset(),
) -> Spoken:
    lower = text.lower()
    implied = {language.implied[verb]} if verb in language.implied else set()
    things = language.named_things(about) | implied | to
    effects = effects or language.done.get(verb) or language.verbs.get(verb) or (ANY,)
    if ANY in effects:
        nominal = [name for word in _WORD.findall(about) for name in language.nominal.get(word, ()) if name != ANY]
        effects = (*dict.fromkeys(nominal), ANY)
    return Spoken(
        sentence=sentence,
        text=BLANKED.sub("…", text).strip().rstrip(",").strip(),
        about=about.strip(),
        verb=verb,
        effects=effects,
        things=things,
        amounts=amounts(lower),
        counts=tuple(counts(about, language)),
        identities=identities(text, language),
        numbered=numbered(lower, language),
        sure=sure,
        state=state or bool(language.formerly.match(about.strip())),
        promised=promised,
        part=part,
        bare=bare,
        active=active,
        fresh=fresh,
        language=language,
    )
