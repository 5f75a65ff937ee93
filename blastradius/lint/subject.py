"""What rules look at: an inventory, what reading it found, and what several rules ask of all of it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from blastradius.finding import Finding, Location
from blastradius.graph.index import Index
from blastradius.lint.calls import Call, effects, holders
from blastradius.lint.misnamed import Names
from blastradius.lint.near import Near
from blastradius.lint.suppress import Suppression
from blastradius.lint.survey import KINDS, SURVEYED, Survey
from blastradius.lint.verdicts import Verdicts
from blastradius.lint.waiting import Resting
from blastradius.model.catalog import Catalog
from blastradius.model.durations import lies_ahead, parse_moment
from blastradius.model.entities import Agent, Entity, Tool
from blastradius.model.proofs import is_old
from blastradius.source.document import Ref
from blastradius.source.load import LOST, Loaded

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule

_Entity = TypeVar("_Entity")
OFF = "off"
_NOT_READ_WHOLE = frozenset({"syntax", "encoding", "unreadable-file", "bad-link"})


class Subject:
    """What rules look at: the catalog and its documents, how they were read, and the time.

    Few documents of many need a look: rules ask for those with a note, or a reference that leads nowhere. What only
    `unheard` rules would tell is told by others.

    The rest is for the rules that look back: `suppression` is what was suppressed and what suppresses nothing, `found`
    every finding so far.
    """

    def __init__(  # noqa: PLR0913 - what rules may look at
        self,
        *,
        catalog: Catalog,
        loaded: Loaded,
        now: datetime,
        rules: Mapping[str, "Rule"],
        unheard: frozenset[str] = frozenset(),
        suppression: Suppression | None = None,
        found: Sequence[Finding] = (),
    ) -> None:
        self.catalog = catalog
        self.documents = catalog.documents
        self.now = now
        self._rules = rules
        self._unheard = unheard
        self.suppression = suppression or Suppression()
        self.found = found
        self._loaded = loaded

    @cached_property
    def index(self) -> Index:
        """Grants and needs by system and credential, as of now."""
        return Index(self.catalog, self.now)

    @cached_property
    def resting(self) -> Resting:
        """What tools rest on."""
        return Resting(self.catalog, self.now)

    @cached_property
    def survey(self) -> Survey:
        """Dates, durations, unknown cells and their kin, in every document where one of them may be wrong."""
        wrong = {f"note:{note}" for note in SURVEYED}
        ahead = {f"dated:{day}" for day in self.documents.words("dated") if lies_ahead(day, self.now)}
        limit, now = self.catalog.stale_after, self.now
        old = {f"proven:{day}" for day in self.documents.words("proven") if is_old(parse_moment(day), limit, now)}
        strange = {f"by:{name}" for name in self.documents.words("by") if name not in self.catalog.team}
        numbers = {number for word in wrong | ahead | old | strange for number in self.documents.naming(word)}
        return Survey(self.documents[number] for number in sorted(numbers))

    @cached_property
    def near(self) -> Near:
        """What rules of one entity may look at beside it."""
        return Near(self.catalog, self._loaded.origin)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the rules of one entity say of each."""
        return Verdicts(self, self._rules.values(), self._loaded)

    def places(self, rule: "Rule") -> Iterator[Ref]:
        """What the search of a rule finds, in the documents as they are with what they inherit."""
        return self.verdicts.places(rule.name)

    def words(self, rule: "Rule") -> Iterator[str]:
        """The words that the search of a rule finds."""
        return self.verdicts.words(rule.name)

    @property
    def rule_names(self) -> AbstractSet[str]:
        """The names of all rules."""
        return self._rules.keys()

    @cached_property
    def names(self) -> Names:
        """What the references of the inventory tell of its ids."""
        return Names(self.documents, self.off | self._unheard)

    @cached_property
    def chosen(self) -> Mapping[str, str]:
        """The severities that the inventory gives, by rule."""
        every = {rule: word for settings in self.catalog.settings for rule, word in settings.rules}
        return {rule: word for rule, word in every.items() if word != OFF or rule not in LOST}

    @cached_property
    def off(self) -> frozenset[str]:
        """The rules that the inventory switches off."""
        return frozenset(rule for rule, word in self.chosen.items() if word == OFF)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """What the tools of agents are bound to and changes something."""
        return tuple(each for each in self.effects if each.cause is None)

    @cached_property
    def effects(self) -> tuple[Call, ...]:
        """What the tools of agents change, and what happens with it by itself."""
        return tuple(effects(self.catalog))

    @cached_property
    def holders(self) -> Mapping[str, tuple[tuple[Agent, Tool], ...]]:
        """By credential, the tools that use it."""
        return holders(self.catalog)

    def noted(self, note: str, shape: type[_Entity]) -> Iterator[_Entity]:
        """The entities of a kind that carry a note, in the order of files."""
        return self.catalog.naming(f"note:{note}", shape)

    def referring(self, kind: str, known: Container[str]) -> Iterator[Entity]:
        """The entities that name something of a kind which is not known, in the order of files."""
        strange = [word for word in self.documents.words(kind) if word not in known]
        numbers = {number for word in strange for number in self.documents.naming(f"{kind}:{word}")}
        return filter(None, map(self.catalog.entity, sorted(numbers)))

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """The files that could not be read whole, or hold a document of no kind or id: what they say is not known."""
        unread = {each.location.path for each in self._loaded.findings if each.rule in _NOT_READ_WHOLE}
        return tuple(sorted(unread | self._nameless))

    def may_name(self, name: str) -> bool:
        """Whether what could not be read may name something: its file does, or has no text that can be searched."""
        return any(not text or name.encode() in text for text in self._lost_texts)

    @cached_property
    def _lost_texts(self) -> tuple[bytes, ...]:
        """What stands in the files that could not be read whole; nothing where it cannot be searched."""
        odd = {each.location.path for each in self._loaded.findings if each.rule == "encoding"}
        return tuple(b"" if path in odd else self._loaded.read(path) for path in self.lost)

    def is_cut_off(self, entity: Entity) -> bool:
        """Whether something of an entity may stand behind the place at which its file breaks off."""
        document = entity.source.document.written
        return any(self.documents[number] is document for number in self.documents.naming("note:broken"))

    def hides(self, name: str, *, whole_kind: bool) -> bool:
        """Whether an id may well be written, in a document whose kind is misspelt or a file that lost what it held.

        `whole_kind`: not one entity of the kind is known, which one emptied file explains as well.
        """
        return (
            name in self._of_no_kind
            or name in self._lost_names
            or (whole_kind and bool(self._lost - self._loaded.described))
        )

    @cached_property
    def _of_no_kind(self) -> frozenset[str]:
        """The ids in documents whose kind is none."""
        strange = (kind for kind in self.documents.kinds if kind not in KINDS)
        return frozenset(name for kind in strange for name in self.documents.named(kind) if name)

    @cached_property
    def _nameless(self) -> frozenset[str]:
        """The files of documents without a kind or an id."""
        numbers = {
            number
            for kind in self.documents.kinds
            for name, numbers in self.documents.named(kind).items()
            if kind not in KINDS or not name
            for number in numbers
        }
        return frozenset(self.documents[number].path for number in numbers)

    @cached_property
    def _lost(self) -> frozenset[str]:
        """The files that lost what they held."""
        return frozenset(each.location.path for each in self._loaded.findings if each.rule in LOST)

    @cached_property
    def _lost_names(self) -> frozenset[str]:
        """The names of files that tell no entity, or one without an id: mostly they are those of their entities."""
        lost = self._lost - self._loaded.told if self._lost else frozenset()
        return frozenset(PurePosixPath(path).stem for path in lost | self._nameless)

    def line(self, path: str, number: int) -> str:
        """One line of a file, as it may be shown."""
        return self._loaded.line(path, number)

    def within(self, ref: Ref, text: str) -> Location:
        """Where in a value a text stands: a value can take many lines."""
        whole = ref.location
        for number in range(whole.line, whole.end_line + 1):
            line = self._loaded.line(whole.path, number)
            column = line.find(text, whole.column - 1 if number == whole.line else 0)
            if column >= 0:
                end = column + len(text) + 1
                return Location(path=whole.path, line=number, column=column + 1, end_line=number, end_column=end)
        return whole

    def reported(self, rule: str) -> Iterator[Finding]:
        """What reading and validating the files found under this rule's name."""
        return (finding for finding in self._loaded.findings if finding.rule == rule)
