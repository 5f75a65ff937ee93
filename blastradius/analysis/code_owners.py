"""Which handles own which files of an inventory: for the platform that asks owners to review."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, Entity, System, Team
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*\Z|[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_LONGEST = 300  # characters: the expression takes up to their square
_UNWRITABLE = re.compile(r"[\[\]!*?\x00-\x1f\x7f]")


class OwnedFile(Struct, frozen=True, kw_only=True):
    """A file, as findings tell its path, and the handles of the teams that own what is in it, sorted."""

    path: str
    handles: tuple[str, ...]


class Unowned(Struct, frozen=True, kw_only=True):
    """Something of a file that no handle stands for: what is missing, where, and what to do."""

    path: str
    where: Ref
    what: str
    help: str


class CodeOwners(Struct, frozen=True, kw_only=True):
    """The answer. Only files with at least one handle are in `files`; what is missing is in `unowned`."""

    label: str
    files: tuple[OwnedFile, ...]
    unowned: tuple[Unowned, ...]
    problems: tuple[Finding, ...]
    complete: bool


def code_owners(catalog: Catalog, label: str, *, problems: Sequence[Finding], complete: bool) -> CodeOwners:
    """The owners of every file with a team, system, credential or agent, by the label of teams that has the handle."""
    handles: dict[str, set[str]] = {}
    unowned: dict[tuple[str, str], Unowned] = {}
    for entity in _entities(catalog):
        path = entity.source.document.path
        found = _handle(entity, catalog, label)
        if _UNWRITABLE.search(path):
            found = Unowned(
                path=path,
                where=entity.source,
                what="its path has characters that such a file cannot say",
                help="rename it",
            )
        if found is None:
            continue
        if isinstance(found, Unowned):
            unowned.setdefault((path, found.what), found)
        else:
            handles.setdefault(path, set()).add(found)
    return CodeOwners(
        label=label,
        files=tuple(OwnedFile(path=path, handles=tuple(sorted(named))) for path, named in sorted(handles.items())),
        unowned=tuple(unowned[key] for key in sorted(unowned)),
        problems=tuple(problems),
        complete=complete,
    )


def _entities(catalog: Catalog) -> Iterator[Entity]:
    yield from (each for number in range(len(catalog.documents)) if (each := catalog.entity(number)) is not None)


def _handle(entity: Entity, catalog: Catalog, label: str) -> str | Unowned | None:
    """The handle of the team that owns an entity, or why there is none; `None` for settings, which nobody owns."""
    path = entity.source.document.path
    if isinstance(entity, Team):
        return _of_team(entity, label, path)
    if not isinstance(entity, System | Credential | Agent):
        return None
    if entity.owner is None or entity.owner == UNKNOWN:
        what = f"nobody owns {entity.source.document.entity}"
        return Unowned(path=path, where=entity.source / "owner", what=what, help="write `owner:` with a team")
    team = catalog.team.get(entity.owner)
    if team is None:
        what = f"there is no team {entity.owner}"
        return Unowned(path=path, where=entity.source / "owner", what=what, help="correct the owner")
    return _of_team(team, label, path)


def _of_team(team: Team, label: str, path: str) -> str | Unowned:
    place = team.source / "labels" / label
    handle = place.value
    if isinstance(handle, str) and len(handle) <= _LONGEST and _HANDLE.match(handle):
        return handle
    what = f"{handle!r} of team {team.id} is no handle" if handle else f"team {team.id} has no label {label}"
    write = f'write `labels: {{{label}: "@organisation/{team.id}"}}` with the handle that the platform knows'
    return Unowned(path=path, where=place, what=what, help=write)
