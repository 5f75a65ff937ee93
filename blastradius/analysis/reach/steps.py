"""A proof as a path: one step for every fact that somebody wrote, in one sentence each."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TypeAlias

from blastradius.analysis.reach.report import Step
from blastradius.graph.kinds import (
    WHOLE,
    Access,
    Clause,
    Disclosed,
    Fact,
    Has,
    Meets,
    Satisfies,
    Scope,
    Steered,
    Tainted,
)
from blastradius.graph.solve import Solution
from blastradius.graph.withdrawal import is_written
from blastradius.model.entities import Grant

_SILENT = frozenset({"start", "taint", "operation"})
_MOST_HELD = 200_000
"""Steps of paths that others may lead through."""
_Steps: TypeAlias = dict[tuple[str, str, str, str], Step]


class Paths:
    """The cheapest proofs of one solution as paths. Where one leads through another, what is known of that is taken."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        self._forks = _forks(solution)
        self._known: dict[Fact, _Steps] = {}
        self._held = 0
        self._scopes = False

    def to(self, fact: Fact) -> tuple[Step, ...]:
        """The steps, premises first, each fact cited once."""
        steps = self._known.get(fact) or self._steps(fact)
        return tuple(_without_repeated_grants(steps.values()) if self._scopes else steps.values())

    def _steps(self, fact: Fact) -> _Steps:
        found: _Steps = {}
        seen: set[Fact] = set()
        stack = [(fact, False, False)]
        while stack:
            current, expanded, alone = stack.pop()
            clause = self._solution[current].clause
            if expanded:
                self._cite(clause, found)
                if alone and current in self._forks:
                    self._keep(current, dict(found))
            elif known := self._known.get(current):
                found = _joined(found, known)
            elif current not in seen:
                seen.add(current)
                stack.append((current, True, not found))
                stack += [(premise, False, False) for premise in reversed(clause.premises)]
        return found

    def _keep(self, fact: Fact, steps: _Steps) -> None:
        self._held += len(steps)
        if self._held > _MOST_HELD:
            self._known.clear()
            self._held = len(steps)
        self._known[fact] = steps

    def _cite(self, clause: Clause, found: _Steps) -> None:
        if clause.rule not in _SILENT:
            step = _step(clause)
            self._scopes = self._scopes or step.rule == "scope"
            found.setdefault((step.rule, step.origin, step.target, step.says), step)


def _forks(solution: Solution) -> frozenset[Fact]:
    """The facts that several cheapest proofs go through in their own ways."""
    used = Counter(premise for fact in solution for premise in solution[fact].clause.premises)
    return frozenset(fact for fact, times in used.items() if times > 1)


def _joined(found: _Steps, known: _Steps) -> _Steps:
    if not found:
        return dict(known)
    for name, step in known.items():
        found.setdefault(name, step)
    return found


def _without_repeated_grants(steps: Collection[Step]) -> Iterator[Step]:
    """A scope that stands in the grant of the hop itself needs no line of its own."""
    cited = {step.at for step in steps if step.rule == "grant"}
    for step in steps:
        if step.rule != "scope" or step.at not in cited:
            yield step


def _step(clause: Clause) -> Step:
    origin, target = _ends(clause)
    return Step(rule=clause.rule, origin=origin, target=target, at=clause.source, says=_says(clause, origin, target))


def _ends(clause: Clause) -> tuple[str, str]:
    conclusion = clause.conclusion
    before = clause.premises[0] if clause.premises else conclusion
    match conclusion:
        case Access(credential, system, _, _) | Scope(credential, system, _, _):
            return _holder(credential), f"system:{system}"
        case Meets(condition):
            return _name(before), f"condition:{condition}"
        case _:
            return _name(before), _name(conclusion)


def _name(fact: Fact) -> str:
    match fact:
        case Has(credential, _):
            return _holder(credential)
        case Access(_, system, _, _) | Scope(_, system, _, _) | Tainted(system, _) | Disclosed(system):
            return f"system:{system}"
        case Satisfies(credential, _, _):
            return f"credential:{credential}"
        case Meets(condition):
            return f"condition:{condition}"
        case Steered(agent):
            return f"agent:{agent}"
        case _:
            return f"system:{fact.system}"


def _holder(credential: str) -> str:
    return credential.partition("/")[0] if ":" in credential else f"credential:{credential}"


def _says(clause: Clause, origin: str, target: str) -> str:  # noqa: C901, PLR0911 - one sentence for each rule
    start, end = _spoken(origin), _spoken(target)
    note = f": {clause.note}" if clause.note else ""
    match clause.rule, clause.conclusion:
        case "grant", Access(_, _, resource, level):
            if origin.startswith("system:"):
                return f"whoever is inside {end} can do anything there."
            part = "" if resource == WHOLE else f", part {resource}"
            until = f" until {clause.note}" if clause.note else ""
            return f"{start} opens {end} with {level.word} access{part}{until}{_under(clause)}{_shown(clause, origin)}."
        case "scope", Scope(_, _, _, scope):
            return f"{start} has the scope {scope} on {end}."
        case "obtain", Has():
            return f"{_needed(clause)} gets hold of {end}{note}."
        case "need", _:
            return f"{_needed(clause)} has one part of what it takes to get {end}."
        case "discharge", Meets(condition):
            return f"access to {start} satisfies the condition {condition}."
        case "assume", Meets(condition):
            return f"assumed: the condition {condition} holds."
        case "feed", Disclosed():
            return f"{end} feeds {start}, so what is read there was in {end}{note}."
        case "feed", _:
            return f"what is written to {start} flows to {end}{note}."
        case "untrusted", _:
            return f"strangers can write what is in {end}."
        case "delegate", _:
            return f"{start} can call {end}."
        case "steer", _:
            return f"{end} reads {start} and acts on what stands there."
        case _:
            return f"{start} leads to {end}{note}."


def _spoken(name: str) -> str:
    kind, _, rest = name.partition(":")
    return rest if kind in {"system", "credential"} else f"{kind} {rest}"


def _needed(clause: Clause) -> str:
    systems = [
        f"{premise.level.word} access to {premise.system}" if isinstance(premise, Access) else ""
        for premise in clause.premises
    ]
    named = " and ".join(filter(None, systems))
    return f"Whoever has {named}" if named else "Whoever has all of these together"


def _shown(clause: Clause, origin: str) -> str:
    """Where not a grant says so, but a tool."""
    if not origin.startswith("credential:") or not isinstance(clause.basis, Grant) or clause.source is None:
        return ""
    if clause.source.document.data.get("kind") != "Agent":
        return ""
    return ": its grant says less, but a tool does that" if is_written(clause.basis) else ", as a tool shows"


def _under(clause: Clause) -> str:
    names = [premise.condition for premise in clause.premises if isinstance(premise, Meets)]
    return f", if {' and '.join(names)} holds" if names else ""
