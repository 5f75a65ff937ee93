"""Grants that became wider where level and systems stay: more scopes, more parts, less that is denied.

No operation may be written down yet that takes such a scope, so that no search sees it.
"""

from collections.abc import Iterator, Sequence

from blastradius.analysis.diff.report import GrantChange
from blastradius.analysis.diff.side import Name, Side
from blastradius.analysis.reach.report import Kind
from blastradius.graph.withdrawal import is_written
from blastradius.model.entities import Grant


def widened(start: Name, here: Side, there: Side) -> tuple[GrantChange, ...]:
    """How the grants of a credential are wider here than there, by system, of those that it opens on both sides."""
    kind, name = start
    if kind is not Kind.CREDENTIAL:
        return ()
    mine, others = _by_system(here, name), _by_system(there, name)
    return tuple(
        change
        for system in sorted(mine.keys() & others.keys())
        for change in _wider(system, mine[system], others[system], here)
    )


def _by_system(side: Side, credential: str) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    if not side.lookups.expired(credential):
        for grant in side.lookups.grants_of(credential):
            if is_written(grant):
                found.setdefault(grant.system, []).append(grant)
    return found


def _wider(system: str, mine: Sequence[Grant], others: Sequence[Grant], here: Side) -> Iterator[GrantChange]:
    carries = here.lookups.scope_rules(system).carries
    for grant in mine:
        if grant.scopes is None:
            if all(other.scopes is not None for other in others):
                yield _change(grant, "scopes", "every scope")
        else:
            named = {scope for other in others for scope in other.scopes or ()}
            new = [
                scope
                for scope in grant.scopes
                if scope not in named and not any(carries(other, scope) for other in others)
            ]
            if new:
                yield _change(grant, "scopes", f"scope {', '.join(new)}")
        if grant.resources is None:
            if all(other.resources is not None for other in others):
                yield _change(grant, "resources", "the whole system instead of parts")
        elif all(other.resources is not None for other in others):
            known = {part for other in others for part in other.resources or ()}
            parts = [part for part in grant.resources if part not in known]
            if parts:
                yield _change(grant, "resources", f"part {', '.join(parts)}")
        allowed = [each for each in _denied_by_all(others) if each not in grant.denies]
        if allowed:
            yield _change(grant, "denies", f"no longer denied: {', '.join(allowed)}")


def _denied_by_all(grants: Sequence[Grant]) -> list[str]:
    return sorted(set.intersection(*(set(grant.denies) for grant in grants))) if grants else []


def _change(grant: Grant, key: str, what: str) -> GrantChange:
    place = grant.source / key
    return GrantChange(system=grant.system, what=what, where=grant.source if place.value is None else place)
