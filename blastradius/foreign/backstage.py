"""A Backstage catalogue: groups as teams, what they own as systems, and how they are paged.

Sources: Backstage, "Descriptor Format of Catalog Entities"; the annotations of the PagerDuty and Opsgenie plugins.
"""

import fnmatch
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import KnownSystem, KnownTeam, Registry
from blastradius.foreign.reading import read_data, read_text
from blastradius.foreign.words import clean, distinct, identifier, sentence

SOURCE = "backstage"
_SYSTEMS = ("System", "Component", "Resource", "API")
_PAGED = {
    "pagerduty.com/service-id": "PagerDuty service",
    "opsgenie.com/team": "Opsgenie team",
    "splunk.com/on-call-team": "Splunk On-Call team",
    "grafana.com/oncall-schedule": "Grafana OnCall schedule",
}
PAGING_SERVICES = tuple(_PAGED.values())
"""How the on-call of a catalogue begins."""
_MOST_FILES = 20_000
_MARK = "backstage.io/"
_USUAL = "catalog-info"
_OF_OTHERS = "node_modules"


def read(path: Path, shown: str, server: str | None = None) -> Registry:  # noqa: ARG001 - one interface for all sources
    """The teams and systems of a file, or of every YAML file below a folder.

    Raises:
        InputError: there is nothing to read, or no entity of Backstage in it.
    """
    entities: list[dict[str, Any]] = []
    remarks: list[str] = []
    leads: list[tuple[Path, str]] = []
    seen: set[str] = set()
    lost = False
    for file in _files(path):
        try:
            if path.is_dir() and file.stem != _USUAL and _MARK not in read_text(file):
                continue  # a repository holds YAML of all kinds
            documents, troubles = read_data(file)
        except InputError as error:
            if not path.is_dir():
                raise
            documents, troubles = [], [error.message]
        ours = [each for each in documents if isinstance(each, dict) and _is_ours(each)]
        entities += ours
        leads += [(file, target) for each in ours for target in _targets(each)]
        seen.add(os.path.normpath(file))
        lost = lost or bool(troubles)
        remarks += [f"not read: {each}" for each in troubles]
    if not entities:
        msg = f"`{shown}` has no entity of Backstage{''.join(f'; {each}' for each in remarks)}"
        hint = "repair what could not be read" if lost else "name a `catalog-info.yaml`, or the folder that holds them"
        raise InputError(msg, hint=hint)
    remarks += _elsewhere(leads, seen if path.is_dir() else set())
    teams = _teams(entities, remarks)
    systems = _systems(entities, teams, remarks)
    return Registry(
        source=SOURCE,
        shown=shown,
        teams=tuple(sorted(teams.values(), key=lambda each: each.id)),
        systems=tuple(sorted(systems, key=lambda each: each.id)),
        remarks=tuple(dict.fromkeys(remarks)),
        complete=not lost,
    )


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, inner, names in os.walk(path):
        inner[:] = [each for each in inner if each != _OF_OTHERS and not each.startswith(".")]
        files = (Path(folder, each) for each in names if each.endswith((".yaml", ".yml")))
        found += [each for each in files if each.is_file()]
    found.sort()
    if len(found) > _MOST_FILES:
        msg = f"`{path}` holds more than {_MOST_FILES:,} YAML files"
        raise InputError(msg, hint="name the folder of the catalogue itself")
    return found


def _targets(entity: dict[str, Any]) -> Iterator[str]:
    """Where a catalogue says to read on."""
    if entity.get("kind") == "Location":
        spec = _mapping(entity, "spec")
        listed = spec.get("targets")
        targets = (spec.get("target"), *(listed if isinstance(listed, list) else ()))
        yield from (each for each in targets if isinstance(each, str))


def _elsewhere(leads: list[tuple[Path, str]], seen: set[str]) -> Iterator[str]:
    """What is to be read elsewhere; a target is a path from its own file, and may have `*` in it."""
    for file, target in leads:
        place = os.path.normpath(file.parent / target)
        there = "://" not in target and (place in seen or ("*" in target and bool(fnmatch.filter(seen, place))))
        if not there:
            yield f"a Location leads to `{clean(target)}`, which is not read: save it into a folder, and name that"


def _is_ours(document: dict[str, Any]) -> bool:
    return str(document.get("apiVersion", "")).startswith("backstage.io/") and isinstance(
        document.get("metadata"), dict
    )


def _teams(entities: list[dict[str, Any]], remarks: list[str]) -> dict[str, KnownTeam]:
    """Groups, and the owners of something that no group stands for, by how they are referred to."""
    groups = {_own_reference(each): each for each in reversed(entities) if each.get("kind") == "Group"}
    owners = {reference for each in entities if (reference := _owner(each)) and _team_id(reference)}
    found: dict[str, KnownTeam] = {}
    taken: set[str] = set()
    for reference in sorted(groups.keys() | owners, key=lambda each: (each not in groups, each)):
        name = distinct(reference, (_team_id(reference), f"{_team_id(reference)}-group"), taken)
        if not name:
            remarks.append(f"the group `{reference}` has no name that can be an id here, and is left out")
            continue
        if name != _team_id(reference):
            remarks.append(f"the group `{reference}` is called `{name}` here: `{_team_id(reference)}` is another")
        meta = groups[reference]["metadata"] if reference in groups else {}
        profile = _mapping(_mapping(groups.get(reference, {}), "spec"), "profile")
        found[reference] = KnownTeam(
            id=name,
            name=_text(profile.get("displayName") or meta.get("title")),
            rotation=_rotation(meta, remarks),
            email=_text(profile.get("email")),
        )
        if reference not in groups:
            remarks.append(f"`{reference}` owns something, and no group of that name is in the catalogue")
    return found


def _systems(
    entities: list[dict[str, Any]], teams: Mapping[str, KnownTeam], remarks: list[str]
) -> Iterator[KnownSystem]:
    taken: set[str] = set()
    listed: dict[tuple[int, str], dict[str, Any]] = {}
    for entity in entities:
        if entity.get("kind") in _SYSTEMS:
            key = (_SYSTEMS.index(entity["kind"]), _own_reference(entity))
            if key in listed:
                remarks.append(f"`{_called(entity)}` is described twice; the first one counts")
            listed.setdefault(key, entity)
    for _, entity in sorted(listed.items(), key=lambda each: each[0]):
        meta, spec = entity["metadata"], _mapping(entity, "spec")
        plain, kind, namespace = (str(each) for each in (meta.get("name", ""), entity["kind"], _namespace(entity)))
        wanted = (plain, f"{plain}-{kind}", f"{namespace}.{plain}", f"{namespace}.{plain}-{kind}")
        name = distinct(_called(entity), map(identifier, wanted), taken) if identifier(plain) else ""
        if not name:
            remarks.append(f"`{_called(entity)}` has no name that can be an id here, and is left out")
            continue
        if name != identifier(plain):
            remarks.append(f"`{_called(entity)}` is called `{name}` here: `{identifier(plain)}` is another")
        owner = _owner(entity)
        if spec.get("owner") and not owner:
            remarks.append(f"`{name}` is owned by a person, `{clean(str(spec['owner']))}`; only a team can own it here")
        links = meta.get("links")
        text = meta.get("description")
        yield KnownSystem(
            id=name,
            name=_text(meta.get("title")),
            summary=sentence(text) if isinstance(text, str) else None,
            owner=teams[owner].id if owner in teams else None,
            rotation=_rotation(meta, remarks),
            links=tuple(_links(links if isinstance(links, list) else [], name, remarks)),
        )


def _owner(entity: dict[str, Any]) -> str:
    """The group that owns an entity, as `namespace/name`; empty where none does."""
    given = _mapping(entity, "spec").get("owner")
    if not isinstance(given, str) or not given.strip():
        return ""
    kind, colon, rest = given.partition(":")
    if colon and kind.casefold() != "group":
        return ""
    namespace, slash, name = (rest if colon else given).partition("/")
    return _reference(name, namespace) if slash else _reference(namespace, _namespace(entity))


def _namespace(entity: Mapping[str, Any]) -> str:
    return str(entity["metadata"].get("namespace") or "default")


def _own_reference(entity: Mapping[str, Any]) -> str:
    return _reference(str(entity["metadata"].get("name", "")), _namespace(entity))


def _called(entity: Mapping[str, Any]) -> str:
    """How Backstage refers to an entity: `component:default/billing`."""
    return f"{clean(str(entity['kind'])).casefold()}:{_own_reference(entity)}"


def _reference(name: str, namespace: str) -> str:
    return f"{clean(namespace).casefold()}/{clean(name).casefold()}"


def _team_id(reference: str) -> str:
    namespace, _, name = reference.partition("/")
    return identifier(name if namespace == "default" else f"{namespace}.{name}")


def _rotation(meta: Mapping[str, Any], remarks: list[str]) -> str | None:
    notes = _mapping(meta, "annotations")
    if "pagerduty.com/integration-key" in notes:
        remarks.append("an integration key of PagerDuty stands in the catalogue: it is a secret and was not taken")
    for key, what in _PAGED.items():
        if isinstance(notes.get(key), str) and notes[key].strip():
            return f"{what} {clean(notes[key])}"
    return None


def _links(links: list[Any], name: str, remarks: list[str]) -> Iterator[tuple[str, str]]:
    for each in links[:20]:
        if isinstance(each, dict) and isinstance(each.get("url"), str):
            url = " ".join(each["url"].split())
            if clean(url) != url:
                remarks.append(f"a link of `{name}` holds what looks like a secret, and was not taken")
            elif url.startswith(("https://", "http://")) and " " not in url:
                yield _text(each.get("title")) or url, url


def _mapping(entity: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entity.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return clean(value) or None if isinstance(value, str) else None
