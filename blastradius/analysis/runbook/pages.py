"""One page for one entity."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import agents_below
from blastradius.analysis.reach.upstream import upstream
from blastradius.analysis.runbook import holes
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.effects import effects_of, parted
from blastradius.analysis.runbook.evidence import traces
from blastradius.analysis.runbook.reached import reached_from
from blastradius.analysis.runbook.report import AgentPage, CredentialPage, Holding, Obtainable, SystemPage, User
from blastradius.analysis.runbook.told import told
from blastradius.model.entities import RETIRED, Agent, Credential, Feed, System, Tool
from blastradius.model.inherit import loans_of
from blastradius.model.node import Node

_TRACE_NAMES = ("service", "agent")


def credential_page(desk: Desk, credential: Credential) -> CredentialPage:
    """The page of a credential."""
    name = credential.id
    report = desk.reach(Kind.CREDENTIAL, name)
    users = _users(desk, desk.catalog.tools_of(name))
    return CredentialPage(
        head=desk.head(Kind.CREDENTIAL, credential, holes.of_credential(desk.catalog, credential, report.unknown)),
        credential=credential,
        users=users,
        callers=tuple(agent for agent in report.agents if agent not in {user.agent for user in users}),
        ended_with=desk.lookups.ended_with[name],
        expired=desk.past(credential.expires),
        reached=reached_from(desk, report, (name,), None),
        inherited=loans_of(credential.source),
    )


def agent_page(desk: Desk, agent: Agent) -> AgentPage:
    """The page of an agent."""
    report = desk.reach(Kind.AGENT, agent.id)
    below = agents_below(desk.catalog, agent.id)
    held = tuple(each.id for each in report.stop_credentials)
    told = Node(dict(agent.source.document.data), agent.source).child("appears_as")
    rows = desk.rows.get(agent.id, ())
    return AgentPage(
        head=desk.head(Kind.AGENT, agent, holes.of_agent(desk.catalog, agent, rows, report.unknown)),
        agent=agent,
        appears_as=tuple((key, told.texts(key)) for key in _TRACE_NAMES if told and told.texts(key)),
        callers=desk.lookups.callers[agent.id],
        holdings=tuple(_holding(desk, name, agent) for name in held),
        tools=agent.tools,
        reached=reached_from(desk, report, held, frozenset(below)),
    )


def _holding(desk: Desk, name: str, agent: Agent) -> Holding:
    """A credential of the agent itself, or `by` one that it delegates to."""
    tools = desk.catalog.tools_of(name)
    own = any(holder.id == agent.id for holder, _ in tools)
    below = set(agents_below(desk.catalog, agent.id))
    others = sorted({holder.id for holder, _ in tools if holder.id in below})
    opened = {grant.system for grant in desk.lookups.all_grants_of(name)}
    return Holding(
        id=name,
        entity=desk.catalog.credential.get(name),
        by=None if own or not others else others[0],
        systems=tuple(sorted(opened)),
    )


def system_page(desk: Desk, system: System) -> SystemPage:
    """The page of a system."""
    undo, final = parted(effects_of(desk, system))
    openers = tuple(dict.fromkeys(grant.credential for grant in system.grants))
    return SystemPage(
        head=desk.head(Kind.SYSTEM, system, holes.of_system(desk.catalog, system)),
        system=system,
        grants=tuple((grant, desk.catalog.credential.get(grant.credential)) for grant in system.grants),
        by_way=upstream(desk.sources, openers),
        users=_users(desk, desk.lookups.tools_on(system.id)),
        feeds_in=_feeds_into(desk, system),
        obtainable=tuple(_obtainable(desk, system)),
        evidence=traces(desk, system, system.operations, _only_one(desk, openers), ()),
        undo=undo,
        final=final,
        reads=tuple(operation for operation in system.operations if operation.reads_only),
        tell=told(desk, (system.id,), final),
        inherited=loans_of(system.source),
    )


def _only_one(desk: Desk, openers: tuple[str, ...]) -> tuple[str, ...]:
    """The only credential that opens a system, where it is known what the logs call it."""
    entity = desk.catalog.credential.get(openers[0]) if len(openers) == 1 else None
    return openers if entity and entity.principal else ()


def _users(desk: Desk, tools: Iterable[tuple[Agent, Tool]]) -> tuple[User, ...]:
    """Agents with their tools; those that run before those that are retired."""
    found: dict[str, list[str]] = {}
    for agent, tool in tools:
        found.setdefault(agent.id, []).append(tool.name)
    users = [
        User(agent=name, status=desk.catalog.agent[name].status, tools=tuple(sorted(set(names))))
        for name, names in found.items()
    ]
    return tuple(sorted(users, key=lambda user: (user.status == RETIRED, user.agent)))


def _feeds_into(desk: Desk, system: System) -> tuple[tuple[str, Feed], ...]:
    found = desk.lookups.feeds_into[system.id]
    return tuple(sorted(found, key=lambda each: (each[0], each[1].what or "")))


def _obtainable(desk: Desk, system: System) -> Iterable[Obtainable]:
    asked = sorted(desk.lookups.needs[system.id], key=lambda each: each[0])
    for name, _, way, _, need in asked:
        yield Obtainable(credential=name, way=way, alone=len(way.needs) == 1, access=need.access.word)
