"""What a document names: by these words an answer finds the few documents that it needs among very many."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from blastradius.source.notes import UNKNOWN

_NOTHING = frozenset({UNKNOWN, ""})

UNTRUSTED = "untrusted_input"
"""The word of a system in which strangers can write."""


def mentions(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The words for whatever a document refers to or can be looked up by, each once.

    `credential:ID`, `system:ID`, `agent:ID` and `team:ID` for references, `condition:NAME` for conditions of grants
    and of ways to a credential, `discharge:NAME` for those that access meets, `part:SYSTEM PART` and
    `scope:SYSTEM SCOPE` for what a way asks for, `vendor:ID`, `type:TYPE` of a credential, `principal:TEXT`,
    `fingerprint:TEXT`, `untrusted_input`.
    """
    match data.get("kind"):
        case "System":
            found = _of_system(data)
        case "Credential":
            found = _of_credential(data)
        case "Agent":
            found = _of_agent(data)
        case _:
            return ()
    return tuple(dict.fromkeys(found))


def _of_system(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _reference("team", data.get("owner"))
    for item in (data, *_mappings(data.get("operations"))):
        reversibility = item.get("reversibility")
        if isinstance(reversibility, dict):
            yield from _reference("team", reversibility.get("undo_by"))
        yield from _reference("vendor", item.get("vendor"))
    for grant in _mappings(data.get("credentials")):
        yield from _reference("credential", grant.get("credential"))
        yield from _conditions(grant)
    for feed in _mappings(data.get("feeds")):
        yield from _reference("system", feed.get("system"))
    for discharge in _mappings(data.get("discharges")):
        yield from _reference("discharge", discharge.get("condition"))
    if data.get(UNTRUSTED) is True:
        yield UNTRUSTED


def _of_credential(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _reference("team", data.get("owner"))
    for way in _mappings(data.get("obtainable_from")):
        yield from _conditions(way)
        for need in (way, *_mappings(way.get("all_of"))):
            yield from _reference("system", need.get("system"))
            yield from _conditions(need)
            yield from _parts_and_scopes(need)
    yield from _reference("credential", data.get("revoked_with"))
    yield from _reference("type", data.get("type"))
    yield from _reference("principal", data.get("principal"))
    yield from _reference("fingerprint", data.get("fingerprint"))


def _of_agent(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _reference("team", data.get("owner"))
    for name in _texts(data.get("delegates_to")):
        yield from _reference("agent", name)
    for tool in _mappings(data.get("tools")):
        yield from _reference("credential", tool.get("credential"))
        operations = tool.get("operation")
        for each in operations if isinstance(operations, list) else [operations]:
            if isinstance(each, dict):
                yield from _reference("credential", each.get("credential"))
            target = each.get("id") if isinstance(each, dict) else each
            if isinstance(target, str) and "/" in target:
                yield f"system:{target.partition('/')[0]}"


def _parts_and_scopes(need: Mapping[str, Any]) -> Iterator[str]:
    system = text_of(need.get("system"))
    if system is not None:
        for kind, key in (("part", "resources"), ("scope", "requires")):
            yield from (f"{kind}:{system} {name}" for name in _texts(need.get(key)) if isinstance(name, str))


def _conditions(limited: Mapping[str, Any]) -> Iterator[str]:
    for name in _texts(limited.get("conditions")):
        yield from _reference("condition", name)


def _reference(kind: str, name: object) -> Iterator[str]:
    text = text_of(name)
    if text is not None:
        yield f"{kind}:{text}"


def text_of(value: object) -> str | None:
    """What a cell says as text: numbers and truth values as they are written, `None` where it says nothing."""
    if isinstance(value, str):
        return None if value in _NOTHING else value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else None


def _texts(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())
