"""Inventories with few names and dense edges, as files: sparse ones do not find the classic bugs.

Entities are plain mappings, as somebody would write them. `written` makes YAML of them, each item of a list on a line of
its own, so that a cited line holds the whole fact; `catalog_of` goes from there through the real reader.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, TypeAlias

from hypothesis import strategies as st

from blastradius.analysis.reach.report import Kind, Start
from blastradius.model.build import build
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
SCOPES = ("a", "a:x", "a:y", "a:*", "b", "b:*", "*", "A:X")
ASKED = ("a", "a:x", "a:y", "b", "b:z", "a:*")
PARTS = ("r", "r1", "r2", "r*", "*")
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
    return build(documents)


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
    """Lists of one or two of the names."""
    return (*([name] for name in names), *(list(pair) for pair in combinations(names, 2)))


def _mostly(usual: Choices, *rare: Any, one_in: int) -> Choices:
    """Now and then something rare, else each of the usual as often as the others."""
    times = -(-(one_in - 1) * len(rare) // len(usual))
    return (*(list(usual) * max(times, 1)), *rare)


def _or_none(usual: Choices, nones: int = 1) -> Choices:
    """The cell is there as often as not, or less."""
    return (*([None] * (len(usual) * nones)), *usual)


_ACCESS = _mostly(LEVELS, "unknown", None, one_in=10)
_CONDITION_LISTS = _or_none((*_lists(CONDITIONS), [], "unknown"))
_END = (None, None, None, None, AFTER, INSIDE, SAME_DAY, BEFORE, "2026-11-15T12:00:00Z", "unknown")
_FAR = _mostly(_or_none(_lists(SCOPES)), [], "unknown", ["a", "unknown"], one_in=20)
_WHERE = _mostly(_or_none(_lists(PARTS)), [], "unknown", one_in=20)
_WAY = {
    "access": (None, *LEVELS, "unknown"),
    "requires": _or_none(_lists(ASKED)),
    "resources": _or_none(_lists(PARTS)),
    "conditions": _or_none(_lists(CONDITIONS), 2),
}
_REST = {"as": (None, *LEVELS, "unknown"), "conditions": _or_none(_lists(CONDITIONS), 2)}


def _mapping(cells: Mapping[str, Choices]) -> st.SearchStrategy[Entity]:
    """One of the choices for each cell, in a single draw: a byte picks one, which is ten times as fast."""
    names = list(cells)

    def chosen(drawn: bytes) -> Entity:
        picked = {name: cells[name][byte * len(cells[name]) // 256] for name, byte in zip(names, drawn, strict=True)}
        return {name: value for name, value in picked.items() if value is not None}

    return st.binary(min_size=len(names), max_size=len(names)).map(chosen)


def _numbered(items: Iterable[Entity], key: str, prefix: str) -> list[Entity]:
    return [{key: f"{prefix}{number}", **item} for number, item in enumerate(items)]


def _grants(credentials: tuple[str, ...]) -> st.SearchStrategy[list[Entity]]:
    grant = {
        "credential": credentials,
        "access": _ACCESS,
        "scopes": _FAR,
        "resources": _WHERE,
        "denies": _or_none(_lists(SCOPES), 2),
        "conditions": _CONDITION_LISTS,
        "until": _END,
    }
    return st.lists(_mapping(grant), min_size=1, max_size=4)


@st.composite
def _system(draw: st.DrawFn, name: str, systems: tuple[str, ...], credentials: tuple[str, ...]) -> Entity:
    operation = {
        "effect": ("read", "write", "grant", "unknown", ["read", "send"], "pay", "execute", ["write", "unknown"]),
        "access": (None, None, *LEVELS, "unknown"),
        "requires": _or_none(_lists(ASKED)),
    }
    cells = {
        "feeds": _or_none([[{"system": each}] for each in systems]),
        "discharges": _or_none(
            [[{"condition": each}, {"condition": each, "access": "write"}][which:] for each in CONDITIONS for which in (0, 1)]
        ),
        "scope_implies": _or_none([{one: [other]} for one in ASKED for other in SCOPES], 2),
        "more": _or_none([{one: [other, "b:*"]} for one in ASKED for other in SCOPES], 3),
        "scopes_case": (None, None, "insensitive", "sensitive"),
        "untrusted_input": (None, True, False),
    }
    drawn = draw(_mapping(cells))
    if "more" in drawn:
        drawn["scope_implies"] = {**drawn.pop("more"), **drawn.get("scope_implies", {})}
    grants = draw(_grants(credentials))
    operations = _numbered(draw(st.lists(_mapping(operation), max_size=3)), "id", "op")
    return system(name, credentials=grants, operations=operations, **drawn)


@st.composite
def _credential(draw: st.DrawFn, name: str, systems: tuple[str, ...]) -> Entity:
    need = _mapping({"system": systems, **_WAY})
    one = st.tuples(st.lists(need, min_size=1, max_size=1), _mapping(_REST)).map(lambda both: {**both[0][0], **both[1]})
    together = st.tuples(st.lists(need, min_size=1, max_size=3), _mapping(_REST))
    several = together.map(lambda both: {"all_of": both[0], **both[1]})
    ways = draw(st.lists(st.one_of(one, one, several), max_size=3))
    return credential(name, obtainable_from=ways, **draw(_mapping({"expires": _END})))


@st.composite
def _agent(
    draw: st.DrawFn, name: str, agents: tuple[str, ...], systems: tuple[str, ...], credentials: tuple[str, ...]
) -> Entity:
    targets = tuple(f"{each}/op{number}" for each in systems for number in range(3))
    listed = [[one, {"id": other, "credential": used}] for one in targets for other in targets for used in credentials]
    tool = {"operation": (*targets, *targets, "none", *listed[:: len(listed) // len(targets)]), "credential": credentials}
    tools = _numbered(draw(st.lists(_mapping(tool), min_size=1, max_size=3)), "name", "tool")
    return agent(name, tools=tools, **draw(_mapping({"delegates_to": _or_none(_lists(agents))})))


@st.composite
def inventories(draw: st.DrawFn) -> tuple[Entity, ...]:
    """The entities of an inventory: some ids are referred to without an entry, now and then one is said twice."""
    systems = tuple(f"s{number}" for number in range(draw(st.integers(2, 5))))
    credentials = tuple(f"c{number}" for number in range(draw(st.integers(2, 6))))
    agents = tuple(f"a{number}" for number in range(draw(st.integers(0, 2))))
    entities = [draw(_system(name, (*systems, "gone"), (*credentials, "lost"))) for name in systems]
    entities += [draw(_credential(name, (*systems, "gone"))) for name in credentials]
    entities += [draw(_agent(name, (*agents, "left"), (*systems, "gone"), credentials)) for name in agents]
    if draw(st.integers(0, 9)) == 9:
        twin = draw(_system(systems[0], systems, credentials))
        entities.append({key: value for key, value in twin.items() if key != "operations"})
        entities.append(draw(_credential(credentials[0], systems)))
    return tuple(entities)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """An inventory and a question to it, spread over one to three files."""
    entities = draw(inventories())
    choices = [(each["kind"].lower(), each["id"]) for each in entities]
    choices += [("credential", "lost"), ("system", "gone"), ("agent", "left")]
    choices += 2 * [choice for choice in choices if choice[0] == "credential"]
    question = draw(
        _mapping(
            {
                "first": choices,
                "second": _or_none(choices, 2),
                "parts": (1, 2, 3),
                "since": (NOW, SINCE, SINCE),
                "assumed": _or_none(_lists((*CONDITIONS, "prompt-injection")), 1),
                "as_tools": (False, True),
            }
        )
    )
    parts = question["parts"]
    files = tuple((f"file{number}.yaml", entities[number::parts]) for number in range(parts))
    starts = dict.fromkeys(filter(None, (question["first"], question.get("second"))))
    return Case(
        files=tuple((path, held) for path, held in files if held),
        starts=tuple(starts),
        since=None if question["since"] is NOW else SINCE,
        assumed=tuple(question.get("assumed", ())),
        as_tools=question["as_tools"],
    )


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
