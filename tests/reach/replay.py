"""Checks a proof line by line against what people wrote: the judge believes nothing that was derived."""

from collections.abc import Iterable
from typing import Any

from blastradius.graph.kinds import (
    Access,
    Clause,
    Disclosed,
    Fact,
    Has,
    Meets,
    Performs,
    Satisfies,
    Scope,
    Steered,
    Tainted,
)

from .inventories import NOW, Case, Entity
from .oracle import (
    LEVEL,
    below,
    bindings,
    conditions_of,
    covers,
    credentials_of,
    effects_of,
    is_over,
    is_worst,
    known,
    level_of_operation,
    narrows,
)


class Judge:
    """Knows the facts of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.since = case.since or NOW
        self.systems = [each for each in case.entities if each["kind"] == "System"]
        self.credentials = [each for each in case.entities if each["kind"] == "Credential"]
        self.agents = [each for each in case.entities if each["kind"] == "Agent"]

    def check(self, proof: Iterable[Clause], fact: Fact) -> None:
        """Each line follows from lines above it and from a fact at the place that it cites; the last is the claim."""
        proven: set[Fact] = set()
        last = None
        for clause in proof:
            assert proven.issuperset(clause.premises), f"{clause} comes before its premises"
            assert clause.conclusion not in proven, f"{clause} says again what is proven"
            getattr(self, f"_{clause.rule}")(clause)
            proven.add(clause.conclusion)
            last = clause.conclusion
        assert last == fact

    def _start(self, clause: Clause) -> None:
        assert isinstance(clause.conclusion, Has)
        name = clause.conclusion.credential
        kind, colon, rest = name.partition(":")
        if colon and kind == "agent":
            agent = rest.partition("/")[0]
            given = {one for _, start in self._starts("agent") for one in below(self.agents, start)}
            if "/" in rest:
                assert clause.premises == (Steered(agent),) or (self.case.as_tools and agent in given)
            else:
                assert not self.case.as_tools
                assert agent in given
        elif colon:
            assert ("system", rest) in self.case.starts
        else:
            held = {one for _, start in self._starts("agent") for one in credentials_of(self.agents, start)}
            assert ("credential", name) in self.case.starts or (name in held and not self.case.as_tools)

    def _starts(self, kind: str) -> list[tuple[str, str]]:
        return [start for start in self.case.starts if start[0] == kind]

    def _assume(self, clause: Clause) -> None:
        assert isinstance(clause.conclusion, Meets)
        name = clause.conclusion.condition
        assert (clause.cost.assumed, clause.cost.presumed) == ((1, 0) if name in self.case.assumed else (0, 1))
        assert name in self.case.assumed or name in conditions_of(self.case.entities)

    def _untrusted(self, clause: Clause) -> None:
        assert isinstance(clause.conclusion, Tainted)
        assert cited(clause) is True
        assert document(clause) == ("System", clause.conclusion.tainted)
        assert clause.premises == (Meets("prompt-injection"),)

    def _grant(self, clause: Clause) -> None:
        fact = clause.conclusion
        assert isinstance(fact, Access)
        assert clause.premises[0] == Has(fact.credential, fact.level)
        if fact.credential.startswith("system:"):
            assert fact.credential == f"system:{fact.system}"
            return
        if fact.credential.startswith("agent:") and "/" not in fact.credential:
            assert document(clause) == ("Agent", fact.credential.removeprefix("agent:"))
            assert self._unnamed(clause, fact.system)
            return
        if fact.credential.startswith("agent:"):
            self._tool(clause, fact.credential, fact.system)
            return
        assert not self._expired(fact.credential)
        grant = cited(clause)
        if document(clause)[0] == "Agent":
            granted = self._grants(fact.credential, fact.system)
            shown = [
                each
                for each in self._shown(clause, fact.credential, fact.system)
                if level_of_operation(each) >= fact.level
            ]
            assert not granted or any(not self._allowed(granted, fact.system, each) for each in shown)
            return
        assert grant in self._grants(fact.credential, fact.system)
        assert is_worst(grant) or LEVEL[grant["access"]] >= fact.level
        self._part(grant, fact.resource)
        assert set(clause.premises[1:]) == {Meets(name) for name in known(grant.get("conditions"))}

    def _shown(self, clause: Clause, credential: str, system: str) -> list[Entity]:
        """The entries for the operation that is cited, where a tool does it with this credential."""
        assert clause.source is not None
        tool = clause.source.document.data["tools"][clause.source.pointer[1]]
        done = {name for where, name, used in bindings({"tools": [tool]}) if (where, used) == (system, credential)}
        mine = [each for each in self.systems if each["id"] == system]
        return [item for each in mine for item in each.get("operations", []) if item["id"] in done]

    def _allowed(self, granted: list[Entity], system: str, operation: Entity) -> bool:
        """Whether one part of these grants has the level and all the scopes, whatever had ended."""
        asked = known(operation.get("requires"))
        parts = {part for grant in granted if not is_worst(grant) for part in grant.get("resources", [])} | {"*"}
        return any(
            any(is_worst(grant) or LEVEL[grant["access"]] >= level_of_operation(operation) for grant in there)
            and all(any(self._carries(grant, system, scope) for grant in there) for scope in asked)
            for part in parts
            if (there := [grant for grant in granted if self._covers_part(grant, part)])
        )

    def _covers_part(self, grant: Entity, part: str) -> bool:
        return is_worst(grant) or "resources" not in grant or any(covers(each, part) for each in grant["resources"])

    def _unnamed(self, clause: Clause, system: str) -> bool:
        """Whether the tool that performs what is cited there has no credential that anybody named."""
        assert clause.source is not None
        at = clause.source.pointer[1]
        assert isinstance(at, int)
        tool = clause.source.document.data["tools"][at]
        return any(name == system and not used for name, _, used in bindings({"tools": [tool]}))

    def _tool(self, clause: Clause, holder: str, system: str) -> None:
        agent, _, credential = holder.removeprefix("agent:").partition("/")
        assert document(clause) == ("Agent", agent)
        bound = {(used, name) for name, _, used in bindings({"tools": [cited(clause)]})}
        assert (credential, system) in bound
        assert not self._expired(credential)

    def _scope(self, clause: Clause) -> None:
        fact = clause.conclusion
        assert isinstance(fact, Scope)
        if ":" in fact.credential or document(clause)[0] == "Agent":
            return
        grant = cited(clause)
        assert grant in self._grants(fact.credential, fact.system)
        self._part(grant, fact.resource)
        assert self._carries(grant, fact.system, fact.scope)
        assert set(clause.premises) == {Meets(name) for name in known(grant.get("conditions"))}

    def _part(self, grant: Entity, part: str) -> None:
        assert not is_over(grant.get("until"), self.since)
        assert is_worst(grant) or "resources" not in grant or any(covers(each, part) for each in grant["resources"])

    def _carries(self, grant: Entity, system: str, asked: str) -> bool:
        entities = [each for each in self.systems if each["id"] == system]
        ignore = self._ignores_case(system)

        def same(scope: str) -> str:
            return scope.lower() if ignore else scope

        denies = [same(each) for each in known(grant.get("denies"))]

        def denied(scope: str) -> bool:
            return any(covers(deny, scope) or covers(scope, deny) for deny in denies)

        limited = "scopes" in grant and not is_worst(grant)
        held = {same(each) for each in grant["scopes"]} if limited else {"*"}
        for _ in range(20):
            for entity in entities:
                for scope, implied in entity.get("scope_implies", {}).items():
                    if not denied(same(scope)) and any(covers(each, same(scope)) for each in held):
                        held |= {same(each) for each in implied}
        return not denied(same(asked)) and any(covers(each, same(asked)) for each in held)

    def _need(self, clause: Clause) -> None:
        assert isinstance(clause.conclusion, Satisfies)
        assert document(clause) == ("Credential", clause.conclusion.credential)
        self._meets(cited(clause), clause.premises, set())

    def _obtain(self, clause: Clause) -> None:
        fact = clause.conclusion
        assert isinstance(fact, Has)
        assert document(clause) == ("Credential", fact.credential)
        way = cited(clause)
        assert fact.cap <= LEVEL.get(way.get("as", "admin"), 3)
        needs = way.get("all_of", [way])
        under = {Meets(name) for name in known(way.get("conditions"))}
        if len(needs) == 1:
            self._meets(needs[0], clause.premises, under)
            return
        met = [premise for premise in clause.premises if isinstance(premise, Satisfies)]
        assert {each.need for each in met} == set(range(len(needs)))
        assert {(each.credential, each.way) for each in met} == {(fact.credential, met[0].way)}
        assert set(clause.premises) - set(met) == under

    def _meets(self, need: Entity, premises: tuple[Fact, ...], under: set[Meets]) -> None:
        """One part of one credential has the level and all the scopes."""
        access = premises[0]
        assert isinstance(access, Access)
        assert (access.system, access.level) == (need["system"], LEVEL.get(need.get("access", "read"), 1))
        wanted = need["resources"] if narrows(need.get("resources")) else []
        assert not wanted or any(covers(each, access.resource) for each in wanted)
        conditions = {Meets(name) for name in known(need.get("conditions"))}
        scopes = {self._same_part(access, scope) for scope in known(need.get("requires"))}
        assert set(premises[1:]) == scopes | conditions | under

    def _same_part(self, access: Access, scope: str) -> Scope:
        same = scope.lower() if self._ignores_case(access.system) else scope
        return Scope(access.credential, access.system, access.resource, same)

    def _ignores_case(self, system: str) -> bool:
        return any(each["id"] == system and each.get("scopes_case") == "insensitive" for each in self.systems)

    def _operation(self, clause: Clause) -> None:
        fact, access = clause.conclusion, clause.premises[0]
        assert isinstance(fact, Performs)
        assert isinstance(access, Access)
        operation = cited(clause)
        assert document(clause) == ("System", fact.system) == ("System", access.system)
        assert operation["id"] == fact.operation
        assert (access.credential, access.level) == (fact.credential, level_of_operation(operation))
        scopes = {self._same_part(access, scope) for scope in known(operation.get("requires"))}
        assert set(clause.premises[1:]) == scopes

    def _also(self, clause: Clause) -> None:
        fact, before = clause.conclusion, clause.premises[0]
        assert isinstance(fact, Performs)
        assert isinstance(before, Performs)
        assert clause.premises == (before,)
        operation = cited(clause)
        assert document(clause) == ("System", fact.system) == ("System", before.system)
        assert operation["id"] == before.operation
        assert fact.operation in operation["also"]
        assert fact.credential == before.credential

    def _discharge(self, clause: Clause) -> None:
        discharge, access = cited(clause), clause.premises[0]
        assert isinstance(access, Access)
        assert document(clause) == ("System", access.system)
        assert access.level == LEVEL[discharge.get("access", "read")]
        assert clause.conclusion == Meets(discharge["condition"])

    def _taint(self, clause: Clause) -> None:
        access = clause.premises[0]
        assert isinstance(access, Access)
        assert access.level == LEVEL["write"]
        assert clause.conclusion == Tainted(access.system, access.resource)

    def _feed(self, clause: Clause) -> None:
        fact, before = clause.conclusion, clause.premises[0]
        source, target = document(clause)[1], cited(clause)["system"]
        if isinstance(fact, Tainted):
            assert isinstance(before, Tainted)
            assert (before.tainted, fact.tainted, fact.resource) == (source, target, "*")
            return
        assert isinstance(fact, Disclosed)
        assert fact.disclosed == source
        if isinstance(before, Access):
            assert (before.system, before.level) == (target, LEVEL["read"])
        else:
            assert before == Disclosed(target)

    def _steer(self, clause: Clause) -> None:
        fact, tainted = clause.conclusion, clause.premises[0]
        assert isinstance(fact, Steered)
        assert isinstance(tainted, Tainted)
        assert clause.premises[1] == Meets("prompt-injection")
        assert document(clause) == ("Agent", fact.agent)
        read = {
            name
            for name, operation, _ in bindings({"tools": [{"operation": cited(clause), "credential": ""}]})
            if self._reads(name, operation)
        }
        assert tainted.tainted in read

    def _reads(self, system: str, name: str) -> bool:
        named = [item for each in self.systems if each["id"] == system for item in each.get("operations", [])]
        meant = [item for item in named if item["id"] == name]
        return not meant or any(effects_of(item) & {"read", "execute", "unknown"} for item in meant)

    def _delegate(self, clause: Clause) -> None:
        fact, before = clause.conclusion, clause.premises[0]
        assert isinstance(fact, Steered)
        assert isinstance(before, Steered)
        assert document(clause) == ("Agent", before.agent)
        assert fact.agent in cited(clause)

    def _grants(self, credential: str, system: str) -> list[Entity]:
        mine = [each for each in self.systems if each["id"] == system]
        return [grant for each in mine for grant in each["credentials"] if grant["credential"] == credential]

    def _expired(self, credential: str) -> bool:
        mine = [each for each in self.credentials if each["id"] == credential]
        return bool(mine) and all(is_over(each.get("expires"), self.since) for each in mine)


def cited(clause: Clause) -> Any:
    """What stands at the place that a clause cites."""
    assert clause.source is not None, f"{clause} cites nothing"
    return clause.source.value


def document(clause: Clause) -> tuple[str, str]:
    """Kind and id of the entity that a clause cites."""
    assert clause.source is not None, f"{clause} cites nothing"
    data = clause.source.document.data
    return data["kind"], data["id"]
