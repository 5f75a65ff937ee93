"""Inventories with few names and dense edges, as files: sparse ones do not find the classic bugs.

Entities are plain mappings, as somebody would write them. `written` makes YAML of them, each item of a list on a line
of its own, so that a cited line holds the whole fact; `catalog_of` goes from there through the real reader.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, TypeAlias

from hypothesis import strategies as st

from blastradius.analysis.reach.report import Kind, Start
from blastradius.model.catalog import Catalog
from blastradius.source.yaml import read_yaml

Entity: TypeAlias = dict[str, Any]

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SINCE = datetime(2026, 11, 15, 12, tzinfo=UTC)

BEFORE = "2026-11-14"
SAME_DAY = "2026-11-15"
INSIDE = "2026-11-18"
AFTER = "2027-01-01"

LEVELS = ("read", "write", "admin")
SCOPES = ("a:x", "a:y", "a:*", "b", "A:X", "B")
ASKED = ("a:x", "a:y", "b", "A:X", "a:*")
PARTS = ("q", "r1", "r2", "r*")
CONDITIONS = ("mfa", "vpn", "otp")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question to one inventory. `files` hold entities; `starts` are pairs of kind and id."""

    files: tuple[tuple[str, tuple[Entity, ...]], ...]
    starts: tuple[tuple[str, str], ...]
    since: datetime | None = None
    assumed: tuple[str, ...] = ()
    as_tools: bool = False

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All of them, in the order in which they are read."""
        return tuple(entity for _, entities in self.files for entity in entities)

    @property
    def key(self) -> str:
        """Tells cases apart."""
        return json.dumps([self.files, self.starts, str(self.since), self.assumed, self.as_tools])

    @property
    def catalog(self) -> Catalog:
        """The inventory as the program reads it."""
        return catalog_of(self.files)

    @property
    def wanted(self) -> tuple[Start, ...]:
        """Where the search starts."""
        return tuple(Start(kind=Kind(kind), id=name) for kind, name in self.starts)

    def with_entities(self, entities: Iterable[Entity]) -> "Case":
        """The same question to other facts."""
        return replace(self, files=(("inventory.yaml", tuple(entities)),))


def written(entity: Mapping[str, Any]) -> str:
    """YAML with one item of a list on each line."""
    lines = []
    for key, value in entity.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            lines.append(f"{key}:")
            lines += [f"  - {json.dumps(item)}" for item in value]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"


def texts_of(files: Iterable[tuple[str, Iterable[Entity]]]) -> dict[str, str]:
    """What stands in each file."""
    return {path: "---\n".join(map(written, entities)) for path, entities in files}


def catalog_of(files: Iterable[tuple[str, Iterable[Entity]]]) -> Catalog:
    """The catalog of these files, read in sorted order like every inventory."""
    documents = []
    for path, text in sorted(texts_of(files).items()):
        found, findings = read_yaml(text, path)
        assert findings == []
        documents += found
    return Catalog.of(documents)


def system(name: str, **cells: Any) -> Entity:
    """A system with the cells that reach looks at."""
    return {"apiVersion": "blastradius/v1", "kind": "System", "id": name, **cells}


def credential(name: str, **cells: Any) -> Entity:
    """A credential."""
    return {"apiVersion": "blastradius/v1", "kind": "Credential", "id": name, **cells}


def agent(name: str, **cells: Any) -> Entity:
    """An agent."""
    return {"apiVersion": "blastradius/v1", "kind": "Agent", "id": name, **cells}


Choices: TypeAlias = Sequence[Any]
"""What a cell can hold, the plainest first: an example shrinks towards it. `None` leaves the cell out."""


def _lists(names: tuple[str, ...]) -> tuple[Any, ...]:
    """Lists of one or two of the names, as often of one as of two."""
    pairs = [list(pair) for pair in combinations(names, 2)]
    ones = [[name] for name in names] * max(1, len(pairs) // len(names))
    return (*ones, *pairs)


def _mostly(usual: Choices, *rare: Any, one_in: int) -> Choices:
    """Now and then something rare, else each of the usual as often as the others."""
    times = -(-(one_in - 1) * len(rare) // len(usual))
    return (*(list(usual) * max(times, 1)), *rare)


def _or_none(usual: Choices, nones: int = 1) -> Choices:
    """The cell is there as often as not, or less."""
    return (*([None] * (len(usual) * nones)), *usual)


_ACCESS = _mostly(("read", *LEVELS), "unknown", None, one_in=20)
_CONDITION_LISTS = _or_none((*_lists(CONDITIONS), [], "unknown"), 2)
_END = (*[None] * 12, AFTER, INSIDE, SAME_DAY, BEFORE, "2026-11-15T12:00:00Z", "unknown")
_FAR = _mostly(_or_none((*_lists(SCOPES), ["*"])), [], "unknown", ["a:x", "unknown"], one_in=40)
_WHERE = _mostly(_or_none((*_lists(PARTS), ["*"])), [], "unknown", one_in=40)
_NEED = {
    "access": (None, *LEVELS, "unknown"),
    "requires": _or_none(_lists(ASKED)),
    "resources": _mostly(_or_none((*_lists(PARTS), ["*"]), 2), "unknown", ["q", "unknown"], one_in=20),
    "conditions": _or_none(_lists(CONDITIONS), 4),
}
_REST = {"as": (None, *LEVELS, "unknown"), "conditions": _or_none(_lists(CONDITIONS), 4)}
_GRANT = {
    "access": _ACCESS,
    "scopes": _FAR,
    "resources": _WHERE,
    "denies": _or_none(_lists(SCOPES), 2),
    "conditions": _CONDITION_LISTS,
    "until": _END,
}
_PIECE = {  # a little: on one part, at one level, with one scope
    "access": LEVELS,
    "scopes": tuple([scope] for scope in SCOPES),
    "resources": tuple([part] for part in PARTS),
}
_ALSO = (None, None, None, None, ["op0"], ["op1"], ["op2"], ["op1", "op2"], ["nowhere"])
_OPERATION = {
    "effect": ("read", "write", "grant", "unknown", ["read", "send"], "pay", "execute", ["write", "unknown"]),
    "access": (None, None, *LEVELS, "unknown"),
    "requires": _or_none(_lists(ASKED)),
    "also": _ALSO,
}
_NARROW = {"effect": ("read", "write"), "access": LEVELS, "requires": tuple([scope] for scope in ASKED), "also": _ALSO}
_DISCHARGES = tuple(
    {"condition": name} if level == "read" else {"condition": name, "access": level}
    for name in CONDITIONS
    for level in LEVELS
)
_IMPLIED = tuple({one: [other]} for one in ASKED for other in SCOPES if one != other)

_SLOT = 96
"""Bytes for each entity: one that shrinks leaves the others alone."""

_SLOTS = 18


class _Tape:
    """Bytes that decide, one for each choice; where they run out, the plainest is taken."""

    def __init__(self, drawn: bytes) -> None:
        self._left = iter(drawn)

    def pick(self, choices: Choices) -> Any:
        return choices[next(self._left, 0) * len(choices) // 256]

    def mapping(self, cells: Mapping[str, Choices]) -> Entity:
        picked = {name: self.pick(choices) for name, choices in cells.items()}
        return deepcopy({name: value for name, value in picked.items() if value is not None})

    def some(self, least: int, most: int, make: Callable[[], Entity]) -> list[Entity]:
        return [make() for _ in range(self.pick(range(least, most + 1)))]


def _numbered(items: Iterable[Entity], key: str, prefix: str) -> list[Entity]:
    return [{key: f"{prefix}{number}", **item} for number, item in enumerate(items)]


def _system(tape: _Tape, name: str, systems: tuple[str, ...], credentials: tuple[str, ...]) -> Entity:
    cells = tape.mapping(
        {
            "feeds": _or_none([[{"system": each}] for each in systems]),
            "discharges": _or_none([[each] for each in _DISCHARGES]),
            "scope_implies": _or_none(_IMPLIED),
            "scopes_case": (None, "sensitive", "insensitive", "insensitive"),
            "untrusted_input": (None, None, False, True),
        }
    )
    if more := tape.pick((None, None, *_IMPLIED)):
        cells["scope_implies"] = {**more, **cells.get("scope_implies", {})}
    turn = tape.pick(range(len(credentials)))
    turned = (*credentials[turn:], *credentials[:turn])
    few, grant, operation = tape.pick(((99, _GRANT, _OPERATION), (2, _GRANT, _OPERATION), (1, _PIECE, _NARROW)))
    return system(
        name,
        credentials=tape.some(1, 6, lambda: tape.mapping({"credential": turned[:few], **grant})),
        operations=_operations(tape, tape.some(0, 3, lambda: tape.mapping(operation))),
        **cells,
    )


def _operations(tape: _Tape, items: list[Entity]) -> list[Entity]:
    """Now and then the last one is written under the id of the first."""
    numbered = _numbered(items, "id", "op")
    if tape.pick(range(8)) == 7:
        numbered[-1:] = [{**each, "id": "op0"} for each in numbered[-1:]]
    return numbered


def _credential(tape: _Tape, name: str, systems: tuple[str, ...]) -> Entity:
    def need() -> Entity:
        return tape.mapping({"system": systems, **_NEED})

    def way() -> Entity:
        asked = need() if tape.pick((True, True, False)) else {"all_of": tape.some(1, 3, need)}
        return {**asked, **tape.mapping(_REST)}

    return credential(name, **tape.mapping({"expires": _END}), obtainable_from=tape.some(0, 4, way))


def _agent(
    tape: _Tape, name: str, agents: tuple[str, ...], systems: tuple[str, ...], credentials: tuple[str, ...]
) -> Entity:
    def target() -> str:
        return f"{tape.pick(systems)}/{tape.pick(('op0', 'op1', 'op2'))}"

    def listed() -> Any:
        own = tape.mapping({"credential": (None, *credentials)})
        return tape.pick((target(), {"id": target(), **own}))

    def tool() -> Entity:
        operation = tape.pick((target(), target(), target(), "none", [listed(), listed()]))
        return {"operation": operation, "credential": tape.pick(_mostly(credentials, "unknown", one_in=8))}

    cells = tape.mapping({"delegates_to": (None, *_lists(agents))})
    return agent(name, tools=_numbered(tape.some(1, 2, tool), "name", "tool"), **cells)


def _entities(drawn: bytes) -> list[Entity]:
    """Some ids are referred to without an entry, now and then an entity is said twice."""
    slots = [_Tape(drawn[start : start + _SLOT]) for start in range(0, len(drawn), _SLOT)]
    counts = slots.pop()
    systems = tuple(f"s{number}" for number in range(counts.pick(range(2, 6))))
    credentials = tuple(f"c{number}" for number in range(counts.pick(range(2, 7))))
    agents = tuple(f"a{number}" for number in range(counts.pick((0, 1, 2, 3, 3))))
    entities = [_system(slots.pop(), name, (*systems, "gone"), (*credentials, "lost")) for name in systems]
    entities += [_credential(slots.pop(), name, (*systems, "gone")) for name in credentials]
    entities += [_agent(slots.pop(), name, (*agents, "left"), (*systems, "gone"), credentials) for name in agents]
    if counts.pick(range(10)) == 9:
        twin = _system(slots.pop(), systems[0], systems, credentials)
        entities += [{**twin, "operations": []}, _credential(slots.pop(), credentials[0], systems)]
    return entities


def _case(drawn: bytes) -> Case:
    entities, tape = _entities(drawn[_SLOT:]), _Tape(drawn[:_SLOT])
    choices = [(each["kind"].lower(), each["id"]) for each in entities]
    choices += [("credential", "lost"), ("system", "gone"), ("agent", "left")]
    choices += 2 * [choice for choice in choices if choice[0] == "credential"]
    starts = [tape.pick(choices), tape.pick((None, *choices)) if tape.pick((False, True)) else None]
    parts = tape.pick((1, 2, 3))
    files = tuple((f"file{number}.yaml", tuple(entities[number::parts])) for number in range(parts))
    return Case(
        files=tuple((path, held) for path, held in files if held),
        starts=tuple(dict.fromkeys(filter(None, starts))),
        since=tape.pick((None, SINCE, SINCE)),
        assumed=tape.pick(((), (), ("mfa",), ("mfa", "otp"), ("prompt-injection",), ("prompt-injection", "vpn"))),
        as_tools=tape.pick((False, True)),
    )


def cases() -> st.SearchStrategy[Case]:
    """An inventory and a question to it.

    One draw of many bytes: it is quick, and no part is a copy of another, which Hypothesis likes to try.
    """
    size = _SLOT * (_SLOTS + 1)
    return st.binary(min_size=size, max_size=size).map(_case)


def single_premise(entity: Entity) -> Entity:
    """The entity without anything that takes two facts together: conditions, scopes that are asked for, `all_of`."""
    kept = {key: value for key, value in entity.items() if key not in {"discharges", "untrusted_input"}}
    if "credentials" in kept:
        kept["credentials"] = [_without(grant, "conditions") for grant in kept["credentials"]]
    if "operations" in kept:
        kept["operations"] = [_without(operation, "requires") for operation in kept["operations"]]
    if "obtainable_from" in kept:
        kept["obtainable_from"] = [
            _without({**way.get("all_of", [{}])[0], **_without(way, "all_of")}, "conditions", "requires")
            for way in kept["obtainable_from"]
        ]
    return kept


def _without(mapping: Entity, *keys: str) -> Entity:
    return {key: value for key, value in mapping.items() if key not in keys}
