"""What a message says has happened: the claims in its sentences, before anybody looks whether they are true."""

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from blastradius.analysis.claims.sentences import plain, sentences
from blastradius.analysis.claims.words import ANY, Language

_WALL = re.compile(r"[;:—–]\s|\s-\s|(?<!\d)\.\s|\(")
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_AMOUNT = re.compile(
    r"(?:[$€£]|\b(?:usd|eur|gbp)\s?)\s?(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?![\d%])"
    r"|\b(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s?(?:dollars|usd|euros?|eur|€|£|gbp)(?!\w)"
)
_IDENTITY = re.compile(
    r"#?\b(?=[A-Za-z_\-]*\d)(?=\d*[A-Za-z_\-])[A-Za-z0-9][A-Za-z0-9_\-]{3,}\b|#[A-Za-z]*\d{2,}\b|\b\d{6,}\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_FOLLOWS = re.compile(r"\W*(?:\w+ly\W+)?")
_BARE = 200
_AFTER = 45
_SHORT = 3
_OBJECT = 140


class Spoken(Struct, frozen=True, kw_only=True):
    """One claimed effect. `effects` are the kinds that its verb can mean, `things` what it names.

    `sure` means that it says plainly that something was done; `state` that it can as well be something read;
    `promised` that it announces a consequence of what has just been done; `part` that it is something named beside what
    was done, and a claim of its own only where another operation does that; `bare`
    that it has no auxiliary (`1 bag added`).
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
    sure: bool
    state: bool
    promised: bool
    part: bool
    bare: bool
    active: bool
    language: Language


class _Match(Struct, frozen=True, kw_only=True):
    begin: int
    gap: int
    end: int
    verb: str
    aux: str
    voice: str
    sure: bool


def spoken_in(text: str, known: Sequence[Language]) -> tuple[Spoken, ...]:
    """Every claim of a message, in order."""
    found = [each for sentence in sentences(text) for each in _in_sentence(sentence, known)]
    short = len(list(sentences(text))) < _SHORT  # in a message of one line, `Refunded.` is no heading
    plain_speech = any(each.sure and not each.promised for each in found)
    told = False
    kept = []
    for each in found:
        told = told or (each.sure and not each.promised)
        if told if each.promised else (plain_speech or short or not each.verb):
            kept.append(each)
    return tuple(kept)


def _in_sentence(sentence: str, known: Sequence[Language]) -> Iterator[Spoken]:
    shown = plain(sentence)
    lower = shown.lower()
    if len(lower) != len(shown) or lower.rstrip("\"”') ").endswith("?") or len(lower) < 4:
        return
    for language in known:
        if language.never_begins.match(lower):
            continue
        matches = _matches(lower, language)
        claims = [
            claim
            for number in range(len(matches))
            for claim in _claims(sentence, shown, lower, matches, number, language)
        ]
        if not claims:
            claims = list(_without_verb(sentence, shown, lower, language))
        if claims:
            yield from claims
            return


def _matches(lower: str, language: Language) -> list[_Match]:
    """Every auxiliary with its participle, and the participles that share one with the participle before them."""
    found: list[_Match] = []
    for voice, sure, pattern in language.forms:
        for each in pattern.finditer(lower):
            begin, end = each.start("aux"), each.end("done")
            if any(begin < other.end and other.begin < end for other in found):
                continue
            first = _Match(
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
    return sorted(found, key=lambda each: each.begin)


def _claims(
    sentence: str, shown: str, lower: str, matches: list[_Match], number: int, language: Language
) -> Iterator[Spoken]:
    match = matches[number]
    before = lower[: match.begin]
    begin, end = _clause(lower, matches, number, language)
    subject, rest = lower[begin : match.begin], lower[match.end : end]
    if (
        language.conditions.search(before)
        or language.negations.search(subject + " " + lower[match.begin : match.end])
        or language.others.search(rest[:_AFTER])
    ):
        return
    about = subject if match.voice == "passive" else rest[:_OBJECT]
    if language.free:  # what it happened to can stand between the two
        between = lower[match.gap : match.end - len(match.verb)]
        about = f"{subject if match.voice == 'passive' else ''} {between} {about}".strip()
    if number and match.voice == "passive" and not subject.strip():  # `has been cancelled and refunded`
        about = lower[_clause(lower, matches, number - 1, language)[0] : matches[number - 1].begin]
    again = match.voice == "passive" and language.restated.search(rest[:_AFTER])
    restated = bool(again) or bool(
        language.restated.search(lower[match.begin : match.end]) or language.relative.search(subject)
    )
    sure, state = match.sure and not restated, restated or (match.aux in language.states)
    active = match.voice == "active"
    yield _spoken(sentence, shown[begin:end], about, match.verb, language, sure=sure, state=state, active=active)
    if match.voice == "passive" and sure and language.including.match(rest):
        for part in language.splits.split(rest[: _OBJECT * 2])[1:]:
            yield _spoken(sentence, part, part, match.verb, language, sure=True, state=False, part=True)


def _clause(lower: str, matches: list[_Match], number: int, language: Language) -> tuple[int, int]:
    """Where the clause of a match begins and ends."""
    match = matches[number]
    lower = _ASIDE.sub(lambda aside: " " * len(aside.group()), lower)
    begin = max((found.end() for found in _WALL.finditer(lower, 0, match.begin)), default=0)
    if number:
        previous = matches[number - 1].end
        cuts = [found.end() for found in language.splits.finditer(lower, previous, match.begin)]
        begin = max(begin, cuts[-1] if cuts else previous)
    wall = _WALL.search(lower, match.end)
    end = wall.start() if wall else len(lower)
    if number + 1 < len(matches) and matches[number + 1].begin < end:
        following = matches[number + 1].begin
        cuts = [found.start() for found in language.splits.finditer(lower, match.end, following)]
        end = cuts[-1] if cuts else following
    return min(begin, match.begin), max(end, match.end)


def _without_verb(sentence: str, shown: str, lower: str, language: Language) -> Iterator[Spoken]:
    """`1 checked bag added`, `a confirmation is on its way`, `all set`, `you will receive a refund`."""
    found = language.underway.search(lower)
    if found and not language.conditions.search(lower) and not language.negations.search(lower):
        yield _spoken(sentence, shown, lower[: found.start()], "", language, sure=True, state=False, effects=("send",))
        return
    found = language.promised.search(lower)
    if found:
        rest = f"{lower[: found.start()]} {lower[found.end() :]}"
        if not language.conditions.search(rest) and not language.negations.search(rest):
            yield from _promised(sentence, shown, lower, found, language)
        return
    words = lower.strip(" .!\"”'")
    if words in language.finished_alone or (language.finished.search(lower) and not language.conditions.search(lower)):
        yield _spoken(sentence, shown, "", "", language, sure=False, state=True)
        return
    bare = next((each for each in language.bare.finditer(lower) if _stands_alone(lower, each, language)), None)
    clear = not language.conditions.search(lower) and not language.negations.search(lower)
    if (
        bare
        and clear
        and len(lower) < _BARE
        and not re.search(r"\b(?:will|can|is|are|was|were|has|have|be|to be)\b", lower[: bare.start()])
    ):
        head = re.split(r"[:(]\s?", lower[: bare.start()])[-1]
        tail = re.split(r"[;—–(]\s?|\.\s", lower[bare.end() :])[0][:_OBJECT]
        about = head if head.strip() else tail
        yield _spoken(sentence, shown, about, bare["done"], language, sure=False, state=False, bare=True)


def _stands_alone(lower: str, bare: re.Match[str], language: Language) -> bool:
    """Whether a participle is what a phrase says (`1 bag added`), and no adjective (`the revised time`)."""
    begins = not lower[: bare.start()].strip() or lower[: bare.start()].rstrip().endswith((":", "—", "–"))
    return begins or bool(language.goes_on.match(lower, bare.end()))


def _promised(sentence: str, shown: str, lower: str, found: re.Match[str], language: Language) -> Iterator[Spoken]:
    verb = language.bare.search(lower, found.end()) if language.free else _FOLLOWS.match(lower, found.end())
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
    effects: tuple[str, ...] = (),
) -> Spoken:
    lower = text.lower()
    things = language.named_things(about)
    effects = effects or language.done.get(verb) or language.verbs.get(verb) or (ANY,)
    if ANY in effects:
        nominal = [name for word in _WORD.findall(about) for name in language.nominal.get(word, ()) if name != ANY]
        effects = (*dict.fromkeys(nominal), ANY)
    return Spoken(
        sentence=sentence,
        text=text.strip().rstrip(",").strip(),
        about=about.strip(),
        verb=verb,
        effects=effects,
        things=things,
        amounts=_amounts(lower),
        counts=tuple(_counts(about, language)),
        identities=tuple(dict.fromkeys(found.group() for found in _IDENTITY.finditer(_told(text, language)))),
        sure=sure,
        state=state or bool(language.formerly.match(about.strip())),
        promised=promised,
        part=part,
        bare=bare,
        active=active,
        language=language,
    )


def _told(text: str, language: Language) -> str:
    """A clause without what it excepts."""
    found = language.excepting.search(text.lower())
    return text[: found.start()] if found else text


def _amounts(lower: str) -> tuple[float, ...]:
    return tuple(_number(found[1] or found[2]) for found in _AMOUNT.finditer(lower))


def _number(text: str) -> float:
    """`1,234.50` as well as `12,50`."""
    return float(re.sub(r",(?=\d{1,2}\Z)", ".", text).replace(",", ""))


def _counts(about: str, language: Language) -> Iterator[tuple[int, str]]:
    """How many of which thing: `three checked bags`."""
    numbers = "|".join([*language.numbers, r"\d{1,3}"])
    for found in re.finditer(rf"(?<![\w$€£#.,/-])({numbers})\s+((?:[^\W\d]+[\s-]+){{0,2}}?)([^\W\d]+)", about):
        thing = language.things.get(found[3])
        number = (
            language.numbers.get(found[1]) or int(found[1]) if found[1] in language.numbers or found[1].isdigit() else 0
        )
        if thing and number > 1:
            yield number, thing
