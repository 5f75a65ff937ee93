"""The alternatives that matter, each fact of them in words."""

from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.chain import obtained
from blastradius.analysis.why.program import Key, Makers, Program, key_of
from blastradius.analysis.why.report import Alternative, Alternatives, Written
from blastradius.analysis.why.supports import Support, supports
from blastradius.analysis.why.words import listed, same_place
from blastradius.graph.kinds import WHOLE, Fact
from blastradius.source.document import Ref


def alternatives(
    search: Search, makers: Makers, goals: tuple[Fact, ...], work: int, told: dict[Key, Written]
) -> Alternatives:
    """Every smallest set of written facts that leads to one of the goals, as far as `work` and the list allow.

    `told` are facts that have been put in words already; those that are new join them.
    """
    found = supports(Program(makers, goals), work=work)
    paths = tuple(_alternative(search, support, told) for support in found.found)
    return Alternatives(
        found=paths,
        shared=_shared(paths) if found.total == len(paths) else (),
        total=found.total,
        ran_out=found.ran_out,
    )


def _alternative(search: Search, support: Support, told: dict[Key, Written]) -> Alternative:
    facts = []
    for premise in support.premises:
        if isinstance(premise, Ref):
            key = key_of(premise)
            if key not in told:
                told[key] = _written(search, premise)
            facts.append(told[key])
    conditions = sorted(premise for premise in support.premises if isinstance(premise, str))
    return Alternative(
        facts=tuple(facts), conditions=tuple(conditions), obtained=obtained(support.proof), cost=support.cost
    )


def _shared(paths: tuple[Alternative, ...]) -> tuple[Written, ...]:
    """The facts that every path needs, in the order of the first."""
    return tuple(fact for fact in paths[0].facts if all(fact in path.facts for path in paths)) if paths else ()


def _written(search: Search, at: Ref) -> Written:
    entity = at.document.entity or ""
    kind, _, name = entity.partition(":")
    match kind, at.pointer[:1]:
        case "system", ("credentials",):
            return Written(what="grant", at=at, says=_grant(search, name, at))
        case "credential", ("obtainable_from",):
            return Written(what="obtainable_from", at=at, says=_way(search, name, at))
        case "system", ("discharges",):
            condition = (at / "condition").value
            return Written(what="discharge", at=at, says=f"access to {name} meets the condition {condition}")
        case "system", ("feeds",):
            return Written(what="feed", at=at, says=f"{name} feeds {(at / 'system').value}")
        case "system", ("untrusted_input",):
            return Written(what="untrusted_input", at=at, says=f"strangers can write what stands in {name}")
        case "agent", ("tools",):
            return Written(what="tool", at=at, says=f"agent {name} has the tool {(at / 'name').value}")
        case "agent", ("delegates_to",):
            return Written(what="delegation", at=at, says=f"agent {name} can call another agent")
        case _:
            return Written(what="entry", at=at, says=f"the entry for {kind} {name}")


def _grant(search: Search, system: str, at: Ref) -> str:
    grant = next(each for each in search.index.grants_on[system] if same_place(each.source, at))
    parts = "" if grant.resources in {None, (WHOLE,)} else f", on {listed(grant.resources or ())}"
    return f"{grant.credential} opens {system} with {grant.access.word} access{parts}"


def _way(search: Search, credential: str, at: Ref) -> str:
    way = next(each for each in search.catalog.credential[credential].ways if same_place(each.source, at))
    places = listed(dict.fromkeys(need.system for need in way.needs))
    together = " together" if len(way.needs) > 1 else ""
    return f"{credential} can be got from {places}{together}"
