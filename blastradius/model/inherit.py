"""What a system inherits from the profile of its vendor: cell by cell, and whatever it says itself wins.

A whole cell that is `unknown` is open and is filled. Inside of a cell that is written, `unknown` stands: somebody
looked at this very log, and the vendor's retention need not be its. Only what is confirmed is inherited.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from blastradius.model import profile as profiles
from blastradius.model.node import UNKNOWN
from blastradius.model.profile import Fact
from blastradius.source.document import Borrowing, Document, Loan, Pointer, Ref
from blastradius.source.mentions import text_of

Profiles: TypeAlias = Callable[[str], Document | None]

_LOG = ("location", "query", "retention", "delay", "access", "attributes")
_ROW = ("location", "query", "retention")
_OF_OPERATION = ("reversibility", "idempotency", "receipt", "limit")
_NAMES_OPERATION = ("undo_operation", "before", "read_back", "undo_by")
_NO_FACT = frozenset({"source", "verified", "plan"})


def names_vendor(document: Document) -> bool:
    """Whether a document is a system that names a profile, for itself or for an operation."""
    data = document.data
    if data.get("kind") != "System":
        return False
    operations = data.get("operations")
    listed = operations if isinstance(operations, list) else ()
    return "vendor" in data or any(isinstance(each, dict) and "vendor" in each for each in listed)


def inheriting(document: Document, find: Profiles) -> Document:
    """The document with what it inherits; itself where that is nothing."""
    heir = _Heir(document, find)
    heir.system()
    return heir.made if heir.made.loans else document


def loans_of(place: Ref) -> tuple[Loan, ...]:
    """The facts that an entity inherits, in the order of their cells. A cell that is inherited whole is one."""
    document = place.document
    if not isinstance(document, Borrowing):
        return ()
    loans = sorted(document.loans.values(), key=lambda loan: [str(key).zfill(6) for key in loan.cell.pointer])
    return tuple(loan for loan in loans if loan.fact.value != UNKNOWN)


def lend(heir: Borrowing, place: Pointer, fact: Fact) -> None:
    """Note that a place of an heir holds a fact of a profile."""
    source = profiles.source_of(fact.ref)
    heir.loans[place] = Loan(
        cell=Ref(heir, place),
        fact=fact.ref,
        vendor=str(fact.ref.document.data.get("id")),
        url=(source.text("url") if source else None) or "",
        seen=(source.text("seen") if source else None) or "",
        confidence=(source.text("confidence") if source else None) or "",
        worst=fact.worst,
    )


class _Heir:
    """A system on its way to what it inherits. Its mappings are copied before something is added to one of them."""

    def __init__(self, document: Document, find: Profiles) -> None:
        self._find = find
        self._data: dict[str, Any] = dict(document.data)
        self.made = Borrowing(document, self._data)

    def system(self) -> None:
        vendor, plan = self._data.get("vendor"), text_of(self._data.get("plan"))
        profile = self._profile(vendor)
        if profile:
            self._log(self._data, (), profiles.audit_log(profile, plan))
        operations = self._data.get("operations")
        if isinstance(operations, list):
            self._data["operations"] = [
                self._operation(dict(each), index, profile, plan) if isinstance(each, dict) else each
                for index, each in enumerate(operations)
            ]

    def _profile(self, name: object) -> Document | None:
        return self._find(name) if isinstance(name, str) and name != UNKNOWN else None

    def _operation(
        self, data: dict[str, Any], index: int, profile: Document | None, plan: str | None
    ) -> dict[str, Any]:
        own = self._profile(data.get("vendor"))
        place: Pointer = ("operations", index)
        of = own or (None if "vendor" in data else profile)
        if of is None:
            return data
        if own and data.get("vendor") != self._data.get("vendor"):
            self._log(data, place, profiles.audit_log(own, None))
            plan = None
        fact = profiles.operation(of, text_of(data.get("id")) or "", plan)
        if fact is not None:
            if isinstance((fact.ref / "audit_log").value, dict):
                self._log(data, place, Fact(ref=fact.ref / "audit_log", worst=fact.worst))
            self._effect(data, place, Fact(ref=fact.ref / "effect", worst=fact.worst))
            for cell in _OF_OPERATION:
                if cell != "reversibility" or data.get(cell) == UNKNOWN or not self._has_default():
                    self._cell(data, (*place, cell), Fact(ref=fact.ref / cell, worst=fact.worst))
        return data

    def _effect(self, holder: dict[str, Any], place: Pointer, fact: Fact) -> None:
        """What an operation does, where that is open as a whole."""
        offered = fact.ref.value
        if holder.get("effect") in (None, UNKNOWN) and offered not in (None, UNKNOWN) and profiles.is_sure(fact.ref):
            holder["effect"] = offered
            lend(self.made, (*place, "effect"), fact)

    def _has_default(self) -> bool:
        """Whether the system says how its operations are undone: that is written, and wins."""
        default = self._data.get("reversibility")
        return isinstance(default, dict) and default.get("class", UNKNOWN) != UNKNOWN

    def _log(self, holder: dict[str, Any], place: Pointer, fact: Fact | None) -> None:
        """The cells of an audit log that are open. That there is none is said as a whole."""
        if fact is None or not profiles.is_sure(fact.ref):
            return
        said, offered = holder.get("audit_log"), fact.ref.value
        if offered.get("none") is True:
            if said in (None, UNKNOWN):
                holder["audit_log"] = _facts(offered)
                lend(self.made, (*place, "audit_log"), fact)
            return
        if isinstance(said, dict) and said.get("none") is True:
            return
        cells = dict(said) if isinstance(said, dict) else {}
        named = cells.get("location", UNKNOWN) != UNKNOWN
        open_cells = [key for key in _LOG if key not in cells or (cells[key] == UNKNOWN and not named)]
        taken = [key for key in open_cells if offered.get(key, UNKNOWN) != UNKNOWN]
        if not taken:
            return
        if said in (None, UNKNOWN) and not place:
            cells |= dict.fromkeys(_ROW, UNKNOWN)
        for key in taken:
            cells[key] = offered[key]
            lend(self.made, (*place, "audit_log", key), Fact(ref=fact.ref / key, worst=fact.worst))
        holder["audit_log"] = cells

    def _cell(self, holder: dict[str, Any], place: Pointer, fact: Fact) -> None:
        """A cell of an operation: whole where it is open, else what it leaves out, if it is of the same class."""
        key, offered = str(place[-1]), fact.ref.value
        if not isinstance(offered, dict) or not profiles.is_sure(fact.ref):
            return
        facts, said = self._at_home(_facts(offered)), holder.get(key)
        if said in (None, UNKNOWN):
            if facts and facts.get("class") != UNKNOWN:
                holder[key] = facts
                lend(self.made, place, fact)
        elif isinstance(said, dict) and (said.get("class") or UNKNOWN) in (UNKNOWN, facts.get("class")):
            filled = dict(said)
            for name, value in facts.items():
                is_open = name not in said or (name == "class" and said[name] == UNKNOWN)
                if is_open and value != UNKNOWN:
                    filled[name] = value
                    lend(self.made, (*place, name), Fact(ref=fact.ref / name, worst=fact.worst))
            holder[key] = filled

    def _at_home(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Without references to operations and teams: those of a profile need not be there."""
        return {key: value for key, value in facts.items() if key not in _NAMES_OPERATION}


def _facts(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in _NO_FACT}
