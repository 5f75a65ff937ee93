"""A system file started from a profile: what the vendor confirms, and `unknown` for what only its owner knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blastradius.analysis.vendors import Confidence
from blastradius.importers.yaml_text import Cell, Item, document_text
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Document
from blastradius.source.mentions import text_of

_LOG_CELLS = ("location", "query", "retention", "delay", "access", "attributes")
_ASKED = ("location", "query", "retention")
_OF_EFFECTS = ("reversibility", "idempotency", "receipt")


def system_text(profile: Document, name: str, plan: str | None) -> str:
    """The file of a system called `name`. Facts that the vendor does not confirm stay `unknown`, with a word of why."""
    data = profile.data
    vendor = str(data["id"])
    cells = [
        Cell(key="apiVersion", value="blastradius/v1"),
        Cell(key="kind", value="System"),
        Cell(key="id", value=name),
        Cell(key="name", value=str(data.get("name") or vendor)),
        *([Cell(key="summary", value=data["summary"])] if data.get("summary") else []),
        Cell(key="vendor", value=vendor),
        *([Cell(key="plan", value=plan)] if plan else []),
        Cell(key="environment", value=UNKNOWN),
        Cell(key="owner", value=UNKNOWN),
        Cell(key="on_call", value=UNKNOWN),
        _log(data.get("audit_log"), plan),
        Cell(key="reversibility", value=UNKNOWN, why="the default; each operation below has its own"),
        Cell(key="credentials", value=UNKNOWN, why="which credential opens it, and how far"),
    ]
    head = [
        f"# Started from the profile of {data.get('name')}; where each fact comes from: blastradius vendors {vendor}"
    ]
    operations = [_operation(each) for each in _mappings(data.get("operations"))]
    if operations:
        return document_text(cells, {"operations": operations}, head)
    return document_text([*cells, Cell(key="operations", value=UNKNOWN)], {}, head)


def plans_of(profile: Document) -> tuple[str, ...]:
    """The plans that the profile tells apart, in its order."""
    found = (
        text_of(each.get("plan")) for key in ("audit_log", "operations") for each in _mappings(profile.data.get(key))
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _log(listed: Any, plan: str | None) -> Cell:
    """The audit log: on the plan that was named, else what is the same on all of them."""
    entries = list(_mappings(listed))
    own = [each for each in entries if text_of(each.get("plan")) == plan] or [
        each for each in entries if "plan" not in each
    ]
    entries = own if plan else entries
    if len(entries) == 1 and entries[0].get("none") is True and _counts(entries[0]):
        return Cell(
            key="audit_log", value={"none": True, "because": entries[0].get("because") or "the vendor keeps none"}
        )
    found: dict[str, Any] = {}
    whys: list[str] = []
    for key in _LOG_CELLS:
        said = list(dict.fromkeys(str(each[key]) for each in entries if key in each and each[key] != UNKNOWN))
        if len(said) == 1 and all(_counts(each) for each in entries if key in each):
            found[key] = said[0]
        elif key in _ASKED:
            found[key] = UNKNOWN
            if len(said) > 1 and not plan:
                whys.append(f"{key} depends on the plan: name it with --plan")
            elif said:
                whys.append(f"{key} is not confirmed")
    return Cell(key="audit_log", value=found, why="; ".join(whys))


def _operation(entry: Mapping[str, Any]) -> Item:
    """What the profile says of the operation itself: a product-wide word on idempotency has its exceptions."""
    cells = [Cell(key="id", value=entry["id"])]
    cells += [Cell(key="summary", value=" ".join(entry["summary"].split()))] if entry.get("summary") else []
    cells.append(Cell(key="effect", value=entry.get("effect", UNKNOWN)))
    cells += [Cell(key=key, value=entry[key]) for key in ("access", "requires") if key in entry]
    if entry.get("effect") == "read":
        return tuple(cells)
    return (*cells, *(_part(key, entry.get(key), entry) for key in _OF_EFFECTS))


def _part(key: str, value: Any, entry: Mapping[str, Any]) -> Cell:
    if not isinstance(value, dict):
        return Cell(key=key, value=UNKNOWN)
    if not _counts(value if "source" in value else entry):
        return Cell(key=key, value=UNKNOWN, why="the profile has a word that is not confirmed")
    return Cell(key=key, value=_without_source(value))


def _without_source(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_source(each) for key, each in value.items() if key not in {"source", "verified"}}
    if isinstance(value, list):
        return [_without_source(each) for each in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _counts(fact: Mapping[str, Any]) -> bool:
    source = fact.get("source")
    word = source.get("confidence") if isinstance(source, dict) else None
    return word in set(Confidence) and Confidence(word).counts


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    listed: Sequence[Any] = value if isinstance(value, list) else ()
    return (each for each in listed if isinstance(each, dict))
