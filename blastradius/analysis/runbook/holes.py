"""What is not known about an entity, said where it is missing."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.report import Unknown
from blastradius.analysis.runbook.report import Hole
from blastradius.model import places
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, Operation, System
from blastradius.model.hints import hinted
from blastradius.model.node import UNKNOWN
from blastradius.model.places import Place
from blastradius.model.rows import Row, State
from blastradius.source.document import Ref, values

Holes = tuple[Hole, ...]


def of_system(catalog: Catalog, system: System) -> Holes:
    """What is not known about a system and its operations."""
    found = [*_owned(catalog, system), *_switch(system), *_log(system)]
    for operation in system.operations:
        found += _operation(operation, system)
    return _hinted(catalog, once([*found, *_said(system.source)]))


def of_credential(catalog: Catalog, credential: Credential, reached: Iterable[Unknown]) -> Holes:
    """What is not known about a credential and all that it reaches."""
    source = credential.source
    found = [
        *_missing("who owns it", Place(source / "owner", known=credential.owner is not None)),
        *_missing("who is on call", _on_call(catalog, credential)),
        *_missing("how it shows up in audit logs", Place(source / "principal", known=credential.principal is not None)),
        *_missing("how it is revoked", places.steps(source / "revoke")),
    ]
    for place in places.rotation(credential):
        found += _missing("how often it is rotated, and when it last was", place)
    return once([*_hinted(catalog, once([*found, *_said(source)])), *_reached(reached)])


def of_agent(catalog: Catalog, agent: Agent, rows: Iterable[Row], reached: Iterable[Unknown]) -> Holes:
    """What is not known about an agent, its tools and all that they rest on."""
    found = [*_owned(catalog, agent), *_switch(agent), *_said(agent.source), *_reached(reached)]
    for row in rows:
        found += [
            Hole(
                what=f"{_words(cell.name)} behind tool {row.tool.name}{f'; {cell.hint}' if cell.hint else ''}",
                where=cell.where,
            )
            for cell in row.parts
            if cell.state is State.UNKNOWN
        ]
    return once(found)


def once(holes: Iterable[Hole]) -> Holes:
    """Each place once, by the first words for it, in the order of files and of what stands in them."""
    found: dict[tuple[str, int, str], Hole] = {}
    for hole in holes:
        found.setdefault((hole.where.document.path, hole.where.document.index, hole.where.rfc6901), hole)
    return tuple(sorted(found.values(), key=_order))


def _hinted(catalog: Catalog, holes: Holes) -> Holes:
    """The holes, with what profiles say of them that nobody confirmed."""
    return tuple(Hole(what=f"{each.what}{hinted(catalog, each.where)}", where=each.where) for each in holes)


def _order(hole: Hole) -> tuple[object, ...]:
    where = hole.where
    parts = tuple(f"{part:09d}" if isinstance(part, int) else part for part in where.pointer)
    return (where.document.path, where.document.index, parts)


def _owned(catalog: Catalog, entity: System | Agent) -> Iterator[Hole]:
    yield from _missing("who owns it", Place(entity.source / "owner", known=entity.owner is not None))
    yield from _missing("who is on call", _on_call(catalog, entity))


def _on_call(catalog: Catalog, entity: System | Credential | Agent) -> Place:
    team = catalog.team.get(entity.owner or "")
    if isinstance(entity, Credential):
        return places.on_call(team.source, None) if team else Place(entity.source / "owner", known=False)
    return places.on_call(entity.source, team.source if team else None)


def _switch(entity: System | Agent) -> Iterator[Hole]:
    what = "how it is stopped" if isinstance(entity, Agent) else "how the system itself shuts an agent out"
    yield from _missing(what, places.steps(entity.source / "kill_switch"))


def _log(system: System) -> Iterator[Hole]:
    log = system.audit_log
    if log is None:
        yield Hole(what="where the audit log is", where=system.source / "audit_log")
    elif not log.none:
        for cell, what in (
            ("location", "where the audit log is"),
            ("query", "how the audit log is searched"),
            ("retention", "how long the audit log is kept"),
        ):
            yield from _missing(what, Place(log.source / cell, known=getattr(log, cell) is not None))


def _operation(operation: Operation, system: System) -> Iterator[Hole]:
    effect = places.effect(operation)
    yield from _missing(f"what {operation.id} does", effect)
    if effect.known and operation.reads_only:
        return
    for what, found in (
        ("can be undone", places.reversibility(operation, system)),
        ("can be repeated", places.idempotency(operation)),
        ("is proven to have happened", places.receipt(operation)),
    ):
        for place in found:
            yield from _missing(f"how {operation.id} {what}", place)


def _missing(what: str, place: Place) -> Iterator[Hole]:
    if not place.known:
        yield Hole(what=what, where=place.ref)


def _said(source: Ref) -> Iterator[Hole]:
    """Where the word `unknown` stands in the entity."""
    for pointer, value in values(source.document.data):
        if value == UNKNOWN and pointer:
            cell = ".".join(str(part) for part in pointer if not isinstance(part, int))
            yield Hole(what=cell, where=Ref(source.document, pointer))


def _reached(reached: Iterable[Unknown]) -> Iterator[Hole]:
    return (Hole(what=each.what, where=each.where) for each in reached)


def _words(cell: str) -> str:
    return cell.replace(".", " ").replace("_", " ")
