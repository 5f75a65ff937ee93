"""Entities that go by another id: the base is read with the ids of the head, so that only what changed is told."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from blastradius.analysis.diff.report import Renamed
from blastradius.model.catalog import Catalog
from blastradius.source.document import Document

_KINDS = ("Credential", "System", "Agent")
_NOT_OF_IT = frozenset({"id", "name", "verified", "rotated"})

Sign = Callable[[Document], str | None]


def renamed(base: Catalog, head: Catalog) -> tuple[Renamed, ...]:
    """Entities that are gone from the base and stand under another id in the head.

    A sign has to be common to one such pair only: the fingerprint, the principal, everything else that is written, or
    the place in the files together with what such an entity seldom changes.
    """
    found = []
    for kind in _KINDS:
        before, after = base.documents.named(kind), head.documents.named(kind)
        gone = {name: base.documents[before[name][0]] for name in before if name and name not in after}
        new = {name: head.documents[after[name][0]] for name in after if name and name not in before}
        for sign in (_fingerprint, _principal, _words, _file):
            for old, now in _pairs(gone, new, sign):
                found.append(Renamed(kind=kind.lower(), before=old, after=now))
                del gone[old], new[now]
    return tuple(sorted(found, key=lambda each: (each.kind, each.before)))


def under_new_ids(catalog: Catalog, names: Iterable[Renamed]) -> Catalog:
    """The same inventory, with the ids of these entities replaced wherever they are named."""
    table = {kind: {each.before: each.after for each in names if each.kind == kind.lower()} for kind in _KINDS}
    if not any(table.values()):
        return catalog
    rename = _Rename(table)
    documents = [_copied(each, rename.document(each.data)) for each in catalog.documents]
    return Catalog.of(documents, complete=catalog.complete)


def _copied(document: Document, data: Mapping[str, Any]) -> Document:
    """Other data in the same places."""
    return Document(document.path, document.index, data, document.place, broken=document.broken)


def _pairs(gone: Mapping[str, Document], new: Mapping[str, Document], sign: Sign) -> Iterator[tuple[str, str]]:
    before, after = _by_sign(gone, sign), _by_sign(new, sign)
    for word, names in before.items():
        if len(names) == 1 and len(after.get(word, ())) == 1:
            yield names[0], after[word][0]


def _by_sign(documents: Mapping[str, Document], sign: Sign) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, document in sorted(documents.items()):
        word = sign(document)
        if word:
            found.setdefault(word, []).append(name)
    return found


def _fingerprint(document: Document) -> str | None:
    return _text(document, "fingerprint")


def _principal(document: Document) -> str | None:
    principal = _text(document, "principal")
    return f"{document.data.get('type')} {principal}" if principal else None


def _text(document: Document, key: str) -> str | None:
    value = document.data.get(key)
    return value if isinstance(value, str) and value != "unknown" else None


def _words(document: Document) -> str | None:
    """All that is written, but for what changes with a name; `None` where that is too little to tell."""
    rest = {key: value for key, value in document.data.items() if key not in _NOT_OF_IT}
    return json.dumps(rest, sort_keys=True) if len(rest) > 4 else None


def _file(document: Document) -> str | None:
    """Where it stands, and what it is: another system in the same file is no new name for the old one."""
    data = document.data
    match data.get("kind"):
        case "System":
            same = (data.get("vendor"), data.get("environment"), _ids(data.get("operations"), "id"))
        case "Agent":
            same = (data.get("owner"), None, _ids(data.get("tools"), "name"))
        case _:
            return None
    return f"{document.path} {document.index} {same}" if same[2] else None


def _ids(items: Any, key: str) -> list[str]:
    listed = items if isinstance(items, list) else []
    return sorted(str(each.get(key)) for each in listed if isinstance(each, dict))


class _Rename:
    """Replaces ids in data, by the places where the format keeps them."""

    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self._table = table

    def document(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """One entity."""
        kind = data.get("kind")
        changed = {key: self._value(key, value) for key, value in data.items()}
        if isinstance(kind, str) and kind in self._table:
            changed["id"] = self._name(kind, data.get("id"))
        return changed

    def _value(self, key: str, value: Any) -> Any:
        match key:
            case "system":
                return self._name("System", value)
            case "credential" | "revoked_with":
                return self._name("Credential", value)
            case "delegates_to":
                return [self._name("Agent", each) for each in value] if isinstance(value, list) else value
            case "operation":
                return self._operation(value)
            case _ if isinstance(value, dict):
                return {inner: self._value(inner, each) for inner, each in value.items()}
            case _ if isinstance(value, list):
                return [
                    {inner: self._value(inner, one) for inner, one in each.items()} if isinstance(each, dict) else each
                    for each in value
                ]
            case _:
                return value

    def _operation(self, value: Any) -> Any:
        """`SYSTEM/OPERATION`, alone, in a list, or as the `id` of a mapping."""
        if isinstance(value, list):
            return [self._operation(each) for each in value]
        if isinstance(value, dict):
            inner = {key: self._value(key, each) for key, each in value.items()}
            return {**inner, "id": self._operation(value["id"])} if "id" in value else inner
        if isinstance(value, str) and "/" in value:
            system, _, operation = value.partition("/")
            return f"{self._name('System', system)}/{operation}"
        return value

    def _name(self, kind: str, value: Any) -> Any:
        return self._table[kind].get(value, value) if isinstance(value, str) else value
