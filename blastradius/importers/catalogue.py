"""Teams and systems of a catalogue into entities. Only holes are filled: what people wrote stays."""

from datetime import date
from typing import Any

from blastradius.analysis.registry.on_call import of_one_kind
from blastradius.analysis.registry.report import Imported
from blastradius.foreign.description import KnownSystem, KnownTeam, Registry
from blastradius.importers import cells
from blastradius.importers.target import Target
from blastradius.importers.yaml_text import Cell


def import_catalogue(registry: Registry, target: Target, day: date) -> Imported:
    """Merge teams and systems.

    Raises:
        InputError: an inventory that cannot be merged into.
    """
    remarks = list(registry.remarks)
    others: list[str] = []
    for team in registry.teams:
        others += _team(team, target, day, registry.source, remarks)
    for system in registry.systems:
        others += _system(system, target, day, registry.source, remarks)
    return Imported(
        shown=registry.shown, files=(), others=tuple(others), remarks=tuple(remarks), complete=registry.complete
    )


def _team(team: KnownTeam, target: Target, day: date, source: str, remarks: list[str]) -> list[str]:
    document = target.document("Team", team.id)
    paged = {"rotation": team.rotation, "reaches_human": cells.UNKNOWN} if team.rotation else cells.UNKNOWN
    if document:
        return _filled(target, document, {"on_call": paged}, f"team {team.id}", remarks)
    single = [Cell(key="name", value=team.name)] if team.name else []
    single.append(Cell(key="on_call", value=paged))
    if team.email:
        single.append(Cell(key="contact", value={"email": team.email}))
    target.create("Team", team.id, [*single, cells.verified(day, source)], {})
    return [f"team {team.id}"]


def _system(system: KnownSystem, target: Target, day: date, source: str, remarks: list[str]) -> list[str]:
    document = target.document("System", system.id)
    paged = {"rotation": system.rotation, "reaches_human": cells.UNKNOWN} if system.rotation else None
    if document:
        known = {"owner": system.owner or cells.UNKNOWN} | ({"on_call": paged} if paged else {})
        return _filled(target, document, known, f"system {system.id}", remarks)
    single = cells.system_cells(system.name, system.summary, system.owner, system.environment)
    if paged or not system.owner:
        single.append(Cell(key="on_call", value=paged or cells.UNKNOWN))
    single += [*cells.rest_of_system(opened=False), Cell(key="operations", value=cells.UNKNOWN)]
    if system.links:
        single.append(Cell(key="links", value=[{"title": title, "url": url} for title, url in system.links]))
    target.create("System", system.id, [*single, cells.verified(day, source)], {})
    return [f"system {system.id}"]


def _filled(target: Target, document: Any, known: dict[str, Any], what: str, remarks: list[str]) -> list[str]:
    """Fill cells that are missing or `unknown`; where people wrote something else, say so."""
    edit = target.edit(document)
    changed = False
    for key, value in known.items():
        written = document.data.get(key)
        if value in (cells.UNKNOWN, written):
            continue
        if written in (None, cells.UNKNOWN):
            edit.set((), Cell(key=key, value=value))
            changed = True
        elif isinstance(written, dict) and isinstance(value, dict):
            here, there = str(written.get("rotation", "")), str(value.get("rotation", ""))
            if here != there and of_one_kind(here, there):
                remarks.append(f"{what}: `{key}` is `{here}` here and `{there}` in the catalogue; it stays")
        else:
            remarks.append(f"{what}: `{key}` is `{written}` here and `{value}` in the catalogue; it stays")
    target.finish(edit, document)
    return [what] if changed else []
