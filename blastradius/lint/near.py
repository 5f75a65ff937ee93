"""What a rule of one entity may look at beside it: so little that what it finds can be kept until that changes.

Whoever opens a door here adds the documents behind it to `rests_on`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property

from msgspec import msgpack

from blastradius.model import brought_about as also
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Reversibility
from blastradius.model.entities import Credential, Entity, Operation, System
from blastradius.model.node import Node
from blastradius.model.profile import types_told
from blastradius.source.document import Borrowing, Document
from blastradius.source.mentions import system_of_word
from blastradius.source.seal import digester

_NAME = 16
"""Bytes of the name of what something rests on."""


class Near:
    """The surroundings of each entity: its twins, profiles it inherits from, who else inherits, what is asked of it.

    `origin` names what a document says and where it stands, by its number.
    """

    def __init__(self, catalog: Catalog, origin: Callable[[int], bytes]) -> None:
        self._catalog = catalog
        self._origin = cache(origin)
        self._lenders = cache(self._name_of_lenders)
        self._documents = catalog.documents
        self._typed: dict[str, frozenset[int]] = {}
        self._of_credential: dict[str, bytes] = {}
        self._concerned: dict[tuple[str, bool], AbstractSet[str]] = {}

    def reversibility_of(self, operation: Operation) -> Reversibility | None:
        """The operation's own, else its system's default."""
        return self._catalog.reversibility_of(operation)

    def brought_about(self, operation: Operation) -> tuple[Operation, ...]:
        """The operations of its system that happen with one by themselves, without those that only read."""
        return also.brought_about(self._catalog, operation)

    def profile(self, vendor: str | None) -> Document | None:
        """The profile of a vendor that the entity names."""
        return self._catalog.profile(vendor) if vendor else None

    def told(self, system: System) -> Iterator[Credential]:
        """The credentials that open a system, of whose type its profile says something; once for each grant."""
        typed = self._typed_by(system.vendor) if system.vendor else None
        for grant in Node(system.source.value, system.source).children("credentials") if typed else ():
            name = grant.text("credential")  # as it is written: its grants are not made for this
            if name and typed and not typed.isdisjoint(self._entries(name)):
                credential = self._catalog.credential.get(name)
                if credential:
                    yield credential

    def entries(self, system: System) -> tuple[System, ...]:
        """Every entry for the id of a system, itself among them."""
        return self._catalog.records(System, system.id)

    def asked(self, kind: str, system: System) -> Sequence[str]:
        """The words (`mentions`) by which ways to credentials ask for a `part` or `scope` of a system."""
        return self._asked[kind].get(system.id, ())

    def lenders(self, credential: Credential) -> Iterator[Document]:
        """The profiles from which a credential may inherit: those of the systems that it opens."""
        yield from (profile for profile, _ in self._catalog.opened_with(credential.id))

    def inheriting(self, number: int) -> Document:
        """The document of an entity with what it inherits."""
        return self._catalog.inheriting(self._documents[number])

    def heirs(self, kind: type[Entity]) -> Collection[int]:
        """The numbers of the systems that name a profile, or of the credentials of whose types one speaks."""
        return self._catalog.vendors.keys() if kind is System else self._heirs if kind is Credential else ()

    @cached_property
    def _heirs(self) -> Collection[int]:
        return {each for told in self._told.values() for name in told for each in self._entries(name)}

    @cached_property
    def _told(self) -> Mapping[int, Collection[str]]:
        """By the numbers of systems, the credentials that they name and of whose type a profile of theirs speaks."""
        speaking: dict[str, set[int]] = {}
        for number, vendors in self._catalog.vendors.items():
            for vendor in vendors:
                for word in self._types_told(vendor):
                    speaking.setdefault(word, set()).add(number)
        ids, opened = self._credential_ids, self._documents.words("credential")
        told: dict[int, dict[str, None]] = {}
        for word in sorted(speaking):
            for number in filter(ids.__contains__, self._documents.naming(f"type:{word}")):
                name = ids[number]
                for system in speaking[word].intersection(opened.numbers(name)):
                    told.setdefault(system, {})[name] = None
        return told

    @property
    def asked_systems(self) -> Collection[int]:
        """The numbers of the systems of which a way to a credential asks for a part or a scope."""
        return self._asked_of.keys()

    def concerns(self, entity: System | Credential, note: str, *, asked: bool) -> bool:
        """Whether a note holds of an entity as it is written, or may hold with what it inherits.

        Or whether it is written more than once: then entries rest on each other. With `asked`, whether a way asks for
        a part or a scope of it.
        """
        if (note, asked) not in self._concerned:
            numbers = {*self._documents.naming(f"note:{note}"), *(self.asked_systems if asked else ())}
            names = {self._system_ids.get(each) or self._credential_ids.get(each, "") for each in numbers}
            self._concerned[note, asked] = names.union(*map(self._documents.doubled, ("System", "Credential")))
        return entity.id in self._concerned[note, asked] or isinstance(entity.source.document, Borrowing)

    def rests_on(self, number: int) -> bytes:
        """A name for all that can be seen through these doors from the entity of a document."""
        parts = [self._origin(number)]
        if number in self._catalog.vendors or number in self._doubled:
            parts += map(self._with_lenders, self._doubled.get(number, (number,)))
        parts += map(self._around, self._told.get(number, ()))
        if number in self._asked_of:
            parts += (word.encode("utf-8", "surrogatepass") for word in self._asked_of[number])
        if number in self._credential_ids:
            parts.append(self._around(self._credential_ids[number]))
        return parts[0] if len(parts) == 1 else _named(parts)

    def _around(self, credential: str) -> bytes:
        """A name for the entries of a credential, the systems that it opens and their profiles."""
        found = self._of_credential.get(credential)
        if found is None:
            opened = self._documents.naming(f"credential:{credential}")
            parts = [*map(self._origin, self._entries(credential))]
            parts += (self._with_lenders(each) for each in opened if each in self._catalog.vendors)
            found = self._of_credential[credential] = _named(parts)
        return found

    def _with_lenders(self, number: int) -> bytes:
        """A name for a document and the profiles that it names."""
        return self._lenders(tuple(self._catalog.vendors.get(number, ()))) + self._origin(number)

    def _name_of_lenders(self, vendors: tuple[str, ...]) -> bytes:
        """A name for some profiles, those that travel with the program by their ids; as long as all such names."""
        own = ((vendor, self._documents.named("Vendor").get(vendor)) for vendor in sorted(vendors))
        return _named([self._origin(each[0]) if each else name.encode("utf-8", "surrogatepass") for name, each in own])

    @cached_property
    def _doubled(self) -> Mapping[int, tuple[int, ...]]:
        """The entries of a system, by each of them, where there are several."""
        listed = (tuple(numbers) for numbers in self._documents.named("System").values() if len(numbers) > 1)
        return {number: numbers for numbers in listed for number in numbers}

    @cached_property
    def _credential_ids(self) -> Mapping[int, str]:
        return _by_number(self._documents.named("Credential"))

    @cached_property
    def _system_ids(self) -> Mapping[int, str]:
        return _by_number(self._documents.named("System"))

    @cached_property
    def _asked_of(self) -> Mapping[int, Sequence[str]]:
        """By the numbers of systems, the words that ask for a part or a scope of them, each kind behind its name."""
        named = self._documents.named("System")
        found: dict[int, list[str]] = {}
        for kind, systems in self._asked.items():
            for system, words in systems.items():
                for number in named.get(system, ()):
                    found.setdefault(number, []).extend((f"\0{kind}", *words))
        return found

    @cached_property
    def _asked(self) -> Mapping[str, Mapping[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {kind: {} for kind in ("part", "scope")}
        for kind, systems in found.items():
            for word in sorted(self._documents.words(kind)):
                systems.setdefault(system_of_word(word)[0], []).append(word)
        return found

    def _entries(self, credential: str) -> Sequence[int]:
        return self._documents.named("Credential").get(credential, ())

    def _typed_by(self, vendor: str) -> frozenset[int]:
        """The credentials, by their numbers, of whose type the profile of a vendor says something."""
        if vendor not in self._typed:
            words = self._types_told(vendor)
            self._typed[vendor] = frozenset(each for word in words for each in self._documents.naming(f"type:{word}"))
        return self._typed[vendor]

    def _types_told(self, vendor: str) -> Collection[str]:
        profile = self._catalog.profile(vendor)
        return types_told(profile) if profile else ()


def _by_number(named: Mapping[str, Sequence[int]]) -> dict[int, str]:
    return {number: name for name, numbers in named.items() for number in numbers}


def _named(parts: Sequence[bytes]) -> bytes:
    name = digester(_NAME)
    name.update(msgpack.encode(parts))  # which tells how long each of them is
    return name.digest()
