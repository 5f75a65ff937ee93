"""The answer to `reach --why`, put together from one search; a "no" is asked again on other terms before it stands."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from blastradius.analysis.reach.doubled import doubled_entities
from blastradius.analysis.reach.possible import Possible
from blastradius.analysis.reach.report import Class
from blastradius.analysis.reach.search import highest
from blastradius.analysis.why.absence import why_not
from blastradius.analysis.why.chain import obtained, steps_of
from blastradius.analysis.why.otherwise import on_other_terms
from blastradius.analysis.why.paths import alternatives
from blastradius.analysis.why.program import Key, Makers, makers_of
from blastradius.analysis.why.question import Question, levels_of
from blastradius.analysis.why.report import (
    Chain,
    Reason,
    Target,
    TargetKind,
    WhyAnswer,
    WhyClass,
    WhyReport,
    Written,
)
from blastradius.analysis.why.supports import WORK
from blastradius.analysis.why.verdict import refusal, remarks, title, verdict
from blastradius.analysis.why.words import who
from blastradius.finding import Finding
from blastradius.graph.holes import Hole
from blastradius.graph.kinds import Clause, Fact, Meets
from blastradius.model.cells import Level

_LEAST_WORK = 20_000
"""For each target, where many share the budget."""


def why(
    question: Question, targets: tuple[Target, ...], *, all_paths: bool = False, problems: tuple[Finding, ...] = ()
) -> WhyReport:
    """Why each target is reached, or why not. Without a target: every system that is reached, at its highest level.

    `problems` are those of reading; with any the answer is partial.
    """
    doubled = tuple(doubled_entities(question.catalog))
    whole = question.catalog.complete and not doubled and all(start.known for start in question.starts)
    asked = _Asked(question, whole=whole)
    answered = targets or asked.reached()
    work = max(WORK // max(len(answered), 1), _LEAST_WORK) if all_paths else 0
    return WhyReport(
        complete=whole and all(target.known for target in targets),
        now=question.now,
        since=question.since,
        assumed=tuple(sorted(question.assumed)),
        starts=question.starts,
        compact=not targets,
        answers=tuple(asked.about(target, work) for target in answered),
        problems=(*problems, *doubled),
    )


class _Asked:
    """One search, and what is asked of it. `whole` is false where part of the inventory could not be read."""

    def __init__(self, question: Question, *, whole: bool) -> None:
        self._question = question
        self._whole = whole
        self._search = question.search()
        self._told: dict[Key, Written] = {}
        self._who = who(question.starts, as_tools=question.as_tools)

    @cached_property
    def _makers(self) -> Makers:
        return makers_of(self._search.clauses())

    def reached(self) -> tuple[Target, ...]:
        """Every system that somebody can act on: the certain ones first, then by how far it goes."""
        found = [Target(kind=TargetKind.SYSTEM, id=name, level=None) for name in self._search.access]
        return tuple(sorted(found, key=self._order))

    def _order(self, target: Target) -> tuple[bool, int, str]:
        levels = self._classes(target)
        level = highest(levels)
        return (levels[level] is Class.CONDITIONAL, -level, target.id)

    def _classes(self, target: Target) -> dict[Level, Class]:
        return {level: self._search.class_of(facts) for level, facts in levels_of(self._search, target).items()}

    def about(self, target: Target, work: int) -> WhyAnswer:
        """The answer for one target, with all paths if there is `work` to spend on them."""
        facts, classes = levels_of(self._search, target), self._classes(target)
        level = target.level or (highest(classes) if classes else None)
        reached = level in facts
        goals = [(facts[level], WhyClass(classes[level].value), level)] if level in facts else self._nearest(target)
        chains = tuple(self._chain(target, *each) for each in goals)
        holes = () if reached else self._holes(target, level or Level.READ)
        no, doubt = ("", "") if reached else self._doubt(target, holes)
        flows = () if chains or no else self._flows(target)
        paths = alternatives(self._search, self._makers, goals[0][0], work, self._told) if work and goals else None
        return WhyAnswer(
            target=target,
            level=level,
            reached=reached,
            kind=chains[0].kind if chains and (reached or chains[0].level is None) else None,
            verdict=verdict(target, chains[0], self._who)
            if reached
            else refusal(target, level, chains, self._who, no, flows_known=not flows),
            remarks=tuple(filter(None, (doubt, *(remarks(target, chains[0], classes) if chains else ())))),
            levels=tuple(classes.items()),
            chains=chains,
            reasons=() if reached else tuple(self._reasons(target, level or Level.READ, (*holes, *flows))),
            alternatives=paths,
        )

    def _nearest(self, target: Target) -> list[tuple[tuple[Fact, ...], WhyClass, Level | None]]:
        """What comes nearest to access that is not there: a lower level, wrong data, data that was seen."""
        found: list[tuple[tuple[Fact, ...], WhyClass, Level | None]] = []
        below = {
            level: each
            for level, each in levels_of(self._search, target).items()
            if not target.level or level < target.level
        }
        if below:
            classes = self._classes(target)
            level = highest({each: classes[each] for each in below})
            found.append((below[level], WhyClass(classes[level].value), level))
        if target.kind is TargetKind.SYSTEM:
            flows = (
                (self._search.tainted, WhyClass.CONTAMINATED, Level.WRITE),
                (self._search.disclosed, WhyClass.DISCLOSED, Level.READ),
            )
            for flow, kind, enough in flows:
                if target.id in flow and enough not in below:
                    found.append((tuple(flow[target.id]), kind, None))
        return found

    def _chain(self, target: Target, facts: Sequence[Fact], kind: WhyClass, level: Level | None) -> Chain:
        proof = self._search.solution.proof(facts[0])
        cost = self._search.cost(facts[0])
        return Chain(
            kind=kind,
            level=level,
            title=title(target, kind, level),
            conditions=_conditions(proof, presumed=True),
            assumed=_conditions(proof, presumed=False),
            obtained=obtained(proof),
            cost=cost,
            steps=steps_of(self._search, proof, self._question.now),
        )

    def _holes(self, target: Target, level: Level) -> tuple[Hole, ...]:
        """What is not known and could lead to the target at this level."""
        if target.kind is TargetKind.SYSTEM:
            return Possible(self._search, systems=[target.id]).behind_access(target.id, level)
        return Possible(self._search, credentials=[target.id]).behind_holding(target.id, level)

    def _flows(self, target: Target) -> tuple[Hole, ...]:
        """What is not known and could let data flow to the target, or from there to where it is seen."""
        if target.kind is TargetKind.CREDENTIAL:
            return ()
        return Possible(self._search, systems=[target.id], flows=True).behind_flow(target.id)

    def _doubt(self, target: Target, holes: tuple[Hole, ...]) -> tuple[str, str]:
        """What a "no" is called, and why it is no proof; both empty where it is one."""
        if not self._whole or not target.known:
            return "NOT IN WHAT COULD BE READ", "Part of the inventory could not be read: this is no proof of a no."
        if any(target.id in {hole.system, hole.credential} for hole in holes):
            return "NOT KNOWN", f"Nobody has written down what opens {target.id}: this is no proof of a no."
        if holes:
            return "NOT KNOWN", f"What nobody has written down may lead to {target.id}: this is no proof of a no."
        return "", ""

    def _reasons(self, target: Target, level: Level, holes: tuple[Hole, ...]) -> Iterator[Reason]:
        yield from on_other_terms(self._question, target, level)
        told = why_not(self._search, target, level)
        first = [Reason(at=hole.where, says=hole.says) for hole in holes]
        yield from first
        yield from (reason for reason in told if reason.says not in {each.says for each in first})


def _conditions(proof: Sequence[Clause], *, presumed: bool) -> tuple[str, ...]:
    """The conditions that a proof takes as met: those that nobody asked for, or those that somebody did."""
    found = {
        clause.conclusion.condition
        for clause in proof
        if clause.rule == "assume" and isinstance(clause.conclusion, Meets) and bool(clause.cost.presumed) is presumed
    }
    return tuple(sorted(found))
