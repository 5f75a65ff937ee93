"""What a responder would need and nobody wrote down, for everything that this answer rests on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from blastradius.analysis.reach.report import DoubtfulPlace, Kind, ReachedSystem, Unknown
from blastradius.analysis.reach.search import Search, agents_below
from blastradius.graph.holes import openers
from blastradius.graph.order import grant_key
from blastradius.graph.shown import ToolGrant
from blastradius.model.entities import Agent, Bound, Credential, Grant, System
from blastradius.model.hints import hinted
from blastradius.model.node import UNKNOWN
from blastradius.model.proofs import ran_out
from blastradius.source.document import Ref, values

_SYSTEM = "system "
_READ_AS_ALL = "read as admin on the whole system"
_MOST_NAMED = 8


def unknowns(
    search: Search,
    systems: tuple[ReachedSystem, ...],
    agents: tuple[str, ...],
    doubtful: tuple[DoubtfulPlace, ...],
    now: datetime,
) -> tuple[Unknown, ...]:
    """Unknown cells, old proof, access read as the worst, and entries that do not exist: each place once, sorted."""
    found = [
        *_cells_of_credentials(search),
        *_cells_of_systems(systems),
        *_effects_not_described(search),
        *_flows(search, systems),
        *_worst_grants(search),
        *_ends_that_are_none(search),
        *_cells_of_agents(search, agents),
        *_kept_elsewhere(search),
        *(Unknown(where=each.where, what=f"{each.what}, where {each.credential} is kept") for each in doubtful),
        *_opened_by_whom(search, doubtful),
        *_old_proof(search, systems, now),
    ]
    once = {(each.where.document.path, each.where.document.index, each.where.pointer): each for each in found}
    told = (
        Unknown(where=each.where, what=f"{each.what}{hinted(search.catalog, each.where)}") for each in once.values()
    )
    return tuple(sorted(told, key=lambda each: (each.where.document.path, each.where.document.index, _key(each))))


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
    started = {name for each in search.starts if each.kind is Kind.AGENT for name in agents_below(catalog, each.id)}
    for name in dict.fromkeys((*sorted(started), *agents)):
        entity = catalog.agent.get(name)
        if entity is None:
            continue
        yield from _said(entity.source, f"agent {name}")
        for position, other in enumerate(entity.delegates_to):
            if other not in catalog.agent:
                where = entity.source / "delegates_to" / position
                yield Unknown(where=where, what=f"there is no entry for agent {other}, which agent {name} can call")
        if name in started:
            yield from _tools(search, entity)


def _tools(search: Search, agent: Agent) -> Iterator[Unknown]:
    """What its tools prove without saying how far it goes, which is therefore read as all the way."""
    for tool in agent.tools:
        whose = f"tool {agent.id}/{tool.name}"
        if not tool.bound and not tool.none:
            yield Unknown(where=tool.source / "operation", what=f"what {whose} does, and in which system")
            if tool.credential is None:
                yield Unknown(where=tool.source / "credential", what=f"which credential {whose} uses")
        for bound in tool.bound:
            if bound.credential is None:
                what = f"which credential {whose} uses on {bound.system}, and how far it goes: {_READ_AS_ALL}"
                yield Unknown(where=bound.source, what=what)
            elif _only_shown(search, bound.credential, bound.system):
                yield Unknown(where=bound.source, what=_no_grant(bound.credential, bound.system, whose))
            elif _does_more(search, bound):
                yield Unknown(where=bound.source, what=_more(bound.credential, bound.system, whose))


def _only_shown(search: Search, credential: str, system: str) -> bool:
    """Whether no grant is written, so that only a tool shows that the credential works there."""
    grants = [each for each in search.index.all_grants_of(credential) if each.system == system]
    return all(map(_by_tool, grants))


def _does_more(search: Search, bound: Bound) -> bool:
    """Whether a tool does what the grants of its credential do not allow."""
    written = search.index.written(bound.credential or "", bound.system)
    records = search.rules.records(bound.system, bound.operation)
    return not all(search.index.suffices(written, record) for record in records)


def _more(credential: str, system: str, user: str) -> str:
    return f"how far {credential} opens {system}: {user} does more there than its grant allows: counted as allowed"


def _by_tool(grant: Grant) -> bool:
    return grant.source.document.data.get("kind") == "Agent"


def _no_grant(credential: str, system: str, user: str) -> str:
    return f"how far {credential} opens {system}: {user} uses it there and no grant says so: {_READ_AS_ALL}"


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
            if _by_tool(grant):
                said = _more if isinstance(grant, ToolGrant) else _no_grant
                what = said(name, grant.system, f"a tool of agent {grant.source.document.data.get('id')}")
                yield Unknown(where=grant.source, what=what)
                continue
            for cell in grant.worst:
                what = f"{cell} of the grant of {name} on {grant.system}: {_READ_AS_ALL}"
                yield Unknown(where=grant.source / cell, what=what)


def _ends_that_are_none(search: Search) -> Iterator[Unknown]:
    """Where a day is written that is not in the calendar: what ends then counts as endless."""
    for name in search.has:
        ends = [
            (grant.until, grant.source / "until", f"the grant of {name} on {grant.system}")
            for grant in search.index.grants_of(name)
        ]
        ends += [
            (entity.expires, entity.source / "expires", f"credential {name}")
            for entity in search.catalog.records(Credential, name)
        ]
        for end, where, whose in ends:
            if end is None and where.value not in (None, UNKNOWN):
                yield Unknown(where=where, what=f"when {whose} ends: {where.value} is no day, so it counts as endless")


def _kept_elsewhere(search: Search) -> Iterator[Unknown]:
    """Credentials that can be had from a place that nobody named: it may be one that was reached."""
    kept = search.index.kept_elsewhere
    known = kept.keys() & {*search.held, *search.has}
    for name in sorted(known):
        for where in kept[name]:
            yield Unknown(where=where, what=f"from where else credential {name} can be had: nobody named it")
    others = list(islice((name for name in kept if name not in known), _MOST_NAMED))
    if others and search.access:
        rest = len(kept) - len(known) - len(others)
        named = f"{', '.join(others)}{f' and {rest} more' if rest else ''}"
        what = f"whether {named} can be had from here: nobody named where they are kept"
        yield Unknown(where=kept[others[0]][0], what=what)


def _opened_by_whom(search: Search, doubtful: Iterable[DoubtfulPlace]) -> Iterator[Unknown]:
    """Systems of which nobody knows what opens them: they may be reached from here. One line for all."""
    told = {*search.access, *(each.system for each in doubtful)}
    found: dict[str, Ref] = {}
    for entity in search.catalog.naming("note:openers", System):
        for hole in openers(search.catalog, entity.id):
            if hole.where is not None and entity.id not in told:
                found.setdefault(entity.id, hole.where)
    if found:
        names = sorted(found)
        rest = len(names) - _MOST_NAMED
        named = f"{', '.join(names[:_MOST_NAMED])}{f' and {rest} more' if rest > 0 else ''}"
        yield Unknown(
            where=found[names[0]], what=f"whether {named} can be reached from here: nobody wrote what opens them"
        )


def _effects_not_described(search: Search) -> Iterator[Unknown]:
    """What operations bring about by themselves, where the system has no entry for it."""
    for system, effects in search.causes.items():
        for effect, causes in effects.items():
            if not search.rules.records(system, effect):
                for cause in sorted(causes):
                    for record in search.rules.records(system, cause):
                        if effect in record.also:
                            what = f"there is no entry for operation {system}/{effect}, which {cause} brings about"
                            yield Unknown(where=record.source / "also", what=what)


def _flows(search: Search, systems: tuple[ReachedSystem, ...]) -> Iterator[Unknown]:
    """Where else data of a system goes that was not reached, and still got wrong data."""
    reached = {system.id for system in systems}
    for name in sorted(search.tainted.keys() - reached):
        entity = search.catalog.system.get(name)
        if entity is not None:
            feeds = entity.source / "feeds"
            for pointer, value in values(feeds.value):
                if value == UNKNOWN:
                    where = Ref(feeds.document, (*feeds.pointer, *pointer))
                    yield Unknown(where=where, what=f"{_cell(where.pointer)} of system {entity.id}")
