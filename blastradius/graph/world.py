"""The rules of reach as a network, under one set of conditions that hold, for all credentials at once.

It says what `rules` says, clause by clause; there they are made for one start and keep their proof, here they carry
sets of starts and only what follows is kept.
"""

from collections.abc import Iterable
from itertools import chain

from blastradius.graph.formula import Formula, Held
from blastradius.graph.ground import Ground
from blastradius.graph.kinds import PROMPT_INJECTION
from blastradius.graph.network import Network
from blastradius.graph.openings import Ask, Guard, Way, without
from blastradius.model.cells import Level
from blastradius.model.entities import Need


class World:
    """What follows while the conditions in `met` hold. Without `obtain`, nothing is got hold of on the way.

    First what is of interest is asked (`formula`), then the world is settled, then it is derived from some starts, as
    often as wanted. Formulas are `placed` to be read there.
    """

    def __init__(self, ground: Ground, met: frozenset[str], *, obtain: bool = True) -> None:
        self._ground = ground
        self._met = met
        self._network = Network()
        self._always = self._network.node()
        self._conditions: dict[str, int] = {}
        self._guards: dict[Guard, int] = {}
        self._asks: dict[tuple[str, Ask], int] = {}
        self._holders: dict[tuple[int, ...], int] = {}
        self._groups: dict[tuple[str, int, Level], int] = {}
        self._has: dict[str, tuple[int, ...]] = {}
        self._hold(obtain=obtain)
        if obtain:
            self._obtain()
        self._discharge()
        if ground.steering:
            self._steer()
        for system, ask in tuple(self._asks):
            self._answer(system, ask)

    def formula(self, system: str, ask: Ask, only: frozenset[str] | None = None) -> Formula:
        """When somebody has what is asked of a system; with `only`, when one of these holders has."""
        free, guarded = self._ground.systems[system].ways(ask)
        by: dict[int, None] = {}
        found: list[Held] = []
        for group in free:
            by |= self._holding(system, group, ask.level, only)
        for group, ways in guarded:
            holding = self._holding(system, group, ask.level, only)
            under = [without(way, self._met) for way in ways] if holding else []
            if () in under:
                by |= holding
            elif holding:
                found.append(Held(tuple(holding), tuple(map(self._premises, under))))
        return (*([Held(tuple(by), ())] if by else ()), *found)

    def _holding(self, system: str, group: int, level: Level, only: frozenset[str] | None) -> dict[int, None]:
        """The nodes of some holders' credentials, held up to the level: one for all of a group."""
        names = self._ground.systems[system].groups[group]
        if only is not None:
            return dict.fromkeys(self._has[name][level - 1] for name in names if name in only)
        key = (system, group, level)
        if key not in self._groups:
            self._groups[key] = self._one_of(tuple(dict.fromkeys(self._has[name][level - 1] for name in names)))
        return {self._groups[key]: None}

    def settle(self) -> None:
        """No more questions."""
        self._network.settle()

    @property
    def size(self) -> int:
        """How many facts there are to derive."""
        return self._network.size

    def placed(self, formula: Formula) -> Formula:
        """The formula, to be read in what `derive` returns: what is the same by now stands there once."""
        return tuple(Held(self._places(held.by), tuple(map(self._places, held.under))) for held in formula)

    def derive(self, names: Iterable[str]) -> dict[int, int]:
        """What follows for each of these credentials: sets by place, a bit for each name, the first the lowest."""
        return self.derive_together((name,) for name in names)

    def derive_together(self, holders: Iterable[Iterable[str]]) -> dict[int, int]:
        """As `derive`, for starts that hold several things each; what this world does not know counts for nothing."""
        starts: dict[int, int] = {}
        every = 0
        for number, names in enumerate(holders):
            for name in names:
                if name in self._has:
                    node = self._has[name][-1]
                    starts[node] = starts.get(node, 0) | 1 << number
            every |= 1 << number
        return self._network.derive({**starts, self._always: every})

    def _places(self, nodes: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted({self._network.place(node) for node in nodes}))

    def _hold(self, *, obtain: bool) -> None:
        """Holding a credential up to a level is holding it up to the lower ones.

        A level at which nobody gets hold of it, except at a higher one too, is the same node as the higher one.
        """
        caps: dict[str, set[Level]] = {}
        for credential in self._ground.index.catalog.credentials if obtain else ():
            caps.setdefault(credential.id, set()).update(way.cap for way in credential.ways)
        for name in dict.fromkeys(
            (*self._ground.names, *self._ground.others, *chain.from_iterable(self._ground.hands.values()))
        ):
            nodes = [self._network.node()]
            for level in (Level.WRITE, Level.READ):
                if level in caps.get(name, ()):
                    below = self._network.node()
                    self._network.clause(below, nodes[-1:])
                    nodes.append(below)
                else:
                    nodes.append(nodes[-1])
            self._has[name] = tuple(reversed(nodes))

    def _obtain(self) -> None:
        """Rule 2: all that an entry of `obtainable_from` asks for, whoever has it, and its conditions."""
        for credential in self._ground.index.catalog.credentials:
            for way in credential.ways:
                asked = [node for need in way.needs if (node := self._need(need)) is not None]
                if asked and len(asked) == len(way.needs):
                    names = (*way.conditions, *chain.from_iterable(need.conditions for need in way.needs))
                    self._network.clause(self._has[credential.id][way.cap - 1], (*asked, *self._all(names)))

    def _need(self, need: Need) -> int | None:
        openings = self._ground.systems.get(need.system)
        return self._ask(need.system, openings.asked_by(need)) if openings else None

    def _discharge(self) -> None:
        """Rule 3: access that satisfies a condition."""
        for system in self._ground.systems:
            for discharge in self._ground.index.discharges[system]:
                if discharge.condition not in self._met:
                    conclusion = self._condition(discharge.condition)
                    self._network.clause(conclusion, (self._ask(system, Ask(discharge.access)),))

    def _steer(self) -> None:
        """Rules 4 and 6: what is written taints what it feeds, and whoever reads what is tainted can be steered."""
        index = self._ground.index
        tainted = _Nodes(self._network)
        steered = _Nodes(self._network)
        for system in self._ground.systems:
            self._network.clause(tainted[system], (self._ask(system, Ask(Level.WRITE)),))
        for entity in index.catalog.systems:
            if entity.untrusted_input and PROMPT_INJECTION in self._met:
                self._network.clause(tainted[entity.id], (self._always,))
            for feed in entity.feeds:
                self._network.clause(tainted[feed.system], (tainted[entity.id],))
        for system in index.catalog.documents.words("system"):
            for agent, _ in index.readers[system]:
                self._network.clause(steered[agent], (tainted[system], *self._all((PROMPT_INJECTION,))))
        for caller in index.catalog.agents:
            for other in caller.delegates_to:
                self._network.clause(steered[other], (steered[caller.id],))
            for name in self._ground.hands.get(caller.id, ()):
                self._network.clause(self._has[name][-1], (steered[caller.id],))

    def _ask(self, system: str, ask: Ask) -> int:
        """Somebody has what is asked of the system."""
        if (system, ask) not in self._asks:
            self._asks[system, ask] = self._network.node()
        return self._asks[system, ask]

    def _answer(self, system: str, ask: Ask) -> None:
        for held in self.formula(system, ask):
            for node in held.by:
                for under in held.under or ((),):
                    self._network.clause(self._asks[system, ask], (node, *under))

    def _one_of(self, nodes: tuple[int, ...]) -> int:
        """One node for several, which many questions share."""
        if len(nodes) == 1:
            return nodes[0]
        if nodes not in self._holders:
            self._holders[nodes] = self._network.node()
            for node in nodes:
                self._network.clause(self._holders[nodes], (node,))
        return self._holders[nodes]

    def _premises(self, way: Way) -> tuple[int, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self._guarded(guard) for guard in way)))

    def _guarded(self, guard: Guard) -> tuple[int, ...]:
        """What has to hold for the guard."""
        if len(guard) == 1:
            return self._all(*guard)
        if guard not in self._guards:
            self._guards[guard] = self._network.node()
            for conditions in guard:
                self._network.clause(self._guards[guard], self._all(conditions))
        return (self._guards[guard],)

    def _all(self, conditions: Iterable[str]) -> tuple[int, ...]:
        return tuple(self._condition(name) for name in conditions if name not in self._met)

    def _condition(self, name: str) -> int:
        if name not in self._conditions:
            self._conditions[name] = self._network.node()
        return self._conditions[name]


class _Nodes(dict[str, int]):
    """A node for each name that is asked for."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network

    def __missing__(self, name: str) -> int:
        self[name] = self._network.node()
        return self[name]
