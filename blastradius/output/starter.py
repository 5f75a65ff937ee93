"""The starter inventory: `templates/starter` is one that lints, and here it gets the names that somebody chose."""

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from blastradius.output.json import document
from blastradius.resources import TEMPLATES
from blastradius.source.scalars import plain_scalar
from blastradius.source.schema import KINDS, bundled

SCHEMA_FOLDER = ".blastradius/schemas"
_FOLDER = TEMPLATES / "starter"
_NAME = re.compile(r"\bmy-(?P<what>agent|credential|inventory|system|team)\b(?P<part>/?)")
_DAY = "2000-01-01"


class Names(Struct, frozen=True, kw_only=True):
    """The ids of the entities in a starter."""

    inventory: str
    agent: str
    credential: str
    system: str
    team: str


def inventory_files(names: Names, day: date) -> dict[str, str]:
    """The files of the inventory, by path inside of it; `day` is when somebody declared what they say."""
    chosen = {what: getattr(names, what) for what in Names.__struct_fields__}
    found: dict[str, str] = {}
    for file in sorted(_FOLDER.rglob("*.yaml"), key=lambda file: (len(file.parts), file.as_posix())):
        path = _NAME.sub(lambda match: chosen[match["what"]], file.relative_to(_FOLDER).as_posix())
        found[path] = _renamed(file.read_text(encoding="utf-8"), chosen).replace(_DAY, day.isoformat())
    return found


def editor_schemas() -> dict[str, str]:
    """What the first line of every file leads editors to, by path inside of the inventory: no network is needed."""
    return {f"{SCHEMA_FOLDER}/{kind.lower()}.v1.json": document(bundled(kind)) for kind in KINDS}


def _renamed(text: str, chosen: Mapping[str, str]) -> str:
    def name(match: re.Match[str]) -> str:
        chosen_name = chosen[match["what"]]
        return f"{chosen_name}/" if match["part"] else _as_text(chosen_name)

    return _NAME.sub(name, text)


def _as_text(name: str) -> str:
    """Quoted where YAML would read a number or a truth value: `007` is a legal id."""
    try:
        return name if isinstance(plain_scalar(name), str) else f'"{name}"'
    except ValueError:
        return f'"{name}"'
