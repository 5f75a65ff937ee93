"""What the `target` of an exemption covers."""

import posixpath
import re
from typing import Protocol

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.source.document import Document, Key, Ref
from blastradius.source.walk import excluded

_ENTITY = re.compile(r"(?P<entity>(?:team|system|credential|agent|inventory|vendor):[^/]+)(?:/(?P<inside>.*))?\Z")
_NAMES = ("id", "name", "credential", "system")


class Lookup(Protocol):
    """Finds documents by `system:stripe`."""

    def get(self, entity: str, /) -> Document | None:
        """The document, `None` where there is none."""


class Target(Struct, frozen=True, kw_only=True):
    """An entity, a part of it, or files.

    `inside` is the way down from the entity; the items of a list go by their name or their number. `glob` is a path
    below `folder`, where the `blastradius.yaml` with the exemption stands.
    """

    entity: str | None
    inside: tuple[str, ...]
    document: Document | None
    glob: str
    folder: str

    @classmethod
    def parse(cls, text: str, settings: str, documents: "Lookup") -> "Target":
        """`system:stripe`, `system:stripe/operations/create_refund`, `systems/legacy-*.yaml`.

        `settings` is the path of the file that says so; `documents` are the entities by `system:stripe`.
        """
        match = _ENTITY.match(text)
        entity = match["entity"] if match else None
        inside = match["inside"] if match else None
        return cls(
            entity=entity,
            inside=tuple(part for part in (inside or "").split("/") if part),
            document=documents.get(entity or ""),
            glob="" if match else text,
            folder=posixpath.dirname(settings),
        )

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is about this target."""
        if self.entity is None:
            path = finding.location.path
            below = path.startswith(f"{self.folder}/") if self.folder else True
            return below and excluded(path[len(self.folder) + 1 if self.folder else 0 :], (self.glob,))
        return finding.entity == self.entity and self._leads_to(finding.pointer)

    def _leads_to(self, pointer: str) -> bool:
        if not self.inside:
            return True
        keys = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        if len(keys) < len(self.inside):
            return False
        ref = self.document.root if self.document else None
        for asked, key in zip(self.inside, keys, strict=False):
            step: Key = int(key) if ref and isinstance(ref.value, list) and key.isdecimal() else key
            ref = ref / step if ref else None
            if asked != key and asked not in _names(ref):
                return False
        return True


def _names(ref: Ref | None) -> set[str]:
    """What an item of a list can be called."""
    item = ref.value if ref else None
    return {item[key] for key in _NAMES if isinstance(item.get(key), str)} if isinstance(item, dict) else set()
