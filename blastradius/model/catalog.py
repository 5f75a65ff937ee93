"""All entities together, as they were written, each made when somebody asks for it.

Looking one up by an id that was written twice gives both in one: cells that the first leaves open are those of the
others, lists are put together. Which of them is right is not for us to say; `said_twice` names the places.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import filterfalse
from typing import Any, Generic, TypeVar

import msgspec

from blastradius.model.build import entity_of
from blastradius.model.cells import OnCall, Reversibility
from blastradius.model.durations import Duration, parse_duration
from blastradius.model.entities import (
    Agent,
    Credential,
    Entity,
    Operation,
    Settings,
    System,
    Team,
    Tool,
)
from blastradius.model.inherit import inheriting, names_vendor
from blastradius.model.inherit_revoke import inheriting_revocation
from blastradius.model.later import Later
from blastradius.model.profile import types_told
from blastradius.source.document import Document, Ref
from blastradius.source.documents import Documents
from blastradius.source.mentions import text_of
from blastradius.source.placeholders import is_open
from blastradius.source.profiles import read_profile

STALE_AFTER = "90d"

_Entity = TypeVar("_Entity", Team, System, Credential, Agent)
_Any = TypeVar("_Any")


class Catalog:
    """The inventory. `complete` is false where a file could not be read whole: then no answer may look whole."""

    def __init__(self, documents: Documents, *, complete: bool = True) -> None:
        self.documents = documents
        self.complete = complete
        self._made: dict[int, Entity | None] = {}
        self._inheriting: dict[int, Document] = {}
        self._with_note: dict[str, frozenset[int]] = {}
        self._opened_with: dict[str, tuple[tuple[Document, str | None], ...]] = {}

    @classmethod
    def of(cls, documents: Iterable[Document], *, complete: bool = True) -> "Catalog":
        """The catalog of documents that are there already."""
        return cls(Documents.of(documents, read_profile), complete=complete)

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """Every team, in the order of files."""
        return self._all("Team", Team)

    @cached_property
    def systems(self) -> tuple[System, ...]:
        """Every system, in the order of files."""
        return self._all("System", System)

    @cached_property
    def credentials(self) -> tuple[Credential, ...]:
        """Every credential, in the order of files."""
        return self._all("Credential", Credential)

    @cached_property
    def agents(self) -> tuple[Agent, ...]:
        """Every agent, in the order of files."""
        return self._all("Agent", Agent)

    @cached_property
    def settings(self) -> tuple[Settings, ...]:
        """How this inventory is judged: one for each `blastradius.yaml`."""
        return self._all("Inventory", Settings)

    @cached_property
    def team(self) -> "ById[Team]":
        """Teams by id."""
        return ById(self, "Team", Team)

    @cached_property
    def system(self) -> "ById[System]":
        """Systems by id."""
        return ById(self, "System", System)

    @cached_property
    def credential(self) -> "ById[Credential]":
        """Credentials by id."""
        return ById(self, "Credential", Credential)

    @cached_property
    def agent(self) -> "ById[Agent]":
        """Agents by id."""
        return ById(self, "Agent", Agent)

    @cached_property
    def operation(self) -> "Operations":
        """Operations by system and id."""
        return Operations(self.system)

    def naming(self, word: str, kind: type[_Any]) -> Iterator[_Any]:
        """The entities of a kind that name something, by the words of `mentions`, in the order of files."""
        ours = _word_of(kind)
        made = (self.entity(number) for number in self.documents.naming(word) if self.documents.is_of(ours, number))
        return (entity for entity in made if isinstance(entity, kind))

    def records(self, kind: type[_Any], name: str) -> tuple[_Any, ...]:
        """Every entry for an id: there should be one, but all that was written counts."""
        made = map(self.entity, self.documents.named(_word_of(kind)).numbers(name))
        return tuple(entity for entity in made if isinstance(entity, kind))

    def numbers(self, kind: type[Any], name: str) -> Sequence[int]:
        """The numbers of the documents of these entries, none of them opened."""
        return () if is_open(name) else self.documents.named(_word_of(kind)).numbers(name)

    def without_note(self, kind: type[Any], name: str, note: str) -> bool:
        """Whether there are entries for an id, and none has this note: in none is what the note is for."""
        numbers = self.numbers(kind, name)
        return bool(name and numbers) and self._noted(note).isdisjoint(numbers)

    def _noted(self, note: str) -> frozenset[int]:
        if note not in self._with_note:
            self._with_note[note] = frozenset(self.documents.naming(f"note:{note}"))
        return self._with_note[note]

    def entity(self, number: int) -> Entity | None:
        """What the document of this number describes; `None` where it does not say what it is."""
        if number not in self._made:
            self._made[number] = entity_of(self.inheriting(self.documents[number]))
        return self._made[number]

    def inheriting(self, document: Document) -> Document:
        """The document with what it inherits from the profiles that it names; itself where it names none."""
        key = id(document)
        if key not in self._inheriting:
            if names_vendor(document):
                self._inheriting[key] = inheriting(document, self.profile)
            elif document.data.get("kind") == "Credential" and self._may_inherit(document.data):
                self._inheriting[key] = inheriting_revocation(
                    document, self.opened_with(text_of(document.data.get("id")))
                )
            else:
                return document
        return self._inheriting[key]

    def _may_inherit(self, credential: Mapping[str, Any]) -> bool:
        """Whether a profile that some system names which a credential opens speaks of its type: few have to be read."""
        word = credential.get("type")
        opened = self.vendors.keys() & self.documents.naming(f"credential:{text_of(credential.get('id'))}")
        named = {vendor for number in opened for vendor in self.vendors[number]}
        return isinstance(word, str) and any(
            word in types_told(each) for each in filter(None, map(self.profile, named))
        )

    @cached_property
    def vendors(self) -> Mapping[int, Sequence[str]]:
        """The profiles that a document names, for itself or for an operation, by its number."""
        found: dict[int, list[str]] = {}
        for word, numbers in self.documents.words("vendor").items():
            for number in numbers:
                found.setdefault(number, []).append(word)
        return found

    def opened_with(self, credential: object) -> tuple[tuple[Document, str | None], ...]:
        """The profiles of the systems that a credential opens, with the plan of each."""
        word = f"credential:{credential}"
        if word not in self._opened_with:
            numbers = sorted(self.vendors.keys() & self.documents.naming(word))
            self._opened_with[word] = tuple(self._profiles(self.documents[number].data for number in numbers))
        return self._opened_with[word]

    def _profiles(self, systems: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Document, str | None]]:
        for data in systems:
            profile = self.profile(data["vendor"]) if isinstance(data.get("vendor"), str) else None
            if profile:
                yield profile, text_of(data.get("plan"))

    def profile(self, name: str) -> Document | None:
        """A vendor profile: one of this inventory, else one that travels with the program; none without a name."""
        if not name:
            return None
        numbers = self.documents.named("Vendor").numbers(name)
        return self.documents[numbers[0]] if numbers else self.documents.profile(name)

    @cached_property
    def said_twice(self) -> tuple[tuple[Ref, Ref], ...]:
        """The places of entities of the same kind and id that say different things: the first and each other one."""
        found = []
        for kind in ("Team", "System", "Credential", "Agent"):
            for name in filter(None, self.documents.doubled(kind)):
                first, *others = (self.documents[number] for number in self.documents.named(kind).numbers(name))
                found += [(first.root / "id", other.root / "id") for other in others if other.data != first.data]
        return tuple(found)

    def tools_of(self, credential: str) -> tuple[tuple[Agent, Tool], ...]:
        """The tools that use a credential, with their agents."""
        found: dict[tuple[str, str], tuple[Agent, Tool]] = {}
        for agent in self.naming(f"credential:{credential}", Agent):
            for tool in agent.tools:
                if credential in (tool.credential, *(bound.credential for bound in tool.bound)):
                    found[agent.id, tool.name] = (agent, tool)
        return tuple(found.values())

    @cached_property
    def stale_after(self) -> Duration:
        """How long proof counts; no time at all is a slip, and counts as nothing written."""
        for settings in self.settings:
            if settings.stale_after and settings.stale_after.seconds != 0:
                return settings.stale_after
        default = parse_duration(STALE_AFTER)
        assert default is not None  # noqa: S101 - a constant
        return default

    def on_call_of(self, own: OnCall | None, owner: str | None) -> OnCall | None:
        """Who is paged: the entity's own rotation if anybody can be reached by it, else its owner's."""
        team = self.team.get(owner or "")
        of_owner = team.on_call if team else None
        if own is None or (of_owner and not (own.phone or own.channel or own.rotation)):
            return of_owner
        return own

    def reversibility_of(self, operation: Operation) -> Reversibility | None:
        """The operation's own, else its system's default."""
        system = self.system.get(operation.system)
        return operation.reversibility or (system.reversibility if system else None)

    def _all(self, kind: str, shape: type[_Any]) -> tuple[_Any, ...]:
        numbers = sorted(number for numbers in self.documents.named(kind).values() for number in numbers)
        return tuple(entity for entity in map(self.entity, numbers) if isinstance(entity, shape))


class ById(Mapping[str, _Entity], Generic[_Entity]):
    """The entities of a kind by id. Which ids there are is known without making one."""

    def __init__(self, catalog: Catalog, kind: str, shape: type[_Entity]) -> None:
        self._catalog = catalog
        self._numbers = catalog.documents.named(kind)
        self._shape: type[_Entity] = shape
        self._made: dict[str, _Entity] = {}

    def __getitem__(self, name: str) -> _Entity:
        if name not in self._made:
            if name not in self:
                raise KeyError(name)
            records: tuple[_Entity, ...] = self._catalog.records(self._shape, name)
            self._made[name] = reduce(_joined, records)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers and not _is_no_name(name)

    def __iter__(self) -> Iterator[str]:
        return filterfalse(_is_no_name, self._numbers)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _is_no_name(name: object) -> bool:
    """Whether nothing was written for an id, or a word that stands in for one: no entity goes by it."""
    return not name or is_open(name)


class Operations:
    """Operations by system and id; the first where one was written twice."""

    def __init__(self, systems: Mapping[str, System]) -> None:
        self._systems = systems
        self._made: dict[str, dict[str, Operation]] = {}

    def get(self, key: tuple[str, str]) -> Operation | None:
        """The operation, `None` where there is none of that id."""
        system, name = key
        if system not in self._made:
            entity = self._systems.get(system)
            listed = reversed(entity.operations) if entity else ()
            self._made[system] = {operation.id: operation for operation in listed}
        return self._made[system].get(name)

    def __contains__(self, key: tuple[str, str]) -> bool:
        return self.get(key) is not None

    def __getitem__(self, key: tuple[str, str]) -> Operation:
        operation = self.get(key)
        if operation is None:
            raise KeyError(key)
        return operation


def _word_of(kind: type[Any]) -> str:
    """What documents call a kind of entity."""
    return "Inventory" if kind is Settings else kind.__name__


def _joined(first: _Entity, second: _Entity) -> _Entity:
    """What two entries for the same id say together; where they differ in a single cell, the first has the word."""
    cells: dict[str, Any] = {}
    for name in first.__struct_fields__:
        mine: Any = getattr(first, name)
        other: Any = getattr(second, name)
        if isinstance(mine, tuple | Later) and isinstance(other, tuple | Later):
            cells[name] = (*mine, *(item for item in other if item not in mine))
        elif mine in (None, False):
            cells[name] = other
    return msgspec.structs.replace(first, **cells)
