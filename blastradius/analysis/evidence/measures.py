"""The numbers that an inventory has to show. Each is a name, what is counted, and where it holds and where not.

Agents that are retired do not count, and neither do their tools; systems and credentials count whoever uses them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeAlias, TypeVar

from blastradius.model import places
from blastradius.model.catalog import Catalog
from blastradius.model.cells import REPEATS, AuditLog, Reversal
from blastradius.model.entities import RETIRED, Agent, Bound, Credential, Operation, System, Team, Tool
from blastradius.model.proofs import ran_out
from blastradius.source.document import Ref

Counted: TypeAlias = Iterator[tuple[Ref, bool]]
_Entity = TypeVar("_Entity")
_APPROVED = frozenset({"human", "policy"})
_SIX_MONTHS = 183 * 24 * 3600


class Facts:
    """The catalog, with what several measures look at."""

    def __init__(self, catalog: Catalog, judged: datetime | None) -> None:
        self.catalog = catalog
        self.judged = judged
        self.agents = [each for each in _by_id(catalog.agent) if each.status != RETIRED]
        self.systems = _by_id(catalog.system)
        self.credentials = _by_id(catalog.credential)
        self.teams = _by_id(catalog.team)
        self.tools = [tool for agent in self.agents for tool in agent.tools if not tool.none]
        self.changing = [
            operation for system in self.systems for operation in system.operations if not operation.reads_only
        ]

    def owned(self, source: Ref, owner: str | None) -> tuple[Ref, bool]:
        """Whether the owner is a team that has an entry."""
        return source / "owner", (owner or "") in self.catalog.team

    def on_call(self, entity: Agent | System) -> tuple[Ref, bool]:
        """Whether somebody is on call, directly or through the owner."""
        team = self.catalog.team.get(entity.owner or "")
        place = places.on_call(entity.source, team.source if team else None)
        return place.ref, place.known

    def operation(self, bound: Bound) -> Operation | None:
        """What a tool calls."""
        return self.catalog.operation.get((bound.system, bound.operation))

    def changes(self, tool: Tool) -> bool:
        """Whether a tool changes something; one of which that is not known does."""
        called = [self.operation(bound) for bound in tool.bound]
        return not called or any(each is None or not each.reads_only for each in called)


def _by_id(found: Mapping[str, _Entity]) -> list[_Entity]:
    return [found[name] for name in sorted(found)]


def _agents_owned(facts: Facts) -> Counted:
    return (facts.owned(each.source, each.owner) for each in facts.agents)


def _systems_owned(facts: Facts) -> Counted:
    return (facts.owned(each.source, each.owner) for each in facts.systems)


def _credentials_owned(facts: Facts) -> Counted:
    return (facts.owned(each.source, each.owner) for each in facts.credentials)


def _agents_on_call(facts: Facts) -> Counted:
    return (facts.on_call(each) for each in facts.agents)


def _systems_on_call(facts: Facts) -> Counted:
    return (facts.on_call(each) for each in facts.systems)


def _pages_reach_people(facts: Facts) -> Counted:
    holders: Iterable[Team | Agent | System] = chain(facts.teams, facts.agents, facts.systems)
    cells = (each.on_call for each in holders if each.on_call)
    return ((cell.source / "reaches_human", cell.reaches_human is not None) for cell in cells)


def _agents_stoppable(facts: Facts) -> Counted:
    found = (places.steps(each.source / "kill_switch") for each in facts.agents)
    return ((place.ref, place.known) for place in found)


def _stops_measured(facts: Facts) -> Counted:
    for agent in facts.agents:
        measured = agent.kill_switch.measured if agent.kill_switch else None
        yield agent.source / "kill_switch" / "measured", bool(measured and measured.on and measured.took)


def _tools_bound(facts: Facts) -> Counted:
    for tool in facts.tools:
        known = [facts.operation(bound) is not None for bound in tool.bound]
        yield tool.source / "operation", bool(known) and all(known)


def _changing_tools_approved(facts: Facts) -> Counted:
    changing = (tool for tool in facts.tools if facts.changes(tool))
    return ((tool.source / "approval", tool.approval in _APPROVED) for tool in changing)


def _code_execution_approved(facts: Facts) -> Counted:
    for tool in facts.tools:
        called = [facts.operation(bound) for bound in tool.bound]
        if any(each and "execute" in each.effect for each in called):
            yield tool.source / "approval", tool.approval in _APPROVED


def _tools_limited(facts: Facts) -> Counted:
    for tool in facts.tools:
        if facts.changes(tool):
            called = [facts.operation(bound) for bound in tool.bound]
            yield tool.source / "limit", bool(tool.limit or (called and all(each and each.limit for each in called)))


def _tools_pinned(facts: Facts) -> Counted:
    return ((tool.source / "schema_sha256", tool.schema_sha256 is not None) for tool in facts.tools)


def _delegates_known(facts: Facts) -> Counted:
    for agent in facts.agents:
        for number, name in enumerate(agent.delegates_to):
            yield agent.source / "delegates_to" / number, name in facts.catalog.agent


def _grants_scoped(facts: Facts) -> Counted:
    for system in facts.systems:
        for grant in system.grants:
            narrow = grant.scopes is not None and not {"scopes", "access"} & set(grant.worst)
            yield grant.source / "scopes", narrow and "*" not in (grant.scopes or ())


def _credentials_of_one_agent(facts: Facts) -> Counted:
    for credential in facts.credentials:
        holders = {agent.id for agent, _ in facts.catalog.tools_of(credential.id)}
        if holders:
            yield credential.source, len(holders) == 1 and not credential.shared_with


def _credentials_revocable(facts: Facts) -> Counted:
    found = (places.steps(each.source / "revoke") for each in facts.credentials)
    return ((place.ref, place.known) for place in found)


def _credentials_rotated(facts: Facts) -> Counted:
    for credential in facts.credentials:
        found = list(places.rotation(credential))
        missing = [place.ref for place in found if not place.known]
        yield missing[0] if missing else credential.source / "rotated", not missing


def _untrusted_input_marked(facts: Facts) -> Counted:
    found = (each.source / "untrusted_input" for each in facts.systems)
    return ((place, place.value is not None) for place in found)


def _vendors_named(facts: Facts) -> Counted:
    return ((each.source / "vendor", each.vendor is not None) for each in facts.systems)


def _feeds_stoppable(facts: Facts) -> Counted:
    return ((feed.source / "stop", bool(feed.stop)) for system in facts.systems for feed in system.feeds)


def _logs(facts: Facts, cell: str, holds: Callable[[AuditLog], bool]) -> Counted:
    for system in facts.systems:
        log = system.audit_log
        yield system.source / "audit_log" / cell, log is not None and not log.none and holds(log)


def _logs_located(facts: Facts) -> Counted:
    return _logs(facts, "location", lambda log: log.location is not None)


def _logs_searchable(facts: Facts) -> Counted:
    return _logs(facts, "query", lambda log: log.query is not None)


def _logs_attributed(facts: Facts) -> Counted:
    return _logs(facts, "attributes", lambda log: log.attributes in {"agent", "credential"})


def _logs_kept_six_months(facts: Facts) -> Counted:
    return _logs(facts, "retention", _kept_long)


def _kept_long(log: AuditLog) -> bool:
    return log.retention is not None and (log.retention.seconds is None or log.retention.seconds >= _SIX_MONTHS)


def _reversibility_known(facts: Facts) -> Counted:
    for operation in facts.changing:
        cell = facts.catalog.reversibility_of(operation)
        yield operation.source / "reversibility", cell is not None and cell.reversal is not Reversal.UNKNOWN


def _undo_written(facts: Facts) -> Counted:
    for operation in facts.changing:
        cell = facts.catalog.reversibility_of(operation)
        if cell and cell.reversal in {Reversal.REVERSIBLE, Reversal.COMPENSABLE}:
            yield cell.source / "undo", bool(cell.undo or cell.undo_operation)


def _repeats_known(facts: Facts) -> Counted:
    for operation in facts.changing:
        cell = operation.idempotency
        yield operation.source / "idempotency", bool(cell and cell.kind in REPEATS)


def _receipts_known(facts: Facts) -> Counted:
    for operation in facts.changing:
        cell = operation.receipt
        yield operation.source / "receipt", bool(cell and (cell.success or cell.failure or cell.read_back))


def _facts_proven(facts: Facts) -> Counted:
    entities: Iterable[Agent | System | Credential | Team]
    entities = chain(facts.agents, facts.systems, facts.credentials, facts.teams)
    for entity in entities:
        proof = entity.proof
        old = bool(proof and facts.judged and ran_out(proof, facts.catalog.stale_after, facts.judged))
        yield entity.source / "verified", proof is not None and proof.on is not None and not old


MEASURES: Mapping[str, tuple[str, Callable[[Facts], Counted]]] = {
    "agents-owned": ("agents have an owner that is a team", _agents_owned),
    "systems-owned": ("systems have an owner that is a team", _systems_owned),
    "credentials-owned": ("credentials have an owner that is a team", _credentials_owned),
    "agents-on-call": ("agents have somebody on call", _agents_on_call),
    "systems-on-call": ("systems have somebody on call", _systems_on_call),
    "pages-reach-people": ("rotations have a day on which a person answered a test page", _pages_reach_people),
    "agents-stoppable": ("agents have steps that stop them", _agents_stoppable),
    "stops-measured": ("agents have a stop that was tried and timed", _stops_measured),
    "tools-bound": ("tools are bound to operations that are described", _tools_bound),
    "changing-tools-approved": ("tools that change something need an approval", _changing_tools_approved),
    "code-execution-approved": ("tools that run free code need an approval", _code_execution_approved),
    "tools-limited": ("tools that change something have a limit of rate or amount", _tools_limited),
    "tools-pinned": ("tools are pinned to a digest of their schema", _tools_pinned),
    "delegates-known": ("agents that others delegate to are described", _delegates_known),
    "grants-scoped": ("grants are narrowed to scopes", _grants_scoped),
    "credentials-of-one-agent": ("credentials of agents belong to one agent alone", _credentials_of_one_agent),
    "credentials-revocable": ("credentials have steps that take them back", _credentials_revocable),
    "credentials-rotated": ("credentials have a rotation and the day of the last one", _credentials_rotated),
    "untrusted-input-marked": ("systems say whether strangers can write in them", _untrusted_input_marked),
    "vendors-named": ("systems name their vendor", _vendors_named),
    "feeds-stoppable": ("flows from system to system have steps that cut them", _feeds_stoppable),
    "logs-located": ("systems have an audit log whose place is known", _logs_located),
    "logs-searchable": ("systems have a query for their audit log", _logs_searchable),
    "logs-attributed": ("systems have an audit log that names the credential or the agent", _logs_attributed),
    "logs-kept-six-months": ("systems keep their audit log for six months or longer", _logs_kept_six_months),
    "reversibility-known": ("operations that change something say whether they can be undone", _reversibility_known),
    "undo-written": ("operations that can be undone have steps or a call for it", _undo_written),
    "repeats-known": ("operations that change something say what a repeat does", _repeats_known),
    "receipts-known": ("operations that change something have a receipt", _receipts_known),
    "facts-proven": ("entries have somebody who stands for them, not too long ago", _facts_proven),
}
