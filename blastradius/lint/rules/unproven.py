"""Entities that nobody stands for."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity, listed
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent

_WITH_FACTS = frozenset({"Team", "System", "Credential", "Agent"})


@rule(
    severity=Severity.INFO,
    misses=("verified",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified: {on: 2026-11-02, by: payments, how: drilled}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments  # here
    """,
)
def unproven(subject: Subject) -> Iterator[Problem]:
    """Somebody stands for the facts of every entity.

    Why: a fact without `verified` is a claim of unknown age by an unknown author. For what a live agent uses that is a
    warning, for the rest an information.
    Fix: write `verified: {on: 2026-11-02, by: payments, how: confirmed}`; `how` is `declared` (somebody says so),
    `confirmed` (by the owner of the system), `observed` (seen in a trace) or `drilled` (rehearsed). It may stand on the
    entity or on any mapping inside.
    """
    users = _live_users(subject.catalog)
    for document in map(subject.documents.__getitem__, subject.documents.naming("note:unproven")):
        if document.entity is None or document.data.get("kind") not in _WITH_FACTS:
            continue
        agents = sorted(users.get(document.entity, ()))
        used = f"; live {'agent' if len(agents) == 1 else 'agents'} {listed(agents)} " if agents else ""
        verb = "relies on them" if len(agents) == 1 else "rely on them"
        yield Problem(
            at=document.root / "id",
            message=f"nobody stands for the facts of {entity(document)}{f'{used}{verb}' if used else ''}",
            help="write `verified: {on: DATE, by: TEAM, how: declared}`, or confirmed, observed or drilled",
            severity=Severity.WARNING if agents else None,
        )


def _live_users(catalog: Catalog) -> dict[str, set[str]]:
    """The live agents that rest on an entity, by `system:stripe`."""
    found: dict[str, set[str]] = {}
    for agent in catalog.agents:
        if agent.status == "live":
            for name in _used_by(agent, catalog):
                found.setdefault(name, set()).add(agent.id)
    return found


def _used_by(agent: Agent, catalog: Catalog) -> Iterator[str]:
    yield f"agent:{agent.id}"
    owners = {agent.owner}
    for tool in agent.tools:
        for bound in tool.bound:
            yield f"system:{bound.system}"
            system = catalog.system.get(bound.system)
            credential = catalog.credential.get(bound.credential or "")
            owners |= {each.owner for each in (system, credential) if each}
            if credential:
                yield f"credential:{credential.id}"
    yield from (f"team:{owner}" for owner in owners if owner)
