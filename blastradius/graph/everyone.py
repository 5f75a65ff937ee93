"""How far every credential reaches, all of them in one pass: sets of starts instead of a search from each.

`reach` of one credential keeps the proof of all that it finds; here only the numbers are kept, and they are the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from blastradius.graph.formula import Formula, read
from blastradius.graph.ground import Ground
from blastradius.graph.holders import hands
from blastradius.graph.index import Index
from blastradius.graph.openings import Ask
from blastradius.graph.tally import Tally
from blastradius.graph.world import World
from blastradius.model.cells import Level, Reversal
from blastradius.model.entities import Operation

_MEMORY = 1 << 29
"""About how many bytes sets may take: with more facts, fewer starts go together."""

_FEWEST = 1 << 10
_NOBODY: frozenset[str] = frozenset()


class Extent(Struct, frozen=True, kw_only=True):
    """How far a credential reaches, in numbers.

    Systems are counted by the class of the highest level that needs no assumption. Operations include those that are
    only possible under a condition: `irreversible` are the ones that cannot be undone, in the worst case,
    `undo_unknown` those of which nobody knows whether they can, `latent` those that no tool does with a credential that
    is reached.
    """

    direct: int = 0
    escalated: int = 0
    conditional: int = 0
    operations: int = 0
    irreversible: int = 0
    undo_unknown: int = 0
    latent: int = 0

    @property
    def systems(self) -> int:
        """Systems of every class."""
        return self.direct + self.escalated + self.conditional

    @property
    def unconditional_systems(self) -> int:
        """Systems that can be reached as things are."""
        return self.direct + self.escalated

    @property
    def beyond_undo(self) -> int:
        """Operations that cannot be undone, or of which that is not known: not knowing counts as the worst."""
        return self.irreversible + self.undo_unknown


class _Possible(NamedTuple):
    """When an operation can be carried out, and when a tool does so: where both of a pair hold."""

    undo: Reversal | None
    possible: Formula
    used: tuple[tuple[Formula, Formula], ...]


def credentials_named(index: Index) -> tuple[str, ...]:
    """Every credential that has an entry, or that something refers to, sorted."""
    catalog = index.catalog
    return tuple(sorted({*catalog.credential, *catalog.documents.words("credential")}))


def extents(index: Index, assumed: Iterable[str] = ()) -> dict[str, Extent]:
    """How far each credential that the inventory names reaches, by id, while the conditions in `assumed` hold."""
    names = credentials_named(index)
    survey = _Survey(Ground(index, names, frozenset(assumed)))
    return {
        name: extent
        for first in range(0, len(names), survey.together)
        for name, extent in survey.of(names[first : first + survey.together])
    }


def undo_class(operation: Operation, index: Index) -> Reversal | None:
    """Whether an operation can be undone, in the worst case; `None` where it changes nothing."""
    if operation.reads_only:
        return None
    reversibility = index.catalog.reversibility_of(operation)
    if reversibility is None:
        return Reversal.UNKNOWN
    return Reversal.IRREVERSIBLE if reversibility.reversal is Reversal.IRREVERSIBLE else reversibility.worst


def causes(records: Mapping[str, list[Operation]]) -> dict[str, tuple[str, ...]]:
    """By operation, itself and all that bring it about by themselves, at any remove."""
    directly: dict[str, list[str]] = {}
    for name, entries in records.items():
        for other in (other for entry in entries for other in entry.also):
            directly.setdefault(other, []).append(name)
    found: dict[str, tuple[str, ...]] = {}
    for name in records:
        leading = {name: None}
        queue = [name]
        while queue:
            for cause in directly.get(queue.pop(), ()):
                if cause not in leading:
                    leading[cause] = None
                    queue.append(cause)
        found[name] = tuple(leading)
    return found


class _Survey:
    """Three worlds: as things are, as they would be with every condition met, and with nothing obtained on the way."""

    def __init__(self, ground: Ground) -> None:
        self._index = ground.index
        self._as_is = World(ground, ground.assumed)
        self._presumed = World(ground, ground.assumed | ground.index.conditions())
        self._alone = World(ground, ground.assumed, obtain=False)
        as_is, alone, presumed = [], [], []
        possible: list[_Possible] = []
        for system in tuple(ground.systems):
            as_is.append(_by_level(self._as_is, system))
            alone.append(_by_level(self._alone, system))
            presumed.append(self._presumed.formula(system, Ask(Level.READ)))
            possible += self._operations(ground, system)
            ground.forget(system)
        for world in (self._as_is, self._presumed, self._alone):
            world.settle()
        self._levels_as_is = [tuple(map(self._as_is.placed, each)) for each in as_is]
        self._levels_alone = [tuple(map(self._alone.placed, each)) for each in alone]
        self._read_presumed = list(map(self._presumed.placed, presumed))
        placed = self._presumed.placed
        self._possible = [
            _Possible(each.undo, placed(each.possible), tuple((placed(cause), placed(by)) for cause, by in each.used))
            for each in possible
        ]
        facts = self._as_is.size + self._presumed.size
        self.together = max(_FEWEST, 8 * _MEMORY // facts)
        """How many starts go together."""

    def of(self, names: tuple[str, ...]) -> Iterator[tuple[str, Extent]]:
        """The extents of these credentials."""
        tallies = {cell: Tally() for cell in Extent.__struct_fields__}
        presumed = self._presumed.derive(names)
        self._count_systems(names, presumed, tallies)
        self._count_operations(presumed, tallies)
        columns = [tally.sums(len(names)) for tally in tallies.values()]
        for name, *sums in zip(names, *columns, strict=True):
            yield name, Extent(**dict(zip(tallies, sums, strict=True)))

    def _count_systems(self, names: tuple[str, ...], presumed: Mapping[int, int], tallies: Mapping[str, Tally]) -> None:
        """The class of a system is that of the highest level that needs no assumption, as each start has it."""
        as_is, alone = self._as_is.derive(names), self._alone.derive(names)
        for levels, own, could in zip(self._levels_as_is, self._levels_alone, self._read_presumed, strict=True):
            conditional = read(could, presumed)
            if not conditional:
                continue
            reading, writing, administering = (read(formula, as_is) for formula in levels)
            by_itself = [read(formula, alone) for formula in own] if reading else [0, 0, 0]
            direct = by_itself[2] | (by_itself[1] & ~administering) | (by_itself[0] & ~writing)
            tallies["direct"].add(direct)
            tallies["escalated"].add(reading & ~direct)
            tallies["conditional"].add(conditional & ~reading)

    def _count_operations(self, presumed: Mapping[int, int], tallies: Mapping[str, Tally]) -> None:
        for undo, possible, used in self._possible:
            able = read(possible, presumed)
            if able:
                tallies["operations"].add(able)
                done = 0
                for cause, by in used:
                    done |= read(cause, presumed) & read(by, presumed)
                tallies["latent"].add(able & ~done)
                if undo is Reversal.IRREVERSIBLE:
                    tallies["irreversible"].add(able)
                elif undo is Reversal.UNKNOWN:
                    tallies["undo_unknown"].add(able)

    def _operations(self, ground: Ground, system: str) -> Iterator[_Possible]:
        """Each operation that has an entry: by its own asks, or by those of what brings it about."""
        openings = ground.systems[system]
        asks: dict[str, dict[Ask, None]] = {}
        records: dict[str, list[Operation]] = {}
        for operation in self._index.operations[system]:
            ask = openings.asked(operation.access or Level.READ, operation.requires)
            asks.setdefault(operation.id, {})[ask] = None
            records.setdefault(operation.id, []).append(operation)
        leads = causes(records)
        formulas = {ask: self._presumed.formula(system, ask) for several in asks.values() for ask in several}
        able = {
            name: tuple(held for cause in leading for ask in asks[cause] for held in formulas[ask])
            for name, leading in leads.items()
        }
        for name, leading in leads.items():
            if able[name]:
                used = tuple(
                    (able[cause], self._by(system, [ask for each in leading for ask in asks[each]], tools))
                    for cause in leading
                    if (tools := self._by_tools.get((system, cause), _NOBODY))
                )
                yield _Possible(_worst(records[name], self._index), able[name], used)

    def _by(self, system: str, asks: Iterable[Ask], holders: frozenset[str]) -> Formula:
        """When one of these holders has one of the things that are asked."""
        return tuple(held for ask in dict.fromkeys(asks) for held in self._presumed.formula(system, ask, holders))

    @cached_property
    def _by_tools(self) -> dict[tuple[str, str], frozenset[str]]:
        """By system and operation, the credentials by which tools carry it out, and what stands for steered tools."""
        found: dict[tuple[str, str], set[str]] = {}
        for agent in self._index.catalog.agents:
            for tool in agent.tools:
                for bound in tool.bound:
                    names = found.setdefault((bound.system, bound.operation), set())
                    names.add(hands(agent.id, bound.credential))
                    if bound.credential:
                        names.add(bound.credential)
        return {target: frozenset(names) for target, names in found.items()}


def _by_level(world: World, system: str) -> tuple[Formula, ...]:
    return tuple(world.formula(system, Ask(level)) for level in Level)


def _worst(entries: Iterable[Operation], index: Index) -> Reversal | None:
    """The worst that one of several entries for an operation says: not known before irreversible."""
    classes = [found for each in entries if (found := undo_class(each, index)) is not None]
    return max(classes, key=lambda each: each.rank, default=None)
