"""What a responder would need and nobody wrote down, for everything that this answer rests on."""

from collections.abc import Iterator

from blastradius.analysis.reach.report import ReachedSystem, Unknown
from blastradius.analysis.reach.search import Search
from blastradius.graph.order import grant_key
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref, values


def unknowns(search: Search, systems: tuple[ReachedSystem, ...]) -> tuple[Unknown, ...]:
    """Unknown cells, access read as the worst, and entries that do not exist: each place once, sorted."""
    found = [*_cells_of_credentials(search), *_cells_of_systems(systems), *_worst_grants(search)]
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
                yield Unknown(where=where, what=f"{_cell(pointer[2:])} of {whose}/{name}")
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
