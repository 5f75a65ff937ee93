"""What had happened when something was said: the calls of a session up to there, with the abilities behind them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from blastradius.analysis.claims.abilities import Ability
from blastradius.analysis.claims.report import Made
from blastradius.traces.events import Call
from blastradius.traces.join import Outcome

_DEEPEST = 12
_MOST_VALUES = 8
_LONGEST_VALUE = 30
_MOST_LEAVES = 20_000


class Deed(Struct, frozen=True, kw_only=True):
    """A call that changes something, or tried to. `parts` are the things that its arguments name."""

    made: Made
    ability: Ability
    outcome: Outcome
    parts: frozenset[str]
    paid: tuple[float, ...]

    @property
    def call(self) -> Call:
        """The call itself."""
        return self.made.call

    @property
    def happened(self) -> bool:
        """Whether it did, or can have."""
        return self.outcome is not Outcome.FAILED


class Scene(Struct, frozen=True, kw_only=True):
    """What is known at the moment of a message. `deeds` are those up to then, in order.

    `known` is false where no inventory says what tools the agent has. `rules` are its instructions, in lower case.
    `words` are the values that an argument takes anywhere in these runs.
    """

    abilities: tuple[Ability, ...]
    parts: Mapping[str, frozenset[str]]
    deeds: tuple[Deed, ...]
    looks: tuple[Call, ...]
    rules: tuple[str, ...]
    known: bool
    words: Mapping[str, frozenset[str]]


def only_accepts(deed: Deed) -> bool:
    """Whether the answer of a call says no more than that the task was taken on."""
    receipt = deed.ability.operation.receipt if deed.ability.operation else None
    return receipt is not None and receipt.completion == "async"


def accepted(deed: Deed) -> str:
    """Why such a call proves nothing."""
    return f"{deed.made.name} only accepts the task; whether it was done is not in this record"


def leaves(value: Any, key: str = "", depth: int = 0) -> Iterable[tuple[str, Any]]:
    """Every single value in data, with the name it stands under."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, str(name), depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, key, depth + 1)
    else:
        yield key, value


def spoken_values(calls: Sequence[Call]) -> dict[str, frozenset[str]]:
    """The few words that an argument can be: `cabin` is economy or business. Names and free text are left out."""
    found: dict[str, set[str]] = {}
    arguments = {key for call in calls for key, value in leaves(call.arguments) if _is_word(value)}
    for call in calls:
        for number, (key, value) in enumerate((*leaves(call.arguments), *leaves(call.result))):
            if number > _MOST_LEAVES:
                break
            if key in arguments and isinstance(value, str):
                found.setdefault(key, set()).add(value if _is_word(value) else "\0")
    return {
        key: frozenset(values)
        for key, values in found.items()
        if 1 < len(values) <= _MOST_VALUES and "\0" not in values
    }


def _is_word(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 3 < len(value) <= _LONGEST_VALUE
        and value == value.lower()
        and value.replace(" ", "").replace("_", "").isalpha()
    )
