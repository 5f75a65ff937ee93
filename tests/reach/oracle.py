"""A second opinion: the rules of reach as the design states them, for two engines that share no line with ours.

`clingo` gets all of the rules, `sqlite3` the fragment in which each fact follows from a single other one. Facts are
taken from the raw mappings of the inventory. Three worlds are computed at once: `none` assumes no more than the
question does, `direct` is the same without `obtainable_from`, and `all` assumes every condition that the inventory
names.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from clingo import Control, Symbol, SymbolType

from .inventories import NOW, Case, Entity

RULES = """
world(none). world(direct). world(all).
obtains(none). obtains(all).

% Conditions: asked to be assumed, assumed in the world of all, or discharged by an access (rule 3).
meets(W, K) :- world(W), assumed(K).
meets(all, K) :- condition(K).
meets(W, K) :- discharge(S, K, L), access(W, _, S, _, L).

% Scopes of a grant, before the fixpoint: implied ones added, denied ones taken away and implying nothing.
denied(G, T) :- deny(G, D), grant(G, _, S, _), asked(S, T), covers(D, T).
denied(G, T) :- deny(G, D), grant(G, _, S, _), asked(S, T), covers(T, D).
pattern(G, P) :- scope(G, P).
pattern(G, Q) :- grant(G, _, S, _), implies(S, T, Q), carries(G, T).
carries(G, T) :- every_scope(G), grant(G, _, S, _), asked(S, T), not denied(G, T).
carries(G, T) :- pattern(G, P), grant(G, _, S, _), asked(S, T), covers(P, T), not denied(G, T).

% Parts of a system that a grant is for.
for_part(G, R) :- grant(G, _, S, _), part(S, R), whole(G).
for_part(G, R) :- grant(G, _, S, _), part(S, R), resource(G, P), covers(P, R).

% Rule 1.
works(W, G) :- world(W), grant(G, C, _, _), not ended(G), not expired(C), meets(W, K) : under(G, K).
has(W, cred(C), 1..3) :- world(W), start_credential(C).
access(W, cred(C), S, R, L) :- has(W, cred(C), L), grant(G, C, S, M), L <= M, for_part(G, R), works(W, G).
able(W, cred(C), S, R, T) :- has(W, cred(C), _), grant(G, C, S, _), for_part(G, R), works(W, G), carries(G, T).

% A breached system: admin access to all of it is asserted.
access(W, inside(S), S, R, 1..3) :- world(W), start_system(S), part(S, R).
able(W, inside(S), S, R, T) :- world(W), start_system(S), part(S, R), asked(S, T).

% Rule 2.
part_asked(N, R) :- need(N, S, _), part(S, R), not narrowed(N).
part_asked(N, R) :- need(N, S, _), part(S, R), wants_part(N, P), covers(P, R).
met(W, N) :- need(N, S, L), access(W, H, S, R, L), part_asked(N, R);
  able(W, H, S, R, T) : wants_scope(N, T);
  meets(W, K) : wants_condition(N, K).
has(W, cred(C), 1..L) :- obtains(W), way(Y, C, L);
  met(W, N) : together(Y, N);
  meets(W, K) : way_condition(Y, K).

% Operations.
performs(W, H, S, O) :- operation(I, S, O, L), access(W, H, S, R, L); able(W, H, S, R, T) : requires(I, T).

performs(W, H, S, O) :- performs(W, H, S, P), operation(I, S, P, _), also(I, O).

% Rules 4 and 5.
tainted(W, S, R) :- access(W, _, S, R, 2).
tainted(W, T, "*") :- tainted(W, S, _), feeds(S, T).
disclosed(W, S) :- access(W, _, T, _, 1), feeds(S, T).
disclosed(W, S) :- disclosed(W, T), feeds(S, T).

% Rule 6, and agents that act by their tools only from the start.
injected :- assumed("prompt-injection").
tainted(W, S, "*") :- injected, world(W), untrusted(S).
steered(W, A) :- injected, tainted(W, S, _), reads(A, S).
acts(W, A) :- steered(W, A).
acts(W, A) :- world(W), start_tools(A).
acts(W, B) :- acts(W, A), delegates(A, B).
granted(C, S) :- grant(_, C, S, _).
access(W, hands(A, C), S, R, 1..L) :- acts(W, A), tool(I, A, C, S, _), up_to(I, G, L), for_part(G, R), works(W, G).
able(W, hands(A, C), S, R, T) :- acts(W, A), tool(I, A, C, S, _), gives(I, G, T), for_part(G, R), works(W, G).
access(W, hands(A, C), S, R, 1..L) :- acts(W, A), tool(I, A, C, S, L), not granted(C, S), not expired(C), part(S, R).
able(W, hands(A, C), S, R, T) :- acts(W, A), tool(I, A, C, S, _), not granted(C, S), not expired(C), part(S, R),
  tool_scope(I, T).
access(W, taken(A), S, R, 1..3) :- world(W), start_taken(A), tool(I, A, "", S, _), part(S, R).
able(W, taken(A), S, R, T) :- world(W), start_taken(A), tool(I, A, "", S, _), part(S, R), asked(S, T).

% What a tool does keeps within the grants of its credential, or shows that there is more to one than is written.
behind(I, G) :- tool(I, _, C, S, _), grant(G, C, S, _).
at_level(I, R) :- tool(I, _, _, _, L), behind(I, G), grant(G, _, _, M), L <= M, for_part(G, R).
at_scope(I, R, T) :- tool_requires(I, T), behind(I, G), carries(G, T), for_part(G, R).
allowed(I) :- tool_vague(I).
allowed(I) :- at_level(I, R); at_scope(I, R, T) : tool_requires(I, T).
beyond(I) :- behind(I, _), not allowed(I).
up_to(I, G, L) :- beyond(I), behind(I, G), tool(I, _, _, _, L).
up_to(I, G, L) :- allowed(I), behind(I, G), tool(I, _, _, _, L), grant(G, _, _, M), L <= M.
up_to(I, G, M) :- allowed(I), behind(I, G), tool(I, _, _, _, L), grant(G, _, _, M), M < L.
gives(I, G, T) :- beyond(I), behind(I, G), tool_scope(I, T).
gives_pattern(I, G, P) :- allowed(I), behind(I, G), tool_requires(I, P), carries(G, P).
gives_pattern(I, G, Q) :- allowed(I), behind(I, G), grant(G, _, S, _), implies(S, T, Q), gives(I, G, T).
gives(I, G, T) :- gives_pattern(I, G, P), grant(G, _, S, _), asked(S, T), covers(P, T), not denied(G, T).
gives(I, G, T) :- tool_any(I), behind(I, G), carries(G, T).
access(W, cred(C), S, R, L) :- has(W, cred(C), L), beyond(I), tool(I, _, C, S, M), L <= M, behind(I, G),
  for_part(G, R), works(W, G).
able(W, cred(C), S, R, T) :- has(W, cred(C), _), beyond(I), tool(I, _, C, S, _), gives(I, G, T), for_part(G, R),
  works(W, G).
tool_pattern(I, P) :- tool_requires(I, P).
tool_pattern(I, Q) :- tool(I, _, _, S, _), implies(S, T, Q), tool_scope(I, T).
tool_scope(I, T) :- tool(I, _, _, S, _), asked(S, T), tool_pattern(I, P), covers(P, T).
tool_scope(I, T) :- tool(I, _, _, S, _), asked(S, T), tool_any(I).

#show has/3. #show access/5. #show performs/4. #show tainted/3. #show disclosed/2.
"""

PREDICATES = """
#defined assumed/1. #defined condition/1. #defined discharge/3. #defined deny/2. #defined scope/2. #defined implies/3.
#defined every_scope/1. #defined whole/1. #defined resource/2. #defined grant/4. #defined asked/2. #defined part/2.
#defined ended/1. #defined expired/1. #defined under/2. #defined start_credential/1. #defined start_system/1.
#defined need/3. #defined narrowed/1. #defined wants_part/2. #defined wants_scope/2. #defined wants_condition/2.
#defined way/3. #defined together/2. #defined way_condition/2. #defined operation/4. #defined requires/2.
#defined feeds/2. #defined untrusted/1. #defined reads/2. #defined start_tools/1. #defined delegates/2.
#defined also/2. #defined start_taken/1. #defined tool/5. #defined tool_requires/2. #defined tool_any/1.
#defined covers/2. #defined tool_vague/1.
"""

LEVEL = {"read": 1, "write": 2, "admin": 3}
WORDS = {level: word for word, level in LEVEL.items()}


@dataclass(kw_only=True)
class World:
    """Everything that is true in one world.

    A holder is `cred:ID`, `inside:ID`, `taken:AGENT` or `hands:AGENT/CREDENTIAL`.
    """

    has: set[tuple[str, int]] = field(default_factory=set)
    access: set[tuple[str, str, str, int]] = field(default_factory=set)
    performs: set[tuple[str, str, str]] = field(default_factory=set)
    tainted: set[tuple[str, str]] = field(default_factory=set)
    disclosed: set[str] = field(default_factory=set)


def clingo_worlds(case: Case) -> dict[str, World]:
    """What clingo derives in each world."""
    return _solved("\n".join(sorted(set(facts_of(case)))))


@lru_cache(maxsize=20_000)
def _solved(facts: str) -> dict[str, World]:
    control = Control(["--warn=none"], message_limit=0)
    control.add("base", [], PREDICATES + RULES + facts)
    control.ground([("base", [])])
    worlds = {name: World() for name in ("none", "direct", "all")}
    with control.solve(yield_=True) as handle:
        model = handle.model()
        assert model is not None
        for atom in model.symbols(shown=True):
            world, *arguments = (plain(each) for each in atom.arguments)
            found = getattr(worlds[world], atom.name)
            found.add(arguments[0] if len(arguments) == 1 else tuple(arguments))
    for each in worlds.values():
        each.has = {(holder.removeprefix("cred:"), level) for holder, level in each.has}
    return worlds


def plain(symbol: Symbol) -> Any:
    """A term in plain words: `hands("a", "c")` is `hands:a/c`."""
    if symbol.type is SymbolType.Number:
        return symbol.number
    if symbol.type is SymbolType.String:
        return symbol.string
    inner = "/".join(str(plain(argument)) for argument in symbol.arguments)
    return f"{symbol.name}:{inner}" if inner else symbol.name


# --- facts -----------------------------------------------------------------------------------------------------------


def facts_of(case: Case) -> Iterator[str]:
    """The facts that people wrote, with a number for each grant, need, way and tool."""
    entities = case.entities
    systems = [each for each in entities if each["kind"] == "System"]
    credentials = [each for each in entities if each["kind"] == "Credential"]
    agents = [each for each in entities if each["kind"] == "Agent"]
    since = case.since or NOW
    yield from _of_starts(case, agents)
    yield from (_atom("assumed", name) for name in case.assumed)
    yield from (_atom("condition", name) for name in conditions_of(entities))
    words = {name: Words() for kind, name in case.starts if kind == "system"}
    for entity in systems:
        words.setdefault(entity["id"], Words())
        words[entity["id"]].ignore_case |= entity.get("scopes_case") == "insensitive"
    for number, entity in enumerate(systems):
        yield from _of_system(entity, f"{number}", words, since)
    for entity in credentials:
        if all(is_over(each.get("expires"), since) for each in credentials if each["id"] == entity["id"]):
            yield _atom("expired", entity["id"])
    for number, entity in enumerate(credentials):
        yield from _of_ways(entity, f"{number}", words)
    for number, entity in enumerate(agents):
        yield from _of_agent(entity, f"{number}", systems, words)
    yield from _shown_by_tools(systems, agents)
    for name, each in words.items():
        yield from (_atom("asked", name, scope) for scope in each.asked)
        yield from (_atom("part", name, part) for part in each.parts)
        everything = each.asked | each.patterns | each.parts
        yield from (_atom("covers", one, other) for one in everything for other in everything if covers(one, other))


class Words:
    """The scopes and parts that are named for one system."""

    def __init__(self) -> None:
        self.ignore_case = False
        self.asked: set[str] = set()
        self.patterns: set[str] = set()
        self.parts: set[str] = {"*"}

    def ask(self, scope: str) -> str:
        """A scope that something asks for."""
        self.asked.add(self._same(scope))
        return self._same(scope)

    def give(self, scope: str) -> str:
        """A scope that something has."""
        self.patterns.add(self._same(scope))
        return self._same(scope)

    def _same(self, scope: str) -> str:
        return scope.lower() if self.ignore_case else scope


def covers(pattern: str, text: str) -> bool:
    """`refunds:*` covers `refunds:write`."""
    body, star = re.fullmatch(r"(.*?)(\*?)", pattern, re.DOTALL).groups()  # type: ignore[union-attr]
    return text == pattern or bool(star and text[: len(body)] == body)


def is_over(end: object, since: datetime) -> bool:
    """Whether something that ends then was never valid since. A day counts to its last second."""
    if not isinstance(end, str) or end == "unknown":
        return False
    if len(end) == len("2026-11-22"):
        day = datetime.strptime(end, "%Y-%m-%d").replace(tzinfo=UTC)
        return day + timedelta(hours=24) <= since
    return datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) < since


def narrows(value: object) -> bool:
    """Whether a list of parts limits anything: one that is empty, or has an unknown or `*` in it, does not."""
    return isinstance(value, list) and bool(value) and not {"unknown", "*"} & set(value)


def known(value: object) -> list[str]:
    """The names in a list; `unknown` is none."""
    return [item for item in value if item != "unknown"] if isinstance(value, list) else []


def conditions_of(entities: Iterable[Entity]) -> set[str]:
    """Every condition that the inventory names."""
    named: set[str] = set()
    for entity in entities:
        for grant in entity.get("credentials", []):
            named.update(known(grant.get("conditions")))
        for way in entity.get("obtainable_from", []):
            for each in (way, *way.get("all_of", [])):
                named.update(known(each.get("conditions")))
    return named - {"prompt-injection"}


def is_worst(grant: Entity) -> bool:
    """An unknown scope or level counts as admin on the whole system; so does an empty list."""
    limits = (grant[cell] for cell in ("scopes", "resources") if cell in grant)
    return grant.get("access") not in LEVEL or any(limit in ([], "unknown") or "unknown" in limit for limit in limits)


def level_of_operation(operation: Entity) -> int:
    """The level that it takes; where that, or its effect, is unknown, as little as there is."""
    if operation.get("access") == "unknown":
        return 1
    effects = effects_of(operation)
    default = 1 if "unknown" in effects else max({"read": 1, "grant": 3}.get(each, 2) for each in effects)
    return LEVEL.get(operation.get("access", ""), default)


def effects_of(operation: Entity) -> set[str]:
    """One effect, or several."""
    effect = operation["effect"]
    return set(effect) if isinstance(effect, list) else {effect}


def below(agents: Iterable[Entity], name: str) -> set[str]:
    """The agent and all that it delegates to."""
    agents = list(agents)
    found: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        if current not in found:
            found.add(current)
            queue += [other for each in agents if each["id"] == current for other in each.get("delegates_to", [])]
    return found


def bindings(entity: Entity) -> Iterator[tuple[str, str, str]]:
    """System, operation and credential, `""` where nobody named it, of every operation that a tool performs."""
    for tool in entity.get("tools", []):
        operations = tool["operation"] if isinstance(tool["operation"], list) else [tool["operation"]]
        for item in operations:
            target, own = (item["id"], item.get("credential")) if isinstance(item, dict) else (item, None)
            if target != "none":
                name, _, operation = target.partition("/")
                yield name, operation, named(own) or named(tool["credential"])


def named(credential: str | None) -> str:
    """A credential that is known, else nothing."""
    return "" if credential in {None, "unknown"} else str(credential)


def credentials_of(agents: Iterable[Entity], name: str) -> set[str]:
    """What a hijacked agent holds: what its tools are configured with."""
    agents = list(agents)
    names = below(agents, name)
    mine = [each for each in agents if each["id"] in names]
    used = {used for each in mine for _, _, used in bindings(each)} | {
        named(tool["credential"]) for each in mine for tool in each.get("tools", [])
    }
    return used - {""}


def _of_starts(case: Case, agents: list[Entity]) -> Iterator[str]:
    for kind, name in case.starts:
        if kind == "agent" and case.as_tools:
            yield _atom("start_tools", name)
        elif kind == "agent":
            yield from (_atom("start_credential", each) for each in credentials_of(agents, name))
            yield from (_atom("start_taken", each) for each in below(agents, name))
        else:
            yield _atom(f"start_{kind}", name)


def _of_system(entity: Entity, number: str, words: dict[str, Words], since: datetime) -> Iterator[str]:
    name = entity["id"]
    mine = words[name]
    for index, grant in enumerate(entity.get("credentials", [])):
        yield from _of_grant(grant, f"{number}.{index}", name, mine, since)
    for index, operation in enumerate(entity.get("operations", [])):
        key = f"{number}.{index}"
        yield _atom("operation", key, name, operation["id"], level_of_operation(operation))
        yield from (_atom("requires", key, mine.ask(scope)) for scope in known(operation.get("requires")))
        yield from (_atom("also", key, other) for other in operation.get("also", []))
    for scope, implied in entity.get("scope_implies", {}).items():
        yield from (_atom("implies", name, mine.ask(scope), mine.give(each)) for each in implied)
    for feed in entity.get("feeds", []):
        words.setdefault(feed["system"], Words())
        yield _atom("feeds", name, feed["system"])
    for discharge in entity.get("discharges", []):
        yield _atom("discharge", name, discharge["condition"], LEVEL.get(discharge.get("access", "read"), 1))
    if entity.get("untrusted_input") is True:
        yield _atom("untrusted", name)


def _of_grant(grant: Entity, key: str, system: str, words: Words, since: datetime) -> Iterator[str]:
    worst = is_worst(grant)
    yield _atom("grant", key, grant["credential"], system, 3 if worst else LEVEL[grant["access"]])
    if worst or "scopes" not in grant:
        yield _atom("every_scope", key)
    else:
        yield from (_atom("scope", key, words.give(scope)) for scope in grant["scopes"])
    if worst or "resources" not in grant:
        yield _atom("whole", key)
    else:
        yield from (_atom("resource", key, part) for part in grant["resources"])
    words.parts.update(known(grant.get("resources")))
    yield from (_atom("deny", key, words.give(scope)) for scope in known(grant.get("denies")))
    yield from (_atom("under", key, name) for name in known(grant.get("conditions")))
    if is_over(grant.get("until"), since):
        yield _atom("ended", key)


def _of_ways(entity: Entity, number: str, words: dict[str, Words]) -> Iterator[str]:
    for index, way in enumerate(entity.get("obtainable_from", [])):
        key = f"{number}.{index}"
        yield _atom("way", key, entity["id"], LEVEL.get(way.get("as", "admin"), 3))
        yield from (_atom("way_condition", key, name) for name in known(way.get("conditions")))
        for position, need in enumerate(way.get("all_of", [way])):
            need_key = f"{key}.{position}"
            mine = words.setdefault(need["system"], Words())
            yield _atom("together", key, need_key)
            yield _atom("need", need_key, need["system"], LEVEL.get(need.get("access", "read"), 1))
            for part in need["resources"] if narrows(need.get("resources")) else ():
                mine.parts.add(part)
                yield _atom("narrowed", need_key)
                yield _atom("wants_part", need_key, part)
            yield from (_atom("wants_scope", need_key, mine.ask(scope)) for scope in known(need.get("requires")))
            yield from (_atom("wants_condition", need_key, name) for name in known(need.get("conditions")))


def _of_agent(entity: Entity, number: str, systems: list[Entity], words: dict[str, Words]) -> Iterator[str]:
    name = entity["id"]
    yield from (_atom("delegates", name, other) for other in entity.get("delegates_to", []))
    for index, (system, target, used) in enumerate(bindings(entity)):
        key = f"{number}.{index}"
        mine = words.setdefault(system, Words())
        entries = [item for each in systems if each["id"] == system for item in each.get("operations", [])]
        meant = [item for item in entries if item["id"] == target]
        if not meant:
            yield _atom("reads", name, system)
            yield _atom("tool", key, name, used, system, 3)
            yield _atom("tool_any", key)
            yield _atom("tool_vague", key)
        for place, operation in enumerate(meant):  # one that is written twice is read as both
            effects = effects_of(operation)
            if effects & {"read", "execute", "unknown"}:
                yield _atom("reads", name, system)
            unknown = "unknown" in effects or operation.get("access") == "unknown"
            vague = unknown and operation.get("access") not in LEVEL
            entry = f"{key}.{place}"
            yield _atom("tool", entry, name, used, system, 3 if vague else level_of_operation(operation))
            if vague:
                yield _atom("tool_vague", entry)
            yield from (_atom("tool_requires", entry, mine.give(scope)) for scope in known(operation.get("requires")))


def _shown_by_tools(systems: list[Entity], agents: list[Entity]) -> Iterator[str]:
    """Where no grant is written, a tool shows that its credential opens the system."""
    written = {(grant["credential"], each["id"]) for each in systems for grant in each.get("credentials", [])}
    shown = {(used, system) for each in agents for system, _, used in bindings(each) if used} - written
    for used, system in shown:
        key = f"{used} opens {system}"
        yield _atom("grant", key, used, system, 3)
        yield _atom("every_scope", key)
        yield _atom("whole", key)


def _atom(name: str, *arguments: str | int) -> str:
    return f"{name}({', '.join(json.dumps(each) for each in arguments)})."


def _only_named(systems: Iterable[Entity], agents: Iterable[Entity]) -> set[str]:
    """The systems without an entry in which tools do something."""
    return {name for agent in agents for name, _, _ in bindings(agent)} - {each["id"] for each in systems}


def _shown_on(name: str, systems: Iterable[Entity], agents: Iterable[Entity]) -> Iterator[Entity]:
    """What tools show about a system beside its grants, as grants."""
    entries = [each for each in systems if each["id"] == name]
    operations = [item for each in entries for item in each.get("operations", [])]
    for _, target, used in (each for agent in agents for each in bindings(agent) if each[0] == name and each[2]):
        written = [grant for each in entries for grant in each.get("credentials", []) if grant["credential"] == used]
        if not written:
            yield {"credential": used, "access": "admin"}
        for level in {level_of_operation(each) for each in operations if each["id"] == target}:
            if all(not is_worst(grant) and LEVEL[grant["access"]] < level for grant in written):
                yield from ({**grant, "access": WORDS[level]} for grant in written)


# --- sqlite3 ---------------------------------------------------------------------------------------------------------

TABLES = """
CREATE TABLE opens (credential, system, part, level);
CREATE TABLE gives (system, part, level, credential, cap);
CREATE TABLE start (credential);
CREATE TABLE feeds (source, target);
CREATE TABLE level (level);
INSERT INTO level VALUES (1), (2), (3);
"""

HELD = """
CREATE TABLE held AS WITH RECURSIVE held (credential, level) AS (
  SELECT credential, level FROM start, level
  UNION
  SELECT gives.credential, level.level
  FROM held
  JOIN opens ON opens.credential = held.credential AND opens.level = held.level
  JOIN gives ON gives.system = opens.system AND gives.level = opens.level
    AND (gives.part IS NULL OR gives.part = opens.part)
  JOIN level ON level.level <= gives.cap
) SELECT * FROM held
"""

ACCESS = """
CREATE TABLE access AS SELECT held.credential, system, part, held.level
FROM held JOIN opens ON opens.credential = held.credential AND opens.level = held.level
"""

TAINTED = """
WITH RECURSIVE tainted (system, part) AS (
  SELECT system, part FROM access WHERE level = 2
  UNION
  SELECT target, '*' FROM tainted JOIN feeds ON source = system
) SELECT * FROM tainted
"""

DISCLOSED = """
WITH RECURSIVE disclosed (system) AS (
  SELECT source FROM access JOIN feeds ON target = system WHERE level = 1
  UNION
  SELECT source FROM disclosed JOIN feeds ON target = system
) SELECT * FROM disclosed
"""


def sqlite_world(case: Case) -> World:
    """What recursive queries derive, for an inventory of `single_premise` entities and credentials to start with.

    What tools show is looked up beforehand: nothing takes a scope, so that a tool does more than its grants only where
    all of them give a lower level.
    """
    base = sqlite3.connect(":memory:")
    base.executescript(TABLES)
    systems = [each for each in case.entities if each["kind"] == "System"]
    credentials = [each for each in case.entities if each["kind"] == "Credential"]
    agents = [each for each in case.entities if each["kind"] == "Agent"]
    systems += [{"id": name} for name in _only_named(systems, agents)]
    since = case.since or NOW
    parts: dict[str, set[str]] = {}
    for entity in systems:
        parts.setdefault(entity["id"], {"*"})
        for grant in entity.get("credentials", []):
            parts[entity["id"]].update(known(grant.get("resources")))
    for entity in credentials:
        for way in entity.get("obtainable_from", []):
            wanted = way["resources"] if narrows(way.get("resources")) else []
            parts.setdefault(way["system"], {"*"}).update(wanted)
    expired = {
        entity["id"]
        for entity in credentials
        if all(is_over(each.get("expires"), since) for each in credentials if each["id"] == entity["id"])
    }
    for entity in systems:
        base.executemany(
            "INSERT INTO feeds VALUES (?, ?)", [(entity["id"], feed["system"]) for feed in entity.get("feeds", [])]
        )
        for grant in (*entity.get("credentials", []), *_shown_on(entity["id"], systems, agents)):
            if is_over(grant.get("until"), since) or grant["credential"] in expired:
                continue
            level = 3 if is_worst(grant) else LEVEL[grant["access"]]
            limits = ["*"] if is_worst(grant) else grant.get("resources", ["*"])
            covered = [part for part in parts[entity["id"]] if any(covers(limit, part) for limit in limits)]
            rows = [(grant["credential"], entity["id"], part, each) for part in covered for each in range(1, level + 1)]
            base.executemany("INSERT INTO opens VALUES (?, ?, ?, ?)", rows)
    for entity in credentials:
        for way in entity.get("obtainable_from", []):
            wanted = way["resources"] if narrows(way.get("resources")) else []
            asked: list[str | None] = (
                [part for part in parts[way["system"]] if any(covers(each, part) for each in wanted)]
                if wanted
                else [None]
            )
            level, cap = LEVEL.get(way.get("access", "read"), 1), LEVEL.get(way.get("as", "admin"), 3)
            rows_of_way = [(way["system"], part, level, entity["id"], cap) for part in asked]
            base.executemany("INSERT INTO gives VALUES (?, ?, ?, ?, ?)", rows_of_way)
    base.executemany("INSERT INTO start VALUES (?)", [(name,) for _, name in case.starts])
    base.execute(HELD)
    base.execute(ACCESS)
    access = base.execute("SELECT DISTINCT * FROM access").fetchall()
    return World(
        has=set(base.execute("SELECT * FROM held").fetchall()),
        access={(f"cred:{name}", system, part, level) for name, system, part, level in access},
        tainted=set(base.execute(TAINTED).fetchall()),
        disclosed={name for (name,) in base.execute(DISCLOSED).fetchall()},
    )
