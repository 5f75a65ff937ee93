"""A parameter that came or went: whether a call may do more with it, or without."""

from collections.abc import Iterator
from typing import Any

from blastradius.analysis.drift.choices import BRANCHES, declared
from blastradius.analysis.drift.guards import guards, holds_back, lets_loose, mutating
from blastradius.analysis.drift.keywords import input_difference, types_of
from blastradius.analysis.drift.references import Whole, list_of
from blastradius.analysis.drift.report import Difference
from blastradius.analysis.registry.wording import is_code, is_free_text
from blastradius.finding import Severity
from blastradius.foreign.tools import is_idempotency_key
from blastradius.foreign.words import clean

_ADDRESSES = frozenset({"uri", "url", "iri", "uri-reference", "iri-reference", "hostname", "email", "idn-email"})
"""Formats of text that can lead anywhere."""


def lost(place: str, name: str, schema: Any, *, required: bool) -> Difference:
    """One that held a call back is missed: a call that was refused or harmless before may have its effect now."""
    held = holds_back(name) or (guards(name) and (required or is_idempotency_key(name.rpartition(".")[2])))
    if held:
        return input_difference(place, Severity.ERROR, "the parameter that held the call back is gone", schema, None)
    return input_difference(place, Severity.WARNING, "the parameter is gone", schema, None)


def added(place: str, name: str, schema: Any, whole: Whole, *, required: bool) -> Difference:
    """One that is new: what a caller can put in decides."""
    new = whole.resolved(schema)
    if is_code(name, new, ""):
        return input_difference(place, Severity.ERROR, "a new parameter that takes free SQL, shell or code", None, new)
    if required:
        return input_difference(place, Severity.ERROR, "a new required parameter", None, new)
    if any(map(is_free_text, _everywhere(schema, whole))):
        return input_difference(place, Severity.ERROR, "a new free-text parameter", None, new)
    if any(each.get("format") in _ADDRESSES for each in _everywhere(schema, whole)):
        return input_difference(place, Severity.ERROR, "a new parameter that takes any address", None, new)
    if new.get("type") == "boolean" and lets_loose(name):
        return input_difference(place, Severity.ERROR, "a new parameter that makes it delete or force", None, new)
    if chosen := list(mutating(name, new)):
        acts = ", ".join(f"`{clean(each)}`" for each in chosen)
        return input_difference(place, Severity.ERROR, f"a new parameter that makes it do more: {acts}", None, new)
    if _is_open(schema, whole):
        return input_difference(place, Severity.ERROR, "a new parameter that takes anything", None, new)
    return input_difference(place, Severity.WARNING, "a new parameter", None, new)


def _everywhere(schema: Any, whole: Whole) -> Iterator[dict[str, Any]]:
    """A schema and what fits in somewhere, each once."""
    left = [schema]
    for found in _once(left, whole):
        yield found
        left += declared(found).values()
        left += (inner for key in BRANCHES for inner in list_of(found, key))
        left += [found["items"]] if isinstance(found.get("items"), dict) else []


def _once(left: list[Any], whole: Whole) -> Iterator[dict[str, Any]]:
    """Schemas as they are meant, each once, also those that are added to the list on the way."""
    seen: set[str] = set()
    for each in left:
        name = whole.written(each)
        if name not in seen:
            seen.add(name)
            yield whole.resolved(each)


def _is_open(schema: Any, whole: Whole) -> bool:
    """Whether fields or items fit in that nobody declared."""
    left = [schema]
    for found in _once(left, whole):
        types = types_of(found, whole)
        bounded = any(key in found for key in ("properties", "enum", "const", *BRANCHES))
        if "object" in types:
            more = found.get("additionalProperties", not bounded)
            if more is True or more == {}:
                return True
            left += [more] if isinstance(more, dict) else []
        left += (inner for key in BRANCHES for inner in list_of(found, key))
        left += declared(found).values()
        left += [found.get("items", True)] if "array" in types and "prefixItems" not in found else []
    return False
