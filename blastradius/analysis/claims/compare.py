"""A claim beside the calls that back it: whether object, value, amount and count agree.

Two values are only compared where they are of the same kind: an id with an id that stood under the same name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blastradius.analysis.claims.abilities import pieces
from blastradius.analysis.claims.amounts import agrees, displayed, in_other_currency, stated
from blastradius.analysis.claims.mentioned import currencies
from blastradius.analysis.claims.own import own_words
from blastradius.analysis.claims.ruling import Difference
from blastradius.analysis.claims.scene import Deed, Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.told import other_told
from blastradius.model.predicate import MISSING, look_up
from blastradius.traces.join import subject_of

_QUANTITY = re.compile(r"\d+[a-z]+")
MOST = 300
"""So many calls of a session are compared in detail; a conversation has a few."""


def difference(claim: Spoken, done: Sequence[Deed], scene: Scene) -> Difference | None:
    """What differs between a claim and every call that could back it; `None` where nothing is known to.

    Among very many calls one that agrees is taken for granted: to look through all for each claim takes too long.
    """
    if len(scene.deeds) > MOST:
        return None
    why = (
        _other_object(claim, done, scene)
        or _other_value(claim, done, scene)
        or _other_amount(claim, done)
        or _fewer(claim, done)
    )
    return Difference(why, sure=True) if why else other_currency(claim, done) or other_told(claim, done)


def _other_object(claim: Spoken, done: Sequence[Deed], scene: Scene) -> str | None:
    names = {_stem(key) for deed in done for key, value in leaves(deed.call.arguments) if _is_id(key, value)}
    names |= {_stem(path.rpartition(".")[2]) for deed in done for path in _object_paths(deed)}
    seen, own = _seen(scene), own_words(claim)
    for identity in (each for each in claim.identities if each in own):
        bare = bare_id(identity)
        if any(mentions(deed, bare) for deed in done) or is_aside(identity, claim, done):
            continue
        known = seen.get(bare, frozenset()) - {""}
        if known & names or (
            not known and (any(_alike(identity, deed) for deed in done) or _other_id(identity, claim, done))
        ):
            return f"{identity} is not what {done[-1].made.name} was called for"
    for thing, number in claim.numbered:
        mine = {number for deed in done for number in _numbers(deed, thing, deed.call.arguments)}
        linked = claim.language.linked.search(claim.text.lower().partition(number)[0])
        if (
            not mine
            and not linked
            and not any(mentions(deed, each) for deed in done for each in (number, *claim.identities))
        ):
            mine = {number for deed in done for number in _numbers(deed, thing, deed.call.result)}
        alike = any(abs(len(number) - len(each)) <= 1 for each in mine)  # else it counts them: `item 1`
        if alike and number not in mine:
            real = f"{thing} {', '.join(sorted(mine))}"
            return f"it says {thing} {number}, and {done[-1].made.name} was called for {real}"
    return None


def _seen(scene: Scene) -> dict[str, frozenset[str]]:
    """The ids of a session, with the names under which they stand: `orders` and `order_id` are one."""
    seen: dict[str, frozenset[str]] = {}
    for call in (*scene.looks, *(deed.call for deed in scene.deeds)):
        for key, value in (*leaves(call.arguments), *leaves(call.result)):
            if isinstance(value, str | int) and not isinstance(value, bool):
                bare = bare_id(str(value))
                seen[bare] = seen.get(bare, frozenset()) | {_stem(key)}
    return seen


def mentions(deed: Deed, bare: str) -> bool:
    """Whether an id stands anywhere in a call or in its result."""
    every = (*leaves(deed.call.arguments), *leaves(deed.call.result))
    return any(bare in str(value).lower() for _, value in every if isinstance(value, str | int))


def objects(deed: Deed) -> list[str]:
    """What a call acted on: where the operation says what that is, else every id among the arguments."""
    paths = _object_paths(deed)
    if paths:
        found = [look_up(subject_of(deed.call), path) for path in paths]
        return [str(value) for value in found if value is not MISSING and isinstance(value, str | int)]
    return [str(value) for key, value in leaves(deed.call.arguments) if _is_id(key, value)]


def _object_paths(deed: Deed) -> tuple[str, ...]:
    return tuple(deed.ability.operation.object) if deed.ability.operation else ()


def _alike(identity: str, deed: Deed) -> bool:
    """Whether an id that nothing recorded shows is of the kind that the call was made for: `w2002` and `w1001`.

    Digits and then small letters can be any quantity (`40x`), unless ids are written like that.
    """
    same = [value for value in objects(deed) if _shape(bare_id(identity)) == _shape(bare_id(value))]
    return any(_QUANTITY.fullmatch(value) for value in same) if _QUANTITY.fullmatch(identity) else bool(same)


def _shape(bare: str) -> str | None:
    """Ids of one kind have the same prefix, or the same length where letters and digits are mixed."""
    if "@" in bare:
        return "@"
    prefixed = re.fullmatch(r"([a-z_-]{1,12})\d{2,}|([a-z_-]{1,16}[_-])\d{1,9}", bare)
    if prefixed:
        return prefixed[1] or prefixed[2]
    mixed = bare.isalnum() and re.search(r"\d", bare) and not bare.isdigit()
    return f"{len(bare)}" if mixed else bare


def is_aside(identity: str, claim: Spoken, done: Sequence[Deed]) -> bool:
    """Whether an id only says more about the object: how it was, what it is `about`, what `which …` tells of it."""
    language, before = claim.language, _before(identity, claim)
    if language.told_of.search(before) or ("@" in identity and language.about.search(before)):
        return True
    changed = {"change", "exchange", "schedule"} & set(claim.effects) and not language.becomes.search(before)
    new = (each for each in claim.identities if language.becomes.search(_before(each, claim)))
    return bool(changed) and any(mentions(deed, bare_id(each)) for each in new for deed in done)


def _before(identity: str, claim: Spoken) -> str:
    return claim.text[: max(0, claim.text.find(identity))].lower()


def _other_id(identity: str, claim: Spoken, done: Sequence[Deed]) -> bool:
    """Whether an id that nothing recorded shows is of a kind that the calls carry: an e-mail address, `HAT039`, `#381`.

    Where something is changed, one can be how it was: there it counts only as the new value, `to HAT039`.
    """
    language, bare = claim.language, bare_id(identity)
    before = _before(identity, claim)
    if bare.isdigit():
        numbers = [each for deed in done for each in map(bare_id, objects(deed)) if each.isdigit()]
        words = re.findall(r"[^\W\d_]+", before)[-1:]
        own = {word for deed in done for word in pieces(deed.ability.name).split()} | set(language.done)
        alone = not any(mentions(deed, bare_id(each)) for each in claim.identities for deed in done)
        same = any(abs(len(bare) - len(each)) <= 1 for each in numbers)
        return identity.startswith("#") and alone and same and own.issuperset(words)
    if "@" not in bare and not re.fullmatch(r"[a-z]{1,12}[-_]?\d{2,}", bare):
        return False
    values = [bare_id(str(value)) for deed in done for _, value in leaves(deed.call.arguments)]
    new = not {"change", "exchange", "schedule"} & set(claim.effects) or language.becomes.search(before)
    return bool(new) and any(_shape(bare) == _shape(each) for each in values)


def _numbers(deed: Deed, thing: str, data: Any) -> list[str]:
    """The numbers of a thing that a call was made for, or made: those of `ticket_id`, where tickets are meant."""
    return [
        str(value).lstrip("#")
        for key, value in leaves(data)
        if (_stem(key) == thing or (thing in deed.ability.things and (thing in key.lower() or _stem(key) == "")))
        and re.fullmatch(r"#?\d{1,9}", str(value))
    ]


def _is_id(key: str, value: Any) -> bool:
    return (
        isinstance(value, str | int)
        and not isinstance(value, bool)
        and key.lower().endswith(("id", "ids", "number", "code"))
    )


def _stem(key: str) -> str:
    """`order_id`, `order_ids` and `orders` are names of the same."""
    return re.sub(r"(?:_?(?:id|number|code))?s?\Z", "", key.lower())


def bare_id(value: str) -> str:
    """An id as it is compared: `#W1001` as `w1001`."""
    return value.lstrip("#").lower()


def _other_value(claim: Spoken, done: Sequence[Deed], scene: Scene) -> str | None:
    """`upgraded to business` where every such call says economy."""
    said = claim.language.no_value.sub(" ", claim.text.lower())
    states = {word for each in claim.language.told_states for word in each.words}
    for key, values in sorted(scene.words.items()):
        if values <= states:
            continue
        given = {str(value).lower() for deed in done for name, value in leaves(deed.call.arguments) if name == key}
        if not given:
            continue
        named = _named(said, values)
        if named and not named & given and not _named(said, given):
            real = f"{key} {', '.join(sorted(given))}"
            return f"it says {', '.join(sorted(named))}, and {done[-1].made.name} was called with {real}"
    return other_alternative(claim, done)


def other_alternative(claim: Spoken, done: Sequence[Deed]) -> str | None:
    """`charged to your credit card` where every such call names a gift card; nothing where one of them names none."""
    said = claim.language.no_value.sub(" ", claim.text.lower())
    for alternatives in claim.language.alternatives:
        named, given = _named(said, alternatives), [_given(deed.call.arguments, alternatives) for deed in done]
        every = frozenset[str]().union(*given, *(_given(deed.call.result, alternatives) for deed in done))
        if named and all(given) and not named & every:
            real = ", ".join(sorted(frozenset[str]().union(*given)))
            return f"it says {', '.join(sorted(named))}, and {done[-1].made.name} was called with {real}"
    return None


def _given(data: Any, alternatives: frozenset[str]) -> frozenset[str]:
    """Which of these some data names: `gift_card_123` is a gift card."""
    words = [str(value).lower().replace("_", " ") for _, value in leaves(data)]
    return frozenset(each for each in alternatives if any(f"{word} ".startswith(f"{each} ") for word in words))


def _named(said: str, values: Sequence[str] | frozenset[str] | set[str]) -> set[str]:
    """Which of these words a text names; of `basic economy` it does not name `economy`."""
    found = set()
    for value in sorted(values, key=lambda each: (-len(each), each)):
        spoken = re.compile(rf"(?<![\w-]){re.escape(value.replace('_', ' '))}(?![\w-])")
        if spoken.search(said):
            found.add(value)
            said = spoken.sub(" ", said)
    return found


def other_currency(claim: Spoken, done: Sequence[Deed]) -> Difference | None:
    """`49 dollars` where every such call was for euros. A `$` alone is written for whatever money is meant."""
    told = currencies(claim.text.lower())
    real = in_other_currency(told, ((each.call, each.ability.operation) for each in done))
    if real is None:
        return None
    said = ", ".join(f"{amount:g} {unit}" for amount, unit in zip(claim.amounts, told, strict=False))
    return Difference(f"it says {said}, and {done[-1].made.name} was called with {real}", sure="$" not in claim.text)


def _other_amount(claim: Spoken, done: Sequence[Deed]) -> str | None:
    if len(claim.amounts) != 1:
        return None
    asked = [amount for deed in done for amount in stated(deed.call, deed.ability.operation)]
    every = [each for deed in done for each in (*displayed(deed.call, deed.ability.operation), *deed.paid)]
    if not asked or agrees(claim.amounts[0], asked) or agrees(claim.amounts[0], every):
        return None
    real = ", ".join(f"{each:g}" for each in asked[-3:])
    return f"it says {claim.amounts[0]:g}, and {done[-1].made.name} was called with {real}"


def _fewer(claim: Spoken, done: Sequence[Deed]) -> str | None:
    """`both orders` where only one was called for. Any count in a call that is as large speaks for the claim."""
    for number, thing in claim.counts:
        if not any(thing in deed.ability.things | deed.ability.hints | deed.parts for deed in done):
            continue
        most = max((_largest(value) for deed in done for value in (deed.call.arguments, deed.call.result)), default=0)
        calls = len({tuple(objects(deed)) or id(deed) for deed in done})
        given = {each for deed in done for each in _given_of(deed.call.arguments, thing, claim)}
        if given and len(given) < number:
            return f"it says {number}, and {done[-1].made.name} was called for {len(given)}: {', '.join(sorted(given))}"
        if max(most, calls) < number:
            times = "once" if calls == 1 else f"{calls} times"
            return f"it says {number}, and {done[-1].made.name} was called {times}"
    return None


def _given_of(arguments: Any, thing: str, claim: Spoken) -> Iterator[str]:
    """The ids of a thing that a call names in a list of its own, or alone: `item_ids`, `reservation_id`."""
    for key, value in arguments.items() if isinstance(arguments, Mapping) else ():
        stem = re.match(r"(?P<stem>.+)_ids?\Z", str(key).lower())
        if stem and claim.language.named_things(stem["stem"].replace("_", " ")) == {thing}:
            yield from map(str, value if isinstance(value, list) else (value,))


def _largest(value: Any, key: str = "") -> int:
    """The largest list or small whole number in some data; an id is no count."""
    if isinstance(value, dict):
        return max((_largest(each, str(name)) for name, each in value.items()), default=0)
    if isinstance(value, list):
        return max(len(value), *(_largest(each, key) for each in value), 0) if value else 0
    small = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100
    return value if small and not key.lower().endswith(("id", "number", "code", "status")) else 0
