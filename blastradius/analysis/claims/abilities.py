"""What an agent can do, as words: the operations of its tools, and the tools that a run shows it using."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from blastradius.analysis.claims.words import ANY, Language
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Operation, Tool
from blastradius.traces.events import Call

_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
_BY_EFFECT = {"send": "send", "delete": "delete", "pay": "pay"}
_PREFIX = re.compile(r"^(?:mcp__.+?__|execute_tool |[\w-]+\.)(?=.)")


class Ability(Struct, frozen=True, kw_only=True):
    """One thing that an agent can bring about. `things` and `effects` come from its name, `hints` from its summary.

    `changes` is false for what only looks, `anything` is true for what can do whatever it is told: a shell, a query
    language, another agent.
    """

    name: str
    effects: frozenset[str]
    things: frozenset[str]
    hints: frozenset[str]
    changes: bool
    anything: bool
    money: bool
    operation: Operation | None


def of_operation(name: str, tool: str, operation: Operation | None, known: Sequence[Language]) -> Ability:
    """The ability behind an operation of the inventory."""
    if operation is None:
        return of_tool(tool, known, name=name)
    own = " ".join((pieces(operation.id), pieces(tool), *(pieces(word) for word in operation.says)))
    effects = _effects(own, known) | {_BY_EFFECT[each] for each in operation.effect if each in _BY_EFFECT}
    return Ability(
        name=name,
        effects=frozenset(effects),
        things=_things(own, known),
        hints=_things((operation.summary or "").lower(), known),
        changes=not operation.reads_only,
        anything="execute" in operation.effect or _does_anything(pieces(tool), known),
        money="pay" in operation.effect or operation.amount is not None,
        operation=operation,
    )


def of_tool(tool: str, known: Sequence[Language], *, name: str | None = None) -> Ability:
    """The ability behind a tool of which only the name is known."""
    own = pieces(_PREFIX.sub("", tool))
    first = own.split(" ", 1)[0]
    return Ability(
        name=name or tool,
        effects=frozenset(_effects(own, known)),
        things=_things(own, known),
        hints=frozenset(),
        changes=not any(first in language.looks for language in known),
        anything=_does_anything(own, known),
        money=False,
        operation=None,
    )


def abilities_of(catalog: Catalog, agents: Iterable[str], known: Sequence[Language]) -> dict[str, Ability]:
    """Everything that these agents have tools for, by operation."""
    found: dict[str, Ability] = {}
    for name in agents:
        agent = catalog.agent.get(name)
        for tool in agent.tools if agent else ():
            for target, operation in _bound(catalog, tool):
                found.setdefault(target, of_operation(target, tool.name, operation, known))
    return found


def _bound(catalog: Catalog, tool: Tool) -> list[tuple[str, Operation | None]]:
    if tool.none:
        return []
    if not tool.bound:
        return [(tool.name, None)]
    return [(each.target, catalog.operation.get((each.system, each.operation))) for each in tool.bound]


def parts_of(call: Call, known: Sequence[Language]) -> frozenset[str]:
    """The things that the arguments of a call name and do not leave empty."""
    if not isinstance(call.arguments, dict):
        return frozenset()
    empty: tuple[Any, ...] = (None, "", 0, "0", False, "no", "none", [], {})
    given = " ".join(pieces(str(key)) for key, value in call.arguments.items() if value not in empty)
    return _things(given, known)


def pieces(name: str) -> str:
    """`update_reservationBaggages` as `update reservation baggages`."""
    return " ".join(_PIECE.findall(name)).lower()


def _does_anything(name: str, known: Sequence[Language]) -> bool:
    """By its name alone: `execute_sql`, `call_api`, `task`."""
    words = name.split()
    return any(
        not language.anything.isdisjoint(words)
        or (len(words) == 1 and words[0] in language.anything_run)
        or (words[:1] and words[0] in language.anything_runs and not language.anything_run.isdisjoint(words[1:]))
        for language in known
    )


def _effects(text: str, known: Sequence[Language]) -> set[str]:
    found = {name for language in known for word in text.split() for name in language.verbs.get(word, ())}
    return found - {ANY}


def _things(text: str, known: Sequence[Language]) -> frozenset[str]:
    return frozenset(thing for language in known for thing in language.named_things(text))
