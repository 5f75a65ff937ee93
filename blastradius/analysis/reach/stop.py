"""The first act: which agents to switch off, how the credentials are taken back, and what breaks then."""

from blastradius.analysis.reach.report import Kind, StopAgent, StopCredential
from blastradius.analysis.reach.search import Search
from blastradius.model.catalog import Catalog
from blastradius.model.cells import KillSwitch
from blastradius.model.entities import Agent, Credential


def holders(catalog: Catalog, search: Search) -> tuple[str, ...]:
    """The agents that use what the search starts with, those that delegate to them included."""
    named = {start.id for start in search.starts if start.kind is Kind.AGENT}
    for start in search.starts:
        if start.kind is Kind.CREDENTIAL:
            named.update(agent.id for agent, _ in catalog.tools_of(start.id))
        if start.kind is Kind.SYSTEM:
            named.update(agent.id for agent, _, _ in search.index.bindings[start.id])
    queue = sorted(named)
    while queue:
        callers = {agent.id for agent in catalog.naming(f"agent:{queue.pop()}", Agent)} - named
        named |= callers
        queue += sorted(callers)
    return tuple(sorted(named))


def agents_to_stop(catalog: Catalog, names: tuple[str, ...]) -> tuple[StopAgent, ...]:
    """The agents with their kill switches; those that run before those that are retired."""
    found = [
        StopAgent(
            id=agent.id,
            status=agent.status,
            kill_switch=agent.kill_switch,
            on_call=catalog.on_call_of(agent.on_call, agent.owner),
            source=agent.source,
        )
        for agent in (catalog.agent[name] for name in names if name in catalog.agent)
    ]
    return tuple(sorted(found, key=lambda agent: (agent.status == "retired", agent.id)))


def credentials_to_revoke(catalog: Catalog, names: tuple[str, ...]) -> tuple[StopCredential, ...]:
    """The credentials that the search started with, with all that stops working when they go."""
    return tuple(_revocation(catalog, name) for name in sorted(names))


def _revocation(catalog: Catalog, name: str) -> StopCredential:
    entity = catalog.credential.get(name)
    return StopCredential(
        id=name,
        revoke=entity.revoke if entity else None,
        revoked_with=entity.revoked_with if entity else None,
        owner=entity.owner if entity else None,
        on_call=catalog.on_call_of(None, entity.owner if entity else None),
        breaks=_breaks(catalog, name),
        source=entity.source if entity else None,
    )


def _breaks(catalog: Catalog, name: str) -> tuple[str, ...]:
    """Agents with the number of their tools, other holders, and credentials that end with this one."""
    counted: dict[str, int] = {}
    for agent, _ in catalog.tools_of(name):
        counted[agent.id] = counted.get(agent.id, 0) + 1
    agents = [f"{agent} ({number} tool{'s' * (number > 1)})" for agent, number in sorted(counted.items())]
    entity = catalog.credential.get(name)
    others = list(entity.shared_with) if entity else []
    ended = sorted(_ended_with(catalog, name))
    return (*agents, *others, *(f"{each}, which ends with it" for each in ended))


def _ended_with(catalog: Catalog, name: str) -> set[str]:
    """The credentials whose parent this is."""
    named = catalog.naming(f"credential:{name}", Credential)
    return {each.id for each in named if each.revoked_with == name}


def system_switches(catalog: Catalog, search: Search) -> tuple[KillSwitch, ...]:
    """How breached systems shut agents out."""
    named = [start.id for start in search.starts if start.kind is Kind.SYSTEM]
    switches = (catalog.system[name].kill_switch for name in named if name in catalog.system)
    return tuple(switch for switch in switches if switch)


def left_behind(catalog: Catalog, search: Search) -> tuple[str, ...]:
    """Credentials that whoever started here has got hold of, and that go on working when the starts are revoked."""
    dead = set(search.held)
    queue = list(search.held)
    while queue:
        ending = _ended_with(catalog, queue.pop()) - dead
        dead |= ending
        queue += ending
    return tuple(
        sorted(
            name
            for name, levels in search.has.items()
            if name not in dead
            and not search.index.expired(name)
            and min(map(search.cost, levels.values())).presumed == 0
        )
    )
