"""What a document names: by these words an answer finds the few documents that it needs among very many."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from blastradius.source.placeholders import UNKNOWN, is_placeholder
from blastradius.source.said import Said

_NOTHING = frozenset({UNKNOWN, ""})

UNTRUSTED = "untrusted_input"
"""The word of a system in which strangers can write."""


def mentions(said: Said, found: set[str]) -> None:
    """Add the words for whatever a document refers to or can be looked up by.

    `credential:ID`, `system:ID`, `agent:ID` and `team:ID` for references, `condition:NAME` for conditions of grants
    and of ways to a credential, `discharge:NAME` for those that access meets, `scope:SYSTEM SCOPE` for what a way asks
    for, `part:SYSTEM PART` for exactly the parts with which one is content (`word_in_system`), `vendor:ID`, `type:TYPE`
    of a credential, `principal:TEXT`, `fingerprint:TEXT`, `untrusted_input`.
    """
    match said.kind:
        case "System":
            _of_system(said, found)
        case "Credential":
            _of_credential(said.data, found)
        case "Agent":
            _of_agent(said.data, found)


def _of_system(said: Said, found: set[str]) -> None:
    data = said.data
    _refer(found, "team", data.get("owner"))
    for item in (data, *said.operations):
        reversibility = item.get("reversibility")
        if isinstance(reversibility, dict):
            _refer(found, "team", reversibility.get("undo_by"))
        _refer(found, "vendor", item.get("vendor"))
    for grant in said.grants:
        _refer(found, "credential", grant.get("credential"))
        _add_conditions(found, grant)
    for feed in _mappings(data.get("feeds")):
        _refer(found, "system", feed.get("system"))
    for discharge in _mappings(data.get("discharges")):
        _refer(found, "discharge", discharge.get("condition"))
    if data.get(UNTRUSTED) is True:
        found.add(UNTRUSTED)


def _of_credential(data: Mapping[str, Any], found: set[str]) -> None:
    _refer(found, "team", data.get("owner"))
    for way in _mappings(data.get("obtainable_from")):
        _add_conditions(found, way)
        for need in (way, *_mappings(way.get("all_of"))):
            _refer(found, "system", need.get("system"))
            _add_conditions(found, need)
            _add_scopes(found, need)
    _add_parts(found, data)
    _refer(found, "credential", data.get("revoked_with"))
    _refer(found, "type", data.get("type"))
    _refer(found, "principal", data.get("principal"))
    _refer(found, "fingerprint", data.get("fingerprint"))


def _of_agent(data: Mapping[str, Any], found: set[str]) -> None:
    _refer(found, "team", data.get("owner"))
    for name in _texts(data.get("delegates_to")):
        _refer(found, "agent", name)
    for tool in _mappings(data.get("tools")):
        _refer(found, "credential", tool.get("credential"))
        operations = tool.get("operation")
        for each in operations if isinstance(operations, list) else [operations]:
            if isinstance(each, dict):
                _refer(found, "credential", each.get("credential"))
            target = each.get("id") if isinstance(each, dict) else each
            if isinstance(target, str) and "/" in target:
                found.add(f"system:{target.partition('/')[0]}")


def word_in_system(system: str, name: str = "") -> str:
    """The word for a part or scope of a system, without its kind; with no name what all words of the system begin with.

    A blank in the id is spelled out, so that the words of no other system begin like this.
    """
    return f"{system.replace('%', '%25').replace(' ', '%20')} {name}"


def system_of_word(word: str) -> tuple[str, str]:
    """The system, and the part or scope of it, that a word of `word_in_system` is for."""
    system, _, name = word.partition(" ")
    return system.replace("%20", " ").replace("%25", "%"), name


def _add_parts(found: set[str], data: Mapping[str, Any]) -> None:
    """Where a list of parts limits what is asked for, as the model has it: an answer takes these for all there are."""
    if _named(data.get("id")) is None:
        return
    for way in _mappings(data.get("obtainable_from")):
        for need in _mappings(way["all_of"]) if "all_of" in way else (way,):
            system, parts = _named(need.get("system")), need.get("resources")
            if system is not None and isinstance(parts, list) and all(map(_is_limit, parts)):
                found.update(f"part:{word_in_system(system, part)}" for part in parts)


def _is_limit(part: object) -> bool:
    return isinstance(part, str) and part not in {UNKNOWN, "*"}


def _named(value: object) -> str | None:
    """An id, `None` where there is none or a word stands in for it."""
    text = text_of(value)
    return None if text is None or is_placeholder(text) else text


def _add_scopes(found: set[str], need: Mapping[str, Any]) -> None:
    system = text_of(need.get("system"))
    if system is not None:
        scopes = (name for name in _texts(need.get("requires")) if isinstance(name, str))
        found.update(f"scope:{word_in_system(system, name)}" for name in scopes)


def _add_conditions(found: set[str], limited: Mapping[str, Any]) -> None:
    for name in _texts(limited.get("conditions")):
        _refer(found, "condition", name)


def _refer(found: set[str], kind: str, name: object) -> None:
    text = None if name is None else text_of(name)
    if text is not None:
        found.add(f"{kind}:{text}")


def text_of(value: object) -> str | None:
    """What a cell says as text: numbers and truth values as they are written, `None` where it says nothing."""
    if isinstance(value, str):
        return None if value in _NOTHING else value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else None


def _texts(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _mappings(value: object) -> Collection[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else ()
