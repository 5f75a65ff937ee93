"""What all worlds over one inventory share: who holds which grants, and what those open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from blastradius.graph.index import Index
from blastradius.graph.kinds import PROMPT_INJECTION, Has
from blastradius.graph.openings import Openings
from blastradius.graph.rules import Rules
from blastradius.model.entities import Grant


class Ground:
    """What all worlds over one index share: who holds which grants, and what those open."""

    def __init__(
        self,
        index: Index,
        names: Iterable[str],
        assumed: frozenset[str],
        others: Mapping[str, Sequence[Grant]] | None = None,
    ) -> None:
        self.index = index
        self.others = others or {}
        """Who has grants that nobody wrote for a credential, by the names of `holders`."""

        self.assumed = assumed
        self.names = tuple(names)
        self.hands: dict[str, tuple[str, ...]] = {}
        """By agent, what stands for its tools; only where somebody can steer agents."""

        self.systems: dict[str, Openings] = {}
        grants = [(name, grant) for name in self.names if not index.expired(name) for grant in index.grants_of(name)]
        by_system: dict[str, list[tuple[str, Grant]]] = {}
        more = [(name, grant) for name, several in self.others.items() for grant in several]
        for name, grant in (*grants, *more, *self._of_tools()):
            by_system.setdefault(grant.system, []).append((name, grant))
        for system, held in by_system.items():
            self.systems[system] = Openings(index, system, held)

    def forget(self, system: str) -> None:
        """Nothing more is asked of this system; where there are many, memory is short."""
        del self.systems[system]

    @cached_property
    def steering(self) -> bool:
        """Whether agents can be steered: somebody assumes it, or access to some system meets the reserved condition."""
        catalog = self.index.catalog
        return PROMPT_INJECTION in self.assumed or any(
            discharge.condition == PROMPT_INJECTION for system in catalog.systems for discharge in system.discharges
        )

    def _of_tools(self) -> Iterator[tuple[str, Grant]]:
        """The grants of every agent's tools, for when the agent is steered."""
        if not self.steering:
            return
        rules = Rules(self.index)
        for agent in sorted(self.index.catalog.agent):
            started = [clause.conclusion for clause in rules.start_as_tools(agent)]
            names = tuple(dict.fromkeys(fact.credential for fact in started if isinstance(fact, Has)))
            self.hands[agent] = names
            for name in names:
                for grant in rules.grants_of(name):
                    yield name, grant
