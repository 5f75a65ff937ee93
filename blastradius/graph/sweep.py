"""What many starts reach, all of them in one pass, system by system: to be compared with the same at another time.

As `everyone`, but the sets themselves are given out, not how many there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import TypeVar

from msgspec import Struct

from blastradius.graph.everyone import causes, credentials_named
from blastradius.graph.formula import Formula, read
from blastradius.graph.ground import Ground
from blastradius.graph.index import Index
from blastradius.graph.openings import Ask
from blastradius.graph.world import World
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Operation

_MEMORY = 1 << 29
_FEWEST = 1 << 10
_Key = TypeVar("_Key", str, Level)


class Nearness(IntEnum):
    """How something is reached, the nearest last: each holds wherever a nearer one does."""

    CONDITIONAL = 0
    ESCALATED = 1
    DIRECT = 2


class Reached(Struct, frozen=True, kw_only=True):
    """Who reaches a system: for each level and nearness the set of starts, a bit for each, the first the lowest.

    `operations` has the same for what can be done there, without the nearness `DIRECT`.
    """

    access: Mapping[tuple[Level, Nearness], int]
    operations: Mapping[tuple[str, Nearness], int]


class Sweep:
    """One inventory, ready to be asked. `others` are holders beside its credentials, with their grants."""

    def __init__(self, index: Index, others: Mapping[str, Sequence[Grant]], assumed: Iterable[str] = ()) -> None:
        ground = Ground(index, credentials_named(index), frozenset(assumed), others)
        self._index = index
        as_is = World(ground, ground.assumed)
        presumed = World(ground, ground.assumed | index.conditions())
        alone = World(ground, ground.assumed, obtain=False)
        self._worlds = {Nearness.CONDITIONAL: presumed, Nearness.ESCALATED: as_is, Nearness.DIRECT: alone}
        access: dict[str, dict[tuple[Level, Nearness], Formula]] = {}
        able: dict[str, dict[tuple[str, Nearness], Formula]] = {}
        for system in tuple(ground.systems):
            access[system] = {
                (level, near): world.formula(system, Ask(level))
                for near, world in self._worlds.items()
                for level in Level
            }
            able[system] = dict(self._operations(ground, system))
            ground.forget(system)
        for world in self._worlds.values():
            world.settle()
        self._access = {system: self._placed(formulas) for system, formulas in access.items()}
        self._able = {system: self._placed(formulas) for system, formulas in able.items()}
        facts = sum(world.size for world in self._worlds.values())
        self.together = max(_FEWEST, 8 * _MEMORY // max(1, facts))
        """How many starts go together."""

    @property
    def systems(self) -> frozenset[str]:
        """Those that anybody can reach at all."""
        return frozenset(self._access)

    def of(self, starts: Sequence[Sequence[str]]) -> Iterator[tuple[str, Reached]]:
        """What these starts reach, each a set of holders, by system."""
        derived = {near: world.derive_together(starts) for near, world in self._worlds.items()}
        for system, formulas in self._access.items():
            access = {key: read(formula, derived[key[1]]) for key, formula in formulas.items()}
            able = {key: read(formula, derived[key[1]]) for key, formula in self._able[system].items()}
            yield system, Reached(access=access, operations=able)

    def _placed(self, formulas: Mapping[tuple[_Key, Nearness], Formula]) -> dict[tuple[_Key, Nearness], Formula]:
        return {key: self._worlds[key[1]].placed(formula) for key, formula in formulas.items()}

    def _operations(self, ground: Ground, system: str) -> Iterator[tuple[tuple[str, Nearness], Formula]]:
        """Each operation by its own asks, or by those of what brings it about."""
        openings = ground.systems[system]
        asks: dict[str, dict[Ask, None]] = {}
        records: dict[str, list[Operation]] = {}
        for operation in self._index.operations[system]:
            ask = openings.asked(operation.access or Level.READ, operation.requires)
            asks.setdefault(operation.id, {})[ask] = None
            records.setdefault(operation.id, []).append(operation)
        for near in (Nearness.CONDITIONAL, Nearness.ESCALATED):
            world = self._worlds[near]
            formulas = {ask: world.formula(system, ask) for several in asks.values() for ask in several}
            for name, leading in causes(records).items():
                yield (name, near), tuple(held for cause in leading for ask in asks[cause] for held in formulas[ask])
