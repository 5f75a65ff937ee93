"""The cost of the cheapest proof by brute force: every rule is applied, again and again, until no cost sinks.

Needs no order in which to settle facts, which is where a search of the Dijkstra kind could go wrong. The parts of
grants and the scopes that they carry are looked up in clingo's model.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from clingo import Control

from .inventories import Case
from .oracle import PREDICATES, RULES, facts_of, plain

Key: TypeAlias = tuple[Any, ...]

_SHOWN = """
#show grant/4. #show under/2. #show for_part/2. #show carries/2. #show works/2. #show need/3. #show part_asked/2.
#show wants_scope/2. #show wants_condition/2. #show way/3. #show together/2. #show way_condition/2. #show operation/4.
#show requires/2. #show discharge/3. #show feeds/2. #show untrusted/1. #show reads/2. #show tool/5. #show tool_scope/2.
#show delegates/2. #show start_credential/1. #show start_system/1. #show start_tools/1. #show part/2. #show asked/2.
#show granted/2. #show expired/1. #show also/2. #show start_taken/1. #show assumed/1. #show condition/1.
#show up_to/3. #show gives/3. #show beyond/1.
"""


class Cost(NamedTuple):
    """Conditions that only the search assumed, conditions that were asked to be assumed, obtain steps, hops."""

    presumed: int = 0
    assumed: int = 0
    obtained: int = 0
    hops: int = 0


class Rule(NamedTuple):
    """A ground rule."""

    conclusion: Key
    premises: tuple[Key, ...]
    cost: Cost


def cheapest(case: Case) -> dict[Key, Cost]:
    """For every fact that can be derived, the cost of its cheapest proof."""
    rules = list(_Ground(case).rules())
    costs: dict[Key, Cost] = {}
    sinking = True
    while sinking:
        sinking = False
        for rule in rules:
            if all(premise in costs for premise in rule.premises):
                cost = _sum([rule.cost, *(costs[premise] for premise in rule.premises)])
                if rule.conclusion not in costs or cost < costs[rule.conclusion]:
                    costs[rule.conclusion] = cost
                    sinking = True
    return costs


def _sum(costs: Iterable[Cost]) -> Cost:
    return Cost(*map(sum, zip(*costs, strict=True)))


class _Ground:
    def __init__(self, case: Case) -> None:
        self.found: dict[str, list[tuple[Any, ...]]] = {}
        self._accesses: set[tuple[str, str, str, int]] = set()
        control = Control(["--warn=none"], message_limit=0)
        rules = "\n".join(line for line in RULES.splitlines() if not line.startswith("#show"))
        control.add("base", [], PREDICATES + rules + _SHOWN + "\n".join(set(facts_of(case))))
        control.ground([("base", [])])
        with control.solve(yield_=True) as handle:
            model = handle.model()
            assert model is not None
            for atom in model.symbols(shown=True):
                self.found.setdefault(atom.name, []).append(tuple(map(plain, atom.arguments)))
        self.parts = {key: [part for grant, part in self.all("for_part") if grant == key] for key in self._keys()}
        self.scopes = {key: [scope for grant, scope in self.all("carries") if grant == key] for key in self._keys()}
        self.open = {key for world, key in self.all("works") if world == "all"}

    def all(self, name: str) -> list[tuple[Any, ...]]:
        return self.found.get(name, [])

    def _keys(self) -> set[str]:
        return {row[0] for row in self.all("grant")}

    def _after(self, name: str, key: str) -> list[Any]:
        return [value for first, value in self.all(name) if first == key]

    def _under(self, key: str) -> tuple[Key, ...]:
        return tuple(("meets", name) for name in sorted(self._after("under", key)))

    def rules(self) -> Iterator[Rule]:
        assumed = {name for (name,) in self.all("assumed")}
        for name in assumed:
            yield Rule(("meets", name), (), Cost(assumed=1))
        for (name,) in self.all("condition"):
            if name not in assumed:
                yield Rule(("meets", name), (), Cost(presumed=1))
        for (name,) in self.all("start_credential"):
            for level in (1, 2, 3):
                yield Rule(("has", name, level), (), Cost())
        yield from self._grants()
        yield from self._beyond()
        yield from self._breached()
        yield from self._tools()
        yield from self._needs()
        yield from self._uses()
        yield from self._flows()

    def _grants(self) -> Iterator[Rule]:
        for key, name, system, highest in self.all("grant"):
            if key not in self.open:
                continue
            for part, level in product(self.parts[key], range(1, highest + 1)):
                yield self._access(f"cred:{name}", system, part, level, (("has", name, level), *self._under(key)))
            for part, scope in product(self.parts[key], self.scopes[key]):
                yield Rule(("able", f"cred:{name}", system, part, scope), self._under(key), Cost())

    def _beyond(self) -> Iterator[Rule]:
        """What tools show that no grant allows."""
        rows = {key: row for key, *row in self.all("tool")}
        beyond = {key for (key,) in self.all("beyond")}
        for key, grant, highest in self.all("up_to"):
            if key in beyond and grant in self.open:
                _, name, system, _ = rows[key]
                for part, level in product(self.parts[grant], range(1, highest + 1)):
                    premises = (("has", name, level), *self._under(grant))
                    yield self._access(f"cred:{name}", system, part, level, premises)
        for key, grant, scope in self.all("gives"):
            if key in beyond and grant in self.open:
                _, name, system, _ = rows[key]
                for part in self.parts[grant]:
                    yield Rule(("able", f"cred:{name}", system, part, scope), self._under(grant), Cost())

    def _access(self, holder: str, system: str, part: str, level: int, premises: tuple[Key, ...]) -> Rule:
        self._accesses.add((holder, system, part, level))
        return Rule(("access", holder, system, part, level), premises, Cost(hops=1))

    def _breached(self) -> Iterator[Rule]:
        for (name,) in self.all("start_system"):
            yield from self._breached_by(f"inside:{name}", name)

    def _breached_by(self, holder: str, name: str) -> Iterator[Rule]:
        parts = [part for system, part in self.all("part") if system == name]
        for part, level in product(parts, (1, 2, 3)):
            yield self._access(holder, name, part, level, ())
        for part, scope in product(parts, [scope for system, scope in self.all("asked") if system == name]):
            yield Rule(("able", holder, name, part, scope), (), Cost())

    def _tools(self) -> Iterator[Rule]:
        for (name,) in self.all("start_tools"):
            yield Rule(("acts", name), (), Cost())
            for other in self._below(name):
                yield Rule(("acts", other), (), Cost())
        if ("prompt-injection",) in self.all("assumed"):
            for (system,) in self.all("untrusted"):
                yield Rule(("tainted", system, "*"), (("meets", "prompt-injection"),), Cost(hops=1))
            tainted = {part for _, part in self.all("part")} | {"*"}
            for (agent, system), part in product(self.all("reads"), tainted):
                yield Rule(("acts", agent), (("tainted", system, part), ("meets", "prompt-injection")), Cost(hops=1))
            for agent, other in self.all("delegates"):
                yield Rule(("acts", other), (("acts", agent),), Cost(hops=1))
        for key, agent, name, system, highest in self.all("tool"):
            if not name and (agent,) in self.all("start_taken"):
                yield from self._breached_by(f"taken:{agent}", system)
            if (name,) in self.all("expired"):
                continue
            yield from self._by_hand(key, agent, name, system, highest)

    def _by_hand(self, key: str, agent: str, name: str, system: str, highest: int) -> Iterator[Rule]:
        holder = f"hands:{agent}/{name}"
        for tool, grant, most in self.all("up_to"):
            if tool == key and grant in self.open:
                for part, level in product(self.parts[grant], range(1, most + 1)):
                    yield self._access(holder, system, part, level, (("acts", agent), *self._under(grant)))
        for tool, grant, scope in self.all("gives"):
            if tool == key and grant in self.open:
                for part in self.parts[grant]:
                    yield Rule(("able", holder, system, part, scope), self._under(grant), Cost())
        if not any((used, opened) == (name, system) for _, used, opened, _ in self.all("grant")):
            everywhere = [part for named, part in self.all("part") if named == system]
            for part, level in product(everywhere, range(1, highest + 1)):
                yield self._access(holder, system, part, level, (("acts", agent),))
            for part, scope in product(everywhere, self._after("tool_scope", key)):
                yield Rule(("able", holder, system, part, scope), (), Cost())

    def _below(self, name: str) -> set[str]:
        found, queue = set(), [name]
        while queue:
            current = queue.pop()
            if current not in found:
                found.add(current)
                queue += self._after("delegates", current)
        return found

    def _needs(self) -> Iterator[Rule]:
        ways = {key: self._after("together", key) for key, _, _ in self.all("way")}
        alone = {needs[0]: key for key, needs in ways.items() if len(needs) == 1}
        for key, system, level in self.all("need"):
            conditions = set(self._after("wants_condition", key))
            if key in alone:  # its entry's conditions are the same ones, said once
                conditions |= set(self._after("way_condition", alone[key]))
            under = tuple(("meets", name) for name in conditions)
            scopes = self._after("wants_scope", key)
            for holder, opened, part, reached in self._accesses:
                if (opened, reached) == (system, level) and part in self._after("part_asked", key):
                    able = tuple(("able", holder, system, part, scope) for scope in scopes)
                    yield Rule(("met", key), (("access", holder, system, part, level), *able, *under), Cost())
        for key, name, cap in self.all("way"):
            needs = ways[key]
            conditions = set(self._after("way_condition", key)) if len(needs) > 1 else set()
            premises = (*(("met", need) for need in needs), *(("meets", each) for each in conditions))
            for level in range(1, cap + 1):
                yield Rule(("has", name, level), premises, Cost(obtained=1, hops=1))

    def _uses(self) -> Iterator[Rule]:
        for holder, system, part, level in self._accesses:
            access = ("access", holder, system, part, level)
            for named, condition, enough in self.all("discharge"):
                if (named, enough) == (system, level):
                    yield Rule(("meets", condition), (access,), Cost(hops=1))
            for key, named, operation, enough in self.all("operation"):
                if (named, enough) == (system, level):
                    able = tuple(("able", holder, system, part, scope) for scope in self._after("requires", key))
                    yield Rule(("performs", holder, system, operation), (access, *able), Cost())
            for key, named, operation, _ in self.all("operation"):
                if named == system:
                    for other in self._after("also", key):
                        before = ("performs", holder, system, operation)
                        yield Rule(("performs", holder, system, other), (before,), Cost(hops=1))
            if level == 2:
                yield Rule(("tainted", system, part), (access,), Cost())
            if level == 1:
                for source, target in self.all("feeds"):
                    if target == system:
                        yield Rule(("disclosed", source), (access,), Cost(hops=1))

    def _flows(self) -> Iterator[Rule]:
        parts = {part for _, part in self.all("part")} | {"*"}
        for source, target in self.all("feeds"):
            yield Rule(("disclosed", source), (("disclosed", target),), Cost(hops=1))
            for part in parts:
                yield Rule(("tainted", target, "*"), (("tainted", source, part),), Cost(hops=1))
