"""Scopes of grants that nothing asks for, one slip away from one that is asked for: then the grant is misspelt."""

from collections.abc import Iterable, Mapping

from blastradius.graph.index import Index
from blastradius.graph.withdrawal import is_written
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.model.entities import Grant, Operation, System


def asked_on(index: Index, system: str) -> frozenset[str]:
    """Every scope that an operation of a system, its undo or a way to a credential asks for."""
    operations: Iterable[Operation] = index.operations[system]
    undone = (each.reversibility.undo_requires for each in operations if each.reversibility)
    needed = (need.requires for _, _, _, _, need in index.needs[system])
    return frozenset(
        scope for scopes in (*(each.requires for each in operations), *undone, *needed) for scope in scopes
    )


def meant_by(scope: str, grant: Grant, asked: Iterable[str], index: Index) -> str | None:
    """The scope that is meant by one of a grant; `None` where it is asked for, or its grant has the other as well."""
    rules = index.scope_rules(grant.system)
    words = list(asked)
    if scope in words or scope.endswith("*"):
        return None
    return slip_of(scope, (each for each in words if not rules.carries(grant, each)))


def is_misspelt(scope: str, grants: Iterable[Grant], index: Index) -> bool:
    """Whether a scope that is asked for is one slip away from one of these grants, which `misspelt-scope` says."""
    scoped = [grant for grant in grants if is_written(grant) and grant.scopes and not grant.worst]
    if not scoped or any(index.scope_rules(grant.system).carries(grant, scope) for grant in scoped):
        return False
    return slip_of(scope, (given for grant in scoped for given in grant.scopes or ())) is not None


def misspelt_implying(system: System) -> Mapping[str, str]:
    """The keys of `scope_implies` that no grant has, each with the granted scope that is one slip away."""
    implies = (system.source / "scope_implies").value
    if not isinstance(implies, dict):
        return {}
    given = {scope for grant in system.grants for scope in grant.scopes or ()}
    found = {key: slip_of(key, given - implies.keys()) for key in implies if key not in given}
    return {key: meant for key, meant in found.items() if meant}


def implies_less(subject: Subject, system: System) -> bool:
    """Whether scopes carry more than can be read: what implies others is misspelt, and that is said there."""
    strange = (each.pointer for each in subject.reported("unknown-key") if each.entity == system.source.document.entity)
    keys = (pointer[1:] for pointer in strange if pointer.count("/") == 1)
    return bool(misspelt_implying(system)) or any(Words(["scope_implies"]).nearest(key) for key in keys)
