"""The first act: which agents to switch off, how the credentials are taken back, and what breaks then."""

from collections.abc import Iterable

from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Kind, StopAgent, StopCredential
from blastradius.analysis.reach.search import Search
from blastradius.model.catalog import Catalog
from blastradius.model.cells import KillSwitch
from blastradius.model.entities import RETIRED
from blastradius.model.inherit import loans_of


def holders(search: Search) -> tuple[str, ...]:
    """The agents that use what the search starts with, those that delegate to them included."""
    index, catalog = search.index, search.catalog
    named = {start.id for start in search.starts if start.kind is Kind.AGENT}
    for start in search.starts:
        if start.kind is Kind.CREDENTIAL:
            named.update(agent.id for agent, _ in catalog.tools_of(start.id))
        if start.kind is Kind.SYSTEM:
            named.update(agent.id for agent, _, _ in index.bindings[start.id])
    queue = list(named)
    while queue:
        calling = set(index.callers[queue.pop()]) - named
        named |= calling
        queue += calling
    return tuple(sorted(named))


def agents_to_stop(catalog: Catalog, names: tuple[str, ...]) -> tuple[StopAgent, ...]:
    """The agents with their kill switches; those that run before those that are retired."""
    found = [
        StopAgent(
            id=agent.id,
            status=agent.status,
            kill_switch=agent.kill_switch,
            owner=agent.owner,
            on_call=(on_call := catalog.on_call_of(agent.on_call, agent.owner)),
            contact=contact_of(catalog, agent.owner, on_call),
            source=agent.source,
        )
        for agent in (catalog.agent[name] for name in names if name in catalog.agent)
    ]
    return tuple(sorted(found, key=lambda agent: (agent.status == RETIRED, agent.id)))


def credentials_to_revoke(lookups: Lookups, names: tuple[str, ...]) -> tuple[StopCredential, ...]:
    """The credentials that the search started with, with all that stops working when they go."""
    return tuple(_revocation(lookups, name) for name in sorted(names))


def _revocation(lookups: Lookups, name: str) -> StopCredential:
    catalog = lookups.catalog
    entity = catalog.credential.get(name)
    owner = entity.owner if entity else None
    on_call = catalog.on_call_of(None, owner)
    return StopCredential(
        id=name,
        revoke=entity.revoke if entity else None,
        revoked_with=entity.revoked_with if entity else None,
        owner=owner,
        on_call=on_call,
        contact=contact_of(catalog, owner, on_call),
        breaks=_breaks(lookups, name),
        inherited=loans_of(entity.source) if entity else (),
        source=entity.source if entity else None,
    )


def _breaks(lookups: Lookups, name: str) -> tuple[str, ...]:
    """Agents with the number of their tools, other holders, and credentials that end with this one."""
    catalog = lookups.catalog
    counted: dict[str, int] = {}
    for agent, _ in catalog.tools_of(name):
        counted[agent.id] = counted.get(agent.id, 0) + 1
    agents = [f"{agent} ({number} tool{'s' * (number > 1)})" for agent, number in sorted(counted.items())]
    entity = catalog.credential.get(name)
    others = list(entity.shared_with) if entity else []
    ended = lookups.ended_with[name]
    return (*agents, *others, *(f"{each}, which ends with it" for each in ended))


def system_switches(catalog: Catalog, search: Search) -> tuple[KillSwitch, ...]:
    """How breached systems shut agents out."""
    named = [start.id for start in search.starts if start.kind is Kind.SYSTEM]
    switches = (catalog.system[name].kill_switch for name in named if name in catalog.system)
    return tuple(switch for switch in switches if switch)


def ends_with(lookups: Lookups, names: Iterable[str]) -> set[str]:
    """These credentials and all that end when they are revoked, at any remove."""
    dead = set(names)
    queue = list(dead)
    while queue:
        ending = set(lookups.ended_with[queue.pop()]) - dead
        dead |= ending
        queue += ending
    return dead


def left_behind(search: Search) -> tuple[str, ...]:
    """Credentials that whoever started here has got hold of, and that go on working when the starts are revoked."""
    dead = ends_with(search.index, search.held)
    return tuple(
        sorted(
            name
            for name, levels in search.has.items()
            if name not in dead
            and not search.index.expired(name)
            and min(map(search.cost, levels.values())).presumed == 0
        )
    )
