"""What a responder would need and nobody wrote down, for everything that this answer rests on."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.analysis.reach.report import Kind, ReachedSystem, Unknown
from blastradius.analysis.reach.search import Search, agents_below
from blastradius.graph.order import grant_key
from blastradius.model.entities import Agent
from blastradius.model.node import UNKNOWN
from blastradius.model.proofs import ran_out
from blastradius.source.document import Ref, values

_SYSTEM = "system "


def unknowns(
    search: Search, systems: tuple[ReachedSystem, ...], agents: tuple[str, ...], now: datetime
) -> tuple[Unknown, ...]:
    """Unknown cells, old proof, access read as the worst, and entries that do not exist: each place once, sorted."""
    found = [
        *_cells_of_credentials(search),
        *_cells_of_systems(systems),
        *_cells_of_agents(search, agents),
        *_worst_grants(search),
        *_old_proof(search, systems, now),
    ]
    once = {(each.where.document.path, each.where.document.index, each.where.pointer): each for each in found}
    return tuple(
        sorted(once.values(), key=lambda each: (each.where.document.path, each.where.document.index, _key(each)))
    )


def _key(unknown: Unknown) -> tuple[str, ...]:
    return tuple(f"{part:09d}" if isinstance(part, int) else part for part in unknown.where.pointer)


def _cells_of_credentials(search: Search) -> Iterator[Unknown]:
    for name in search.has:
        entity = search.catalog.credential.get(name)
        if entity is None:
            yield from _nobody_describes(search, name)
            continue
        yield from _said(entity.source, f"credential {name}")
        if entity.revoke is None and "revoke" not in entity.source.document.data:
            yield Unknown(where=entity.source, what=f"how credential {name} is revoked")


def _cells_of_agents(search: Search, agents: tuple[str, ...]) -> Iterator[Unknown]:
    """What an agent can do and nobody wrote down: a list that is not known reads as empty in everything else."""
    catalog = search.catalog
    started = [each.id for start in search.starts if start.kind is Kind.AGENT for each in _below(search, start.id)]
    for name in dict.fromkeys((*started, *agents)):
        entity = catalog.agent.get(name)
        if entity is None:
            continue
        yield from _said(entity.source, f"agent {name}")
        for position, other in enumerate(entity.delegates_to):
            if other not in catalog.agent:
                where = entity.source / "delegates_to" / position
                yield Unknown(where=where, what=f"there is no entry for agent {other}, which agent {name} can call")
        for tool in entity.tools:
            for bound in tool.bound:
                if bound.credential and not search.index.opens(bound.credential, bound.system):
                    what = f"how far {bound.credential} opens {bound.system}: tool {name}/{tool.name} uses it there"
                    yield Unknown(where=bound.source, what=f"{what}, and no grant says so")


def _below(search: Search, agent: str) -> list[Agent]:
    return [search.catalog.agent[name] for name in agents_below(search.catalog, agent) if name in search.catalog.agent]


def _old_proof(search: Search, systems: tuple[ReachedSystem, ...], now: datetime) -> Iterator[Unknown]:
    """Where the proof for a whole entry has run out: its facts are merely declared."""
    catalog = search.catalog
    credentials = [catalog.credential[name] for name in search.has if name in catalog.credential]
    reached = [catalog.system[each.id] for each in systems if each.id in catalog.system]
    proofs = [(each.proof, f"credential {each.id}") for each in credentials]
    proofs += [(each.proof, f"system {each.id}") for each in reached]
    for proof, whose in proofs:
        if proof and proof.on and ran_out(proof, catalog.stale_after, now):
            day = proof.on.date()
            yield Unknown(where=proof.source / "on", what=f"whether the facts about {whose} still hold: verified {day}")


def _nobody_describes(search: Search, credential: str) -> Iterator[Unknown]:
    for grant in sorted(search.index.grants_of(credential), key=grant_key)[:1]:
        yield Unknown(
            where=grant.source / "credential",
            what=f"there is no entry for credential {credential}: owner, revocation and other ways to it are not known",
        )


def _cells_of_systems(systems: tuple[ReachedSystem, ...]) -> Iterator[Unknown]:
    for system in systems:
        if system.source is None:
            for step in system.path[-1:]:
                if step.at is not None:
                    yield Unknown(where=step.at, what=f"there is no entry for system {system.id}")
            continue
        reached = {operation.id for operation in system.operations}
        yield from _said(system.source, f"system {system.id}", operations=reached)
        if system.on_call is None:
            yield Unknown(where=system.source, what=f"who is on call for system {system.id}")


def _said(source: Ref, whose: str, operations: set[str] | None = None) -> Iterator[Unknown]:
    """Where the word `unknown` stands, except in operations that were not reached."""
    for pointer, value in values(source.document.data):
        if value != UNKNOWN or not pointer:
            continue
        where = Ref(source.document, pointer)
        if operations is not None and pointer[0] == "operations" and len(pointer) > 1:
            name = (source / pointer[0] / pointer[1] / "id").value
            if name in operations:
                yield Unknown(
                    where=where, what=f"{_cell(pointer[2:])} of operation {whose.removeprefix(_SYSTEM)}/{name}"
                )
        else:
            yield Unknown(where=where, what=f"{_cell(pointer)} of {whose}")


def _cell(pointer: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in pointer if not isinstance(part, int))


def _worst_grants(search: Search) -> Iterator[Unknown]:
    for name in search.has:
        for grant in search.index.grants_of(name):
            for cell in grant.worst:
                yield Unknown(
                    where=grant.source / cell,
                    what=f"{cell} of the grant of {name} on {grant.system}: read as admin on the whole system",
                )
