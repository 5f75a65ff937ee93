"""What nobody wrote down and what could therefore lead around a cut."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.report import Unknown
from blastradius.graph.index import Index
from blastradius.graph.order import grant_key
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref


def ways_not_known(index: Index, systems: Iterable[str]) -> tuple[Unknown, ...]:
    """Holes on any way back from the systems, whatever it asks for: better too many."""
    found: dict[str, Unknown] = {}
    looked_at: set[str] = set()
    openers: set[str] = set()
    queue = sorted(systems)
    while queue:
        system = queue.pop()
        if system in looked_at:
            continue
        looked_at.add(system)
        for each in _openers_not_known(index, system):
            found.setdefault(f"{each.where!r}", each)
        for credential in sorted({grant.credential for grant in index.grants_on[system]}):
            if credential in openers or index.expired(credential):
                continue
            openers.add(credential)
            for each in _places_not_known(index, credential):
                found.setdefault(f"{each.where!r}", each)
            entity = index.catalog.credential.get(credential)
            queue += sorted({need.system for way in entity.ways for need in way.needs}) if entity else []
    return tuple(sorted(found.values(), key=lambda each: (_place(each.where), each.what)))


def _openers_not_known(index: Index, system: str) -> Iterator[Unknown]:
    entity = index.catalog.system.get(system)
    if entity is not None and not isinstance((entity.source / "credentials").value, list):
        yield Unknown(where=entity.source / "credentials", what=f"which credentials open system {system}")


def _places_not_known(index: Index, credential: str) -> Iterator[Unknown]:
    entity = index.catalog.credential.get(credential)
    if entity is None:
        for grant in sorted(index.all_grants_of(credential), key=grant_key)[:1]:
            what = f"there is no entry for credential {credential}: from where it can be had is not known"
            yield Unknown(where=grant.source, what=what)
    elif (entity.source / "obtainable_from").value == UNKNOWN:
        yield Unknown(where=entity.source / "obtainable_from", what=f"from where credential {credential} can be had")


def _place(where: Ref) -> tuple[str, int, str]:
    return (where.document.path, where.document.index, where.rfc6901)
