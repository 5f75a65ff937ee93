"""The systems that can be acted on, each with everything that a responder needs to know about it."""

from collections.abc import Container, Iterable
from datetime import datetime

from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.evidence import evidence_of
from blastradius.analysis.reach.operations import operations_of
from blastradius.analysis.reach.report import Class, ReachedSystem
from blastradius.analysis.reach.search import Search, highest
from blastradius.analysis.windows import State
from blastradius.graph.holders import used_by
from blastradius.graph.scopes import covers
from blastradius.model.entities import System
from blastradius.model.inherit import loans_of
from blastradius.source.document import Loan


def systems_of(
    search: Search, agents: tuple[str, ...], since: datetime | None, now: datetime
) -> tuple[ReachedSystem, ...]:
    """Every system reached, the soonest closing window first."""
    reached = [_system(search, name, agents, since, now) for name in search.access]
    return tuple(sorted(reached, key=_urgency))


def _urgency(system: ReachedSystem) -> tuple[object, ...]:
    """The soonest closing window first; then what can be done at all, the certain before the conditional."""
    windows = [each.window.order for each in system.operations if each.window]
    certain = system.kind is Class.CONDITIONAL
    return (certain, min(windows, default=(len(State), True, "")), -system.access, system.id)


def _system(search: Search, name: str, agents: tuple[str, ...], since: datetime | None, now: datetime) -> ReachedSystem:
    facts = search.access[name]
    levels = {level: search.class_of(found) for level, found in sorted(facts.items())}
    access = highest(levels)
    shown = facts[access][0]
    entity = search.catalog.system.get(name)
    on_call = search.catalog.on_call_of(entity.on_call, entity.owner) if entity else None
    operations = operations_of(search, name, since or now, now)
    holders = sorted({fact.credential for found in facts.values() for fact in found})
    credentials = tuple(sorted(set(filter(None, map(used_by, holders)))))
    return ReachedSystem(
        id=name,
        name=entity.name if entity else None,
        kind=levels[access],
        access=access,
        resources=_resources(search, name, certain=levels[access] is not Class.CONDITIONAL),
        scopes=_scopes(search, name, holders),
        conditions=search.conditions(shown),
        levels=tuple(levels.items()),
        credentials=credentials,
        path=search.paths.to(shown),
        ended=_ended(search, name, holders, now),
        owner=entity.owner if entity else None,
        on_call=on_call,
        contact=contact_of(search.catalog, entity.owner if entity else None, on_call),
        evidence=evidence_of(
            search.catalog,
            entity.audit_log if entity else None,
            credentials=credentials,
            agents=agents,
            operations=[(record, each.window) for each in operations for record in search.rules.records(name, each.id)],
            since=since,
            now=now,
        ),
        operations=operations,
        data=entity.data if entity else (),
        inherited=_inherited(entity, {each.id for each in operations}),
        source=entity.source if entity else None,
    )


def _inherited(entity: System | None, operations: Container[str]) -> tuple[Loan, ...]:
    """What comes from profiles, of the system itself and of the operations reached."""
    loans = loans_of(entity.source) if entity else ()
    return tuple(
        loan
        for loan in loans
        if loan.cell.pointer[0] != "operations" or loan.name.rpartition(".")[0].partition(".")[0] in operations
    )


def _ended(search: Search, system: str, holders: Iterable[str], now: datetime) -> datetime | None:
    """When the last way in ended, where none is open any more."""
    ends = [end for name in holders for end in search.ends(name, system)]
    over = [end for end in ends if end is not None and end < now]
    return max(over) if over and len(over) == len(ends) else None


def _resources(search: Search, system: str, *, certain: bool) -> tuple[str, ...]:
    """The parts reached; the whole says it all."""
    found = {
        fact.resource
        for facts in search.access[system].values()
        for fact in facts
        if not certain or search.cost(fact).presumed == 0
    }
    return ("*",) if "*" in found else tuple(sorted(found))


def _scopes(search: Search, system: str, holders: Iterable[str]) -> tuple[str, ...]:
    """The scopes that the grants behind this reach carry; `*` where one of them is not limited by scopes."""
    held: set[str] = set()
    for name in holders:
        for grant in search.rules.grants_of(name):
            if grant.system == system:
                held.update(search.index.scope_rules(system).left(grant))
    return tuple(sorted(scope for scope in held if not any(other != scope and covers(other, scope) for other in held)))
