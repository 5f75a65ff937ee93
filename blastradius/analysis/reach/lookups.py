"""What answers look up beside what the rules do: each table is made once, however many answers rest on it."""

from collections.abc import Iterator
from functools import cached_property

from blastradius.graph.index import Index
from blastradius.model.entities import Agent, Credential, Tool
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref


class Lookups(Index):
    """Lookups over one catalog, for the time that is asked about."""

    @cached_property
    def named_conditions(self) -> frozenset[str]:
        """Every condition that the inventory names, without the reserved one."""
        return self.conditions()

    @cached_property
    def tools_of_operation(self) -> dict[tuple[str, str], list[tuple[str, str, str | None]]]:
        """For every operation, the tools bound to it: name as `agent/tool`, agent, credential."""
        found: dict[tuple[str, str], list[tuple[str, str, str | None]]] = {}
        for agent in self.catalog.agents:
            for tool in agent.tools:
                for bound in tool.bound:
                    entry = (f"{agent.id}/{tool.name}", agent.id, bound.credential)
                    found.setdefault((bound.system, bound.operation), []).append(entry)
        return found

    @cached_property
    def tools_on(self) -> dict[str, list[tuple[Agent, Tool]]]:
        """For every system, the tools that do something there, with their agents."""
        found: dict[str, list[tuple[Agent, Tool]]] = {}
        for agent in self.catalog.agents:
            for tool in agent.tools:
                for system in dict.fromkeys(bound.system for bound in tool.bound):
                    found.setdefault(system, []).append((agent, tool))
        return found

    @cached_property
    def callers(self) -> dict[str, tuple[str, ...]]:
        """For every agent, those that can call it."""
        found: dict[str, set[str]] = {}
        for agent in self.catalog.agents:
            for other in agent.delegates_to:
                found.setdefault(other, set()).add(agent.id)
        return {name: tuple(sorted(callers)) for name, callers in found.items()}

    @cached_property
    def ended_with(self) -> dict[str, tuple[str, ...]]:
        """For every credential, those that end when it is revoked."""
        found: dict[str, set[str]] = {}
        for each in self.catalog.credentials:
            if each.revoked_with:
                found.setdefault(each.revoked_with, set()).add(each.id)
        return {name: tuple(sorted(ended)) for name, ended in found.items()}

    @cached_property
    def kept_elsewhere(self) -> dict[str, tuple[Ref, ...]]:
        """The credentials that can be had from a place that nobody named, by id, with where that is said."""
        found: dict[str, list[Ref]] = {}
        for each in sorted(self.catalog.credentials, key=lambda entity: entity.id):
            for place in _unnamed_places(each):
                found.setdefault(each.id, []).append(place)
        return {name: tuple(places) for name, places in found.items()}


def _unnamed_places(credential: Credential) -> Iterator[Ref]:
    """Where it says that the credential can be had from somewhere, and not from where."""
    ways = credential.source / "obtainable_from"
    if ways.value == UNKNOWN:
        yield ways
    for index in range(len(ways.value) if isinstance(ways.value, list) else 0):
        together = ways / index / "all_of"
        several = isinstance(together.value, list)
        asked = [together / each for each in range(len(together.value))] if several else [together, ways / index]
        for place in asked:
            if place.value == UNKNOWN:
                yield place
            elif (place / "system").value == UNKNOWN:
                yield place / "system"
