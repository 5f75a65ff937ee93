"""The systems of an incident: those that were used, and those that the credentials of its agents open as well."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.evidence import evidence_of
from blastradius.analysis.triage.report import TriageSystem
from blastradius.analysis.undo.drafts import changes
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Agent
from blastradius.traces.join import Effect, Outcome


def systems_of(
    catalog: Catalog, effects: Iterable[Effect], agents: Iterable[Agent], now: datetime
) -> tuple[TriageSystem, ...]:
    """Those that were changed first, then those that were read, then those that could have been."""
    used: defaultdict[str, list[Effect]] = defaultdict(list)
    for effect in effects:
        if effect.system:
            used[effect.system].append(effect)
    opened = _opened(catalog, agents)
    found = [_system(catalog, name, used.get(name, []), opened.get(name, {}), now) for name in {*used, *opened}]
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


def _system(
    catalog: Catalog, name: str, effects: list[Effect], opened: dict[str, Level], now: datetime
) -> TriageSystem:
    entity = catalog.system.get(name)
    owner = entity.owner if entity else None
    on_call = catalog.on_call_of(entity.on_call if entity else None, owner)
    times = [effect.call.started for effect in effects if effect.call.started]
    used = sorted({effect.credential for effect in effects if effect.credential})
    evidence = evidence_of(
        catalog,
        entity.audit_log if entity else None,
        credentials=used or sorted(opened),
        agents=tuple(sorted({effect.agent for effect in effects if effect.agent})),
        operations=[(effect.operation, None) for effect in effects if effect.operation],
        since=min(times, default=None),
        now=now,
    )
    return TriageSystem(
        id=name,
        known=entity is not None,
        calls=_calls(effects),
        changed=_calls(filter(changes, effects)),
        failed=_calls(effect for effect in effects if effect.outcome is Outcome.FAILED),
        credentials=tuple(sorted({*used, *opened})),
        access=max(opened.values(), default=None),
        owner=owner,
        on_call=on_call,
        contact=contact_of(catalog, owner, on_call),
        log=entity.audit_log if entity else None,
        queries=tuple(query.text for query in evidence.queries) if effects else (),
        evidence_until=evidence.until if effects else None,
        data=entity.data if entity else (),
    )


def _calls(effects: Iterable[Effect]) -> int:
    """How many calls had these effects."""
    return len({(effect.call.session, effect.call.order) for effect in effects})
