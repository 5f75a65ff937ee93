"""The systems of an incident: those that were used, and those that the credentials of its agents open as well."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct, field

from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.evidence import evidence_of
from blastradius.analysis.triage.report import TriageSystem
from blastradius.analysis.undo.drafts import changes
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, Operation
from blastradius.traces.events import key_of
from blastradius.traces.join import Effect, Outcome


class _Use(Struct):
    """What was done to a system."""

    calls: int = 0
    changed: int = 0
    failed: int = 0
    since: datetime | None = None
    credentials: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    operations: dict[str, Operation] = field(default_factory=dict)


class Used:
    """What was done to which system, added up."""

    def __init__(self) -> None:
        self.systems: dict[str, _Use] = {}

    def add(self, effects: Iterable[Effect]) -> None:
        """Effects of sessions that were not added yet."""
        found: defaultdict[str, list[Effect]] = defaultdict(list)
        for effect in effects:
            if effect.system:
                found[effect.system].append(effect)
        for name, made in found.items():
            use = self.systems.setdefault(name, _Use())
            use.calls += _calls(made)
            use.changed += _calls(filter(changes, made))
            use.failed += _calls(effect for effect in made if effect.outcome is Outcome.FAILED)
            times = [*([use.since] if use.since else []), *(e.call.started for e in made if e.call.started)]
            use.since = min(times, default=None)
            use.credentials |= {effect.credential for effect in made if effect.credential}
            use.agents |= {effect.agent for effect in made if effect.agent}
            use.operations |= {effect.operation.id: effect.operation for effect in made if effect.operation}


def systems_of(catalog: Catalog, used: Used, agents: Iterable[Agent], now: datetime) -> tuple[TriageSystem, ...]:
    """Those that were changed first, then those that were read, then those that could have been."""
    opened = _opened(catalog, agents)
    names = {*used.systems, *opened}
    found = [_system(catalog, name, used.systems.get(name, _Use()), opened.get(name, {}), now) for name in names]
    return tuple(sorted(found, key=lambda each: (-each.changed, -each.calls, -(each.access or 0), each.id)))


def _opened(catalog: Catalog, agents: Iterable[Agent]) -> dict[str, dict[str, Level]]:
    """By system, the credentials of these agents that open it, with their level."""
    held = {
        name
        for agent in agents
        for tool in agent.tools
        for name in (tool.credential, *(b.credential for b in tool.bound))
    }
    found: defaultdict[str, dict[str, Level]] = defaultdict(dict)
    for system in catalog.systems:
        for grant in system.grants:
            if grant.credential in held:
                found[system.id][grant.credential] = max(
                    grant.access, found[system.id].get(grant.credential, grant.access)
                )
    return found


def _system(catalog: Catalog, name: str, use: _Use, opened: dict[str, Level], now: datetime) -> TriageSystem:
    entity = catalog.system.get(name)
    owner = entity.owner if entity else None
    on_call = catalog.on_call_of(entity.on_call if entity else None, owner)
    evidence = evidence_of(
        catalog,
        entity.audit_log if entity else None,
        credentials=sorted(use.credentials) or sorted(opened),
        agents=tuple(sorted(use.agents)),
        operations=[(operation, None) for operation in use.operations.values()],
        since=use.since,
        now=now,
    )
    return TriageSystem(
        id=name,
        known=entity is not None,
        calls=use.calls,
        changed=use.changed,
        failed=use.failed,
        credentials=tuple(sorted({*use.credentials, *opened})),
        access=max(opened.values(), default=None),
        owner=owner,
        on_call=on_call,
        contact=contact_of(catalog, owner, on_call),
        log=entity.audit_log if entity else None,
        queries=tuple(query.text for query in evidence.queries) if use.calls else (),
        evidence_until=evidence.until if use.calls else None,
        data=entity.data if entity else (),
    )


def _calls(effects: Iterable[Effect]) -> int:
    """How many calls had these effects."""
    return len({(key_of(effect.call), effect.call.order) for effect in effects})
