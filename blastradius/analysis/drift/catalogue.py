"""A catalogue of teams and systems against the inventory: who is not written, and who is said to own what."""

from collections.abc import Iterator

from blastradius.analysis.drift.report import Change, Difference, Unlisted, What
from blastradius.analysis.registry.on_call import of_one_kind
from blastradius.finding import Severity
from blastradius.foreign.description import KnownSystem, KnownTeam, Registry
from blastradius.model.catalog import Catalog
from blastradius.model.entities import System, Team


def catalogue_changes(registry: Registry, catalog: Catalog) -> tuple[tuple[Unlisted, ...], tuple[Change, ...]]:
    """What the catalogue has and the inventory has not, and where they disagree. The inventory may well have more."""
    missing = [f"team:{each.id}" for each in registry.teams if each.id not in catalog.team]
    missing += [f"system:{each.id}" for each in registry.systems if each.id not in catalog.system]
    unlisted = tuple(Unlisted(name=each, server=None, where=registry.shown, near=None) for each in missing)
    changes: list[Change] = []
    for system in registry.systems:
        if written := catalog.system.get(system.id):
            changes += _of_system(system, written)
    for team in registry.teams:
        if known := catalog.team.get(team.id):
            changes += _of_team(team, known)
    return unlisted, tuple(changes)


def _of_system(system: KnownSystem, written: System) -> Iterator[Change]:
    if system.owner and system.owner != written.owner:
        yield Change(
            tool=f"system:{system.id}",
            server=None,
            difference=_difference(What.OWNER, "the catalogue names another owner", written.owner, system.owner),
            where=written.source / "owner",
        )
    yield from _paged(f"system:{system.id}", system.rotation, written)


def _of_team(team: KnownTeam, written: Team) -> Iterator[Change]:
    yield from _paged(f"team:{team.id}", team.rotation, written)


def _paged(name: str, rotation: str | None, written: System | Team) -> Iterator[Change]:
    """Where nobody is written to be paged, or another one of the same service: others are seldom spelt alike."""
    known = written.on_call.rotation if written.on_call else None
    if not rotation or known == rotation or (known is not None and not of_one_kind(known, rotation)):
        return
    message = "the catalogue says how it is paged" if known is None else "the catalogue names another on-call"
    yield Change(
        tool=name,
        server=None,
        difference=_difference(What.ON_CALL, message, known, rotation),
        where=written.source / "on_call",
    )


def _difference(what: What, message: str, before: str | None, after: str | None) -> Difference:
    return Difference(what=what, severity=Severity.WARNING, message=message, before=before, after=after)
