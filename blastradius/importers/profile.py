"""A system file started from a profile: what the vendor confirms is left to be inherited, the rest is `unknown`.

Nothing of the profile is copied that a system inherits, so that it stays linked to its source, and grows old with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blastradius.importers.yaml_text import Cell, Item, data_of, document_text
from blastradius.model import profile as profiles
from blastradius.model.catalog import Catalog
from blastradius.model.hints import hint
from blastradius.model.inherit import inheriting
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Document, Ref

_ROW = ("location", "query", "retention")
_CELLS = ("effect", "reversibility", "idempotency", "receipt")


def system_text(profile: Document, name: str, plan: str | None) -> str:
    """The file of a system called `name`, with a word beside each open cell: what is inherited, or not confirmed."""
    data = profile.data
    vendor, title = str(data["id"]), " ".join(str(data.get("name") or data["id"]).split())
    head = [
        f"# Started from the profile of {title}: blastradius vendors {vendor}",
        "# What is marked as inherited comes from there while it says `unknown`, with its source; what you write wins.",
    ]
    listed = [each for each in _mappings(data.get("operations")) if isinstance(each.get("id"), str)]
    cells = [
        Cell(key="apiVersion", value="blastradius/v1"),
        Cell(key="kind", value="System"),
        Cell(key="id", value=name),
        Cell(key="name", value=title),
        *([Cell(key="summary", value=" ".join(str(data["summary"]).split()))] if data.get("summary") else []),
        Cell(key="vendor", value=vendor),
        *([Cell(key="plan", value=plan)] if plan else []),
        Cell(key="environment", value=UNKNOWN),
        Cell(key="owner", value=UNKNOWN),
        Cell(key="on_call", value=UNKNOWN),
        Cell(key="audit_log", value=UNKNOWN),
        Cell(key="reversibility", value=UNKNOWN, why="the default; each operation below has its own"),
        Cell(key="credentials", value=UNKNOWN, why="which credential opens it, and how far"),
    ]
    operations = [tuple(_operation(each)) for each in {each["id"]: each for each in listed}.values()]
    heir = _Heir(profile, {**data_of(tuple(cells)), "operations": [data_of(each) for each in operations]})
    cells = [_told(cell, heir.log()) if cell.key == "audit_log" else cell for cell in cells]
    if not operations:
        return document_text([*cells, Cell(key="operations", value=UNKNOWN)], {}, head)
    return document_text(cells, {"operations": [heir.operation(*each) for each in enumerate(operations)]}, head)


def _operation(entry: Mapping[str, Any]) -> Iterator[Cell]:
    """An operation with every cell open. What it asks for is not inherited: scopes are named where they are granted."""
    yield Cell(key="id", value=entry["id"])
    if entry.get("summary"):
        yield Cell(key="summary", value=" ".join(str(entry["summary"]).split()))
    yield from (
        Cell(key=key, value=entry[key], why="as the profile has it") for key in ("access", "requires") if key in entry
    )
    yield from (Cell(key=key, value=UNKNOWN) for key in _CELLS)


class _Heir:
    """The system as it will be with what it inherits, to say so beside each cell."""

    def __init__(self, profile: Document, data: Mapping[str, Any]) -> None:
        self._profile = profile
        self._catalog = Catalog.of([profile])
        self._system = inheriting(Document("", 0, data, []), self._catalog.profile)

    def log(self) -> str:
        """What is inherited of the audit log, and what is not."""
        place = self._system.root / "audit_log"
        if (place / "none").value is True:
            return f"inherited: there is none{self._worst(place)}"
        held = [key for key in _ROW if (place / key).loan]
        if not held:
            return self._why(place)
        kept = (place / "retention").value if "retention" in held else None
        said = ", ".join(f"{key} {kept}" if key == "retention" else key for key in held)
        lacking = ", ".join(key for key in _ROW if key not in held)
        return f"inherited: {said}{self._worst(place / held[0])}" + (f"; open: {lacking}" if lacking else "")

    def operation(self, index: int, item: Item) -> Item:
        """The item with a word beside each cell; one that only reads needs no word on its undo."""
        place = self._system.root / "operations" / index
        reads = (place / "effect").value == "read"
        return tuple(self._cell(cell, place) for cell in item if not reads or cell.key not in _CELLS[1:])

    def _cell(self, cell: Cell, operation: Ref) -> Cell:
        if cell.key not in _CELLS:
            return cell
        if cell.key == "effect" and not (operation / "effect").loan:
            fact = profiles.operation(self._profile, str((operation / "id").value), None)
            plain = (fact.ref / "effect").value if fact else None  # what it does is plain, if not what it leaves
            return Cell(key=cell.key, value=plain or UNKNOWN)
        return _told(cell, self._why(operation / cell.key))

    def _why(self, place: Ref) -> str:
        if place.loan:
            value = place.value
            short = value if not isinstance(value, dict) else value.get("class") or value.get("completion")
            window = value.get("window") if isinstance(value, dict) else None
            listed = ", ".join(short) if isinstance(short, list) else short
            told = ", ".join(str(each) for each in (listed, window) if each not in (None, UNKNOWN))
            return f"inherited: {told}{self._worst(place)}"
        found = hint(self._catalog, place)
        return f"not confirmed: {found.says} ({found.confidence})" if found else ""

    def _worst(self, place: Ref) -> str:
        loan = place.loan
        return " (it depends on the plan, the worst: name yours in `plan`)" if loan and loan.worst else ""


def _told(cell: Cell, why: str) -> Cell:
    return Cell(key=cell.key, value=cell.value, why=why)


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    listed: Sequence[Any] = value if isinstance(value, list) else ()
    return (each for each in listed if isinstance(each, dict))
