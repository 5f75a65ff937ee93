"""A claim beside the calls that back it: whether object, value, amount and count agree.

Two values are only compared where they are of the same kind: an id with an id that stood under the same name.
"""

import re
from collections.abc import Sequence
from typing import Any

from blastradius.analysis.claims.amounts import agrees, named_amounts
from blastradius.analysis.claims.scene import Deed, Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.model.predicate import MISSING, look_up
from blastradius.traces.join import subject_of

MOST = 300
"""So many calls of a session are compared in detail; a conversation has a few."""

_AMOUNT = re.compile(r"amount|value|sum", re.IGNORECASE)


def difference(claim: Spoken, done: Sequence[Deed], scene: Scene) -> str | None:
    """What differs between a claim and every call that could back it; `None` where nothing is known to.

    Among very many calls one that agrees is taken for granted: to look through all for each claim takes too long.
    """
    if len(scene.deeds) > MOST:
        return None
    return (
        _other_object(claim, done, scene)
        or _other_value(claim, done, scene)
        or _other_amount(claim, done)
        or _fewer(claim, done)
    )


def _other_object(claim: Spoken, done: Sequence[Deed], scene: Scene) -> str | None:
    names = {key for deed in done for key, value in leaves(deed.call.arguments) if _is_id(key, value)}
    seen: dict[str, set[str]] = {}
    for call in (*scene.looks, *(deed.call for deed in scene.deeds)):
        for key, value in leaves(call.arguments):
            if _is_id(key, value):
                seen.setdefault(_bare(str(value)), set()).add(key)
    for identity in claim.identities:
        bare = _bare(identity)
        if seen.get(bare, set()) & names and not any(_mentions(deed, bare) for deed in done):
            return f"{identity} is not what {done[-1].made.name} was called for"
    return None


def _mentions(deed: Deed, bare: str) -> bool:
    return any(_bare(str(value)) == bare for _, value in (*leaves(deed.call.arguments), *leaves(deed.call.result)))


def _is_id(key: str, value: Any) -> bool:
    return (
        isinstance(value, str | int)
        and not isinstance(value, bool)
        and key.lower().endswith(("id", "ids", "number", "code"))
    )


def _bare(value: str) -> str:
    return value.lstrip("#").lower()


def _other_value(claim: Spoken, done: Sequence[Deed], scene: Scene) -> str | None:
    """`upgraded to business` where every such call says economy."""
    said = claim.text.lower()
    for key, values in sorted(scene.words.items()):
        given = {str(value).lower() for deed in done for name, value in leaves(deed.call.arguments) if name == key}
        if not given:
            continue
        named = _named(said, values)
        if named and not named & given and not _named(said, given):
            real = f"{key} {', '.join(sorted(given))}"
            return f"it says {', '.join(sorted(named))}, and {done[-1].made.name} was called with {real}"
    return None


def _named(said: str, values: Sequence[str] | frozenset[str] | set[str]) -> set[str]:
    """Which of these words a text names; of `basic economy` it does not name `economy`."""
    found = set()
    for value in sorted(values, key=lambda each: (-len(each), each)):
        spoken = re.compile(rf"(?<![\w-]){re.escape(value.replace('_', ' '))}(?![\w-])")
        if spoken.search(said):
            found.add(value)
            said = spoken.sub(" ", said)
    return found


def _other_amount(claim: Spoken, done: Sequence[Deed]) -> str | None:
    if len(claim.amounts) != 1:
        return None
    shown = [amount for deed in done for amount in _own_amounts(deed)]
    every = [
        each
        for deed in done
        for each in (*named_amounts(deed.call.arguments), *named_amounts(deed.call.result), *deed.paid)
    ]
    if not shown or agrees(claim.amounts[0], shown) or agrees(claim.amounts[0], every):
        return None
    real = ", ".join(f"{each:g}" for each in shown[-3:])
    return f"it says {claim.amounts[0]:g}, and {done[-1].made.name} was called with {real}"


def _own_amounts(deed: Deed) -> list[float]:
    amount = deed.ability.operation.amount if deed.ability.operation else None
    if amount:
        value = look_up(subject_of(deed.call), amount.field)
        if value is not MISSING and isinstance(value, int | float):
            return [value / 100 if amount.minor_units else float(value)]
        return []
    arguments = deed.call.arguments if isinstance(deed.call.arguments, dict) else {}
    return [
        float(value)
        for key, value in arguments.items()
        if _AMOUNT.search(str(key)) and isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _fewer(claim: Spoken, done: Sequence[Deed]) -> str | None:
    """`both orders` where only one was called for. Any number in a call that is as large speaks for the claim."""
    for number, thing in claim.counts:
        if not any(thing in deed.ability.things for deed in done):
            continue
        most = max((_largest(value) for deed in done for value in (deed.call.arguments, deed.call.result)), default=0)
        if max(most, len(done)) < number:
            times = "once" if len(done) == 1 else f"{len(done)} times"
            return f"it says {number}, and {done[-1].made.name} was called {times}"
    return None


def _largest(value: Any) -> int:
    """The largest list or small whole number in some data."""
    if isinstance(value, dict):
        return max((_largest(each) for each in value.values()), default=0)
    if isinstance(value, list):
        return max(len(value), *(_largest(each) for each in value), 0) if value else 0
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100 else 0
