"""On which other terms a "no" would be a "yes": an earlier start, injected prompts, an agent that is taken over."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.question import Question, levels_of
from blastradius.analysis.why.report import Reason, Target
from blastradius.analysis.why.words import same_place
from blastradius.graph.kinds import PROMPT_INJECTION, Access, Clause, Fact
from blastradius.model.cells import Level

_EVER = datetime.min.replace(tzinfo=UTC)


def on_other_terms(question: Question, target: Target, level: Level) -> Iterator[Reason]:
    """What would have to be otherwise for the target to be reached at this level; each by itself."""
    earlier = msgspec.structs.replace(question, since=_EVER)
    search, fact = _reached(earlier, target, level)
    if fact:
        yield Reason(at=None, says=f"If the misuse began earlier, it is reached{_if(search, fact)}: give --since.")
        yield from _ended(search, search.solution.proof(fact), question.since or question.now)
    if PROMPT_INJECTION not in question.assumed:
        injected = msgspec.structs.replace(question, assumed=(*question.assumed, PROMPT_INJECTION))
        search, fact = _reached(injected, target, level)
        if fact:
            says = f"If an agent can be steered by what it reads, it is reached{_if(search, fact)}"
            yield Reason(at=None, says=f"{says}: --assume {PROMPT_INJECTION}.")
    if question.as_tools:
        search, fact = _reached(msgspec.structs.replace(question, as_tools=False), target, level)
        if fact:
            says = f"Whoever has taken the agent over, and not only steers it, reaches it{_if(search, fact)}"
            yield Reason(at=None, says=f"{says}: leave --as-tools out.")


def _reached(question: Question, target: Target, level: Level) -> tuple[Search, Fact | None]:
    search = question.search()
    facts = levels_of(search, target).get(level)
    return search, facts[0] if facts else None


def _if(search: Search, fact: Fact) -> str:
    return f", if {' and '.join(search.conditions(fact))} is met" if search.cost(fact).presumed else ""


def _ended(search: Search, proof: tuple[Clause, ...], since: datetime) -> Iterator[Reason]:
    """The grants and credentials of a proof that had ended by then."""
    for clause in proof:
        fact = clause.conclusion
        if clause.rule != "grant" or not isinstance(fact, Access):
            continue
        for grant in search.index.all_grants_of(fact.credential):
            if same_place(grant.source, clause.source) and grant.until and grant.until < since:
                says = f"The grant of {grant.credential} on {grant.system} ended on {grant.until.date()}."
                yield Reason(at=grant.source / "until", says=says)
        entity = search.catalog.credential.get(fact.credential)
        if entity and entity.expires and entity.expires < since:
            yield Reason(at=entity.source / "expires", says=f"{entity.id} ended on {entity.expires.date()}.")
