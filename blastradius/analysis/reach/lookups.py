"""What answers look up beside what the rules do: each is looked up once, however many answers rest on it."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from blastradius.graph.holes import unnamed_places
from blastradius.graph.index import Index, Lookup
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, Tool
from blastradius.source.document import Ref


class Lookups(Index):
    """Lookups over one catalog, for the time that is asked about."""

    def __init__(self, catalog: Catalog, since: datetime) -> None:
        super().__init__(catalog, since)
        self.callers = Lookup(self._callers)
        """By agent, those that can call it."""
        self.ended_with = Lookup(self._ended_with)
        """By credential, those that end when it is revoked."""

    def tools_of_operation(self, system: str, operation: str) -> Iterator[tuple[str, str, str | None]]:
        """The tools bound to an operation: name as `agent/tool`, agent, credential."""
        for agent, tool, bound in self.bindings[system]:
            if bound.operation == operation:
                yield f"{agent.id}/{tool}", agent.id, bound.credential

    def tools_on(self, system: str) -> tuple[tuple[Agent, Tool], ...]:
        """The tools that do something in a system, with their agents, in the order of files."""
        agents = self.catalog.naming(f"system:{system}", Agent)
        found = ((agent, tool) for agent in agents for tool in agent.tools)
        return tuple((agent, tool) for agent, tool in found if any(bound.system == system for bound in tool.bound))

    def _callers(self, agent: str) -> tuple[str, ...]:
        return tuple(sorted({each.id for each in self.catalog.naming(f"agent:{agent}", Agent)}))

    def _ended_with(self, credential: str) -> tuple[str, ...]:
        named = self.catalog.naming(f"credential:{credential}", Credential)
        return tuple(sorted({each.id for each in named if each.revoked_with == credential}))

    @cached_property
    def kept_elsewhere(self) -> dict[str, tuple[Ref, ...]]:
        """The credentials that can be had from a place that nobody named, by id, with where that is said."""
        found: dict[str, list[Ref]] = {}
        for each in sorted(self.catalog.naming("note:elsewhere", Credential), key=lambda entity: entity.id):
            for place in unnamed_places(each):
                found.setdefault(each.id, []).append(place)
        return {name: tuple(places) for name, places in found.items()}
