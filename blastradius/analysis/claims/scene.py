"""What had happened when something was said: the calls of a session up to there, with the abilities behind them."""

from collections.abc import Iterable, Mapping
from itertools import islice
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
_NO_WORD = "\0"


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


class Vocabulary:
    """The few words that an argument can be: `cabin` is economy or business. Names and free text are left out."""

    def __init__(self) -> None:
        self._arguments: set[str] = set()
        self._values: dict[str, set[str]] = {}

    def learn(self, call: Call) -> None:
        """Know the words of a call and of its result."""
        self._arguments |= {key for key, value in leaves(call.arguments) if _is_word(value)}
        for key, value in islice((*leaves(call.arguments), *leaves(call.result)), _MOST_LEAVES):
            if isinstance(value, str):
                known = self._values.setdefault(key, set())
                if len(known) <= _MOST_VALUES:
                    known.add(value if _is_word(value) else _NO_WORD)

    def words(self) -> dict[str, frozenset[str]]:
        """By argument, the words that it can be."""
        return {
            key: frozenset(values)
            for key, values in self._values.items()
            if key in self._arguments and 1 < len(values) <= _MOST_VALUES and _NO_WORD not in values
        }


def _is_word(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 3 < len(value) <= _LONGEST_VALUE
        and value == value.lower()
        and value.replace(" ", "").replace("_", "").isalpha()
    )
