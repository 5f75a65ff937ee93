"""The written fact that makes the difference between two searches from the same start."""

from collections.abc import Iterable, Iterator
from typing import Any

from blastradius.analysis.diff.report import Cause
from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import Search
from blastradius.graph.holders import used_by
from blastradius.graph.kinds import Access, Clause, Fact, Has, Meets
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent
from blastradius.source.document import Key, Ref

_OF_A_GRANT = ("credential", "access", "scopes", "resources", "denies", "conditions", "until")
_OF_A_WAY = ("system", "all_of", "access", "requires", "resources", "conditions", "as")


def cause(fact: Fact, here: Search, there: Search) -> Cause | None:
    """What proves `fact` in `here` and has no counterpart in `there`.

    From the fact downwards: as long as one of the premises does not hold there as well as here, that premise is the
    one to look at; where all do, the clause itself is what is new.
    """
    seen: set[Fact] = set()
    while fact in here.solution and fact not in seen:
        seen.add(fact)
        clause = here.solution[fact].clause
        weaker = [each for each in clause.premises if not _as_good(each, here, there)]
        if not weaker:
            return _told(clause, here, there)
        fact = weaker[0]
    return None


def _as_good(fact: Fact, here: Search, there: Search) -> bool:
    """Whether a fact holds there with no more assumed, and directly if it does so here."""
    if isinstance(fact, Meets) and here.solution[fact].clause.rule == "assume":
        return True
    if fact not in there.solution:
        return False
    mine, other = here.cost(fact), there.cost(fact)
    return (bool(mine.presumed) or not other.presumed) and (bool(mine.obtained) or not other.obtained)


def _told(clause: Clause, here: Search, there: Search) -> Cause:
    if clause.rule == "start":
        return _started(clause, here, there)
    says = _sentence(clause, here)
    match clause.rule, clause.conclusion:
        case ("grant", Access(credential, system)):
            return Cause(where=_in_grant(clause, credential, system, here, there), says=says)
        case ("scope", _):
            return Cause(where=clause.source / "scopes" if clause.source else None, says=says)
        case ("obtain", Has(credential, _)):
            others = [way.source for each in there.catalog.credentials if each.id == credential for way in each.ways]
            return Cause(where=_narrowed(clause.source, others, _OF_A_WAY), says=says)
        case _:
            return Cause(where=clause.source, says=says)


def _sentence(clause: Clause, search: Search) -> str:
    """The sentence of a clause."""
    steps = search.paths.to(clause.conclusion)
    return steps[-1].says if steps else ""


def _in_grant(clause: Clause, credential: str, system: str, here: Search, there: Search) -> Ref | None:
    """The grant, or what in it is new; the end of the credential, where that alone lies later."""
    if clause.source is None:
        return None
    name = used_by(credential) or ""
    others = [grant.source for grant in there.index.all_grants_of(name) if grant.system == system]
    same = any(other.value == clause.source.value for other in others)
    if same and there.index.expired(name) and not here.index.expired(name):
        entity = here.catalog.credential.get(name)
        return entity.source / "expires" if entity else clause.source
    return _narrowed(clause.source, others, _OF_A_GRANT)


def _narrowed(source: Ref | None, others: Iterable[Ref], keys: tuple[str, ...]) -> Ref | None:
    """The one key that differs from the nearest of its counterparts; the whole where several do, or there is none."""
    if source is None or not isinstance(source.value, dict):
        return source
    nearest: list[str] | None = None
    for other in others:
        if isinstance(other.value, dict):
            differ = [key for key in keys if _plain(source.value.get(key)) != _plain(other.value.get(key))]
            nearest = differ if nearest is None or len(differ) < len(nearest) else nearest
    if nearest and len(nearest) == 1 and nearest[0] in source.value:
        return source / nearest[0]
    return source


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def _started(clause: Clause, here: Search, there: Search) -> Cause:
    """A credential that the start holds: a tool of an agent brings it, or an agent that can be called newly."""
    held = clause.conclusion.credential if isinstance(clause.conclusion, Has) else ""
    name = used_by(held) if ":" in held else held
    for start in here.starts:
        if start.kind is Kind.AGENT:
            for caller, other, place in _calls(here.catalog, start.id):
                if other not in {each for _, each, _ in _calls(there.catalog, start.id)} and _uses(
                    here.catalog, other, name
                ):
                    return Cause(where=place, says=f"agent {caller} can call agent {other}.")
            for agent in (start.id, *(other for _, other, _ in _calls(here.catalog, start.id))):
                used = _uses(here.catalog, agent, name)
                if used:
                    says = f"agent {agent} uses {name or 'a credential that nobody named'} for a tool."
                    return Cause(where=used, says=says)
        elif start.kind is Kind.CREDENTIAL and start.id == held:
            entity = here.catalog.credential.get(start.id)
            return Cause(where=entity.source / "id" if entity else None, says=f"{start.id} is a credential.")
    return Cause(where=clause.source, says="")


def _calls(catalog: Catalog, agent: str) -> Iterator[tuple[str, str, Ref]]:
    """Who calls whom, from an agent on, each called agent once, with the line that says so."""
    seen = {agent}
    queue = [agent]
    while queue:
        caller = queue.pop(0)
        for record in catalog.records(Agent, caller):
            for number, other in enumerate(record.delegates_to):
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
                    yield caller, other, record.source / "delegates_to" / number


def _uses(catalog: Catalog, agent: str, credential: str | None) -> Ref | None:
    """Where an agent's tool names a credential; for none, where a tool leaves it open."""
    for record in catalog.records(Agent, agent):
        for tool in record.tools:
            if credential and tool.credential == credential:
                return tool.source / "credential"
            for bound in tool.bound:
                if bound.credential == credential:
                    key: Key = "credential"
                    return bound.source / key if credential else bound.source
    return None
