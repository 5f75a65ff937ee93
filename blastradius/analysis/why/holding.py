"""How an agent that the search starts from comes to hold a credential: by its tools, or those of an agent it calls."""

from collections.abc import Iterator
from typing import TypeAlias

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import Search
from blastradius.model.entities import Agent
from blastradius.source.document import Ref

Told: TypeAlias = tuple[str, str, str, Ref, str]
"""Rule, origin, target, place and sentence of a step."""


class Holding:
    """Knows which agent holds what. The nearest agent counts, and of its tools the first by name."""

    def __init__(self, search: Search) -> None:
        self._catalog = search.catalog
        self._starts = [start.id for start in search.starts if start.kind is Kind.AGENT]

    def of(self, credential: str) -> Iterator[Told]:
        """The calls from agent to agent, then the tool that uses the credential."""
        users = {agent.id for agent, _ in self._catalog.tools_of(credential)}
        for calls, agent in self._by_distance():
            if agent in users:
                yield from calls
                yield self._uses(agent, credential)
                return

    def _by_distance(self) -> Iterator[tuple[tuple[Told, ...], str]]:
        wave: list[tuple[tuple[Told, ...], str]] = [((), name) for name in sorted(self._starts)]
        seen = set(self._starts)
        while wave:
            yield from wave
            following: list[tuple[tuple[Told, ...], str]] = []
            for calls, name in wave:
                for other, at in self._callees(name):
                    if other not in seen:
                        seen.add(other)
                        says = f"agent {name} can call agent {other}."
                        following.append(((*calls, ("delegate", f"agent:{name}", f"agent:{other}", at, says)), other))
            wave = following

    def _callees(self, agent: str) -> list[tuple[str, Ref]]:
        found = [
            (other, entity.source / "delegates_to" / position)
            for entity in self._catalog.records(Agent, agent)
            for position, other in enumerate(entity.delegates_to)
        ]
        return sorted(found, key=lambda each: each[0])

    def _uses(self, agent: str, credential: str) -> Told:
        tools = [tool for each, tool in self._catalog.tools_of(credential) if each.id == agent]
        tool = min(tools, key=lambda each: each.name)
        says = f"agent {agent} holds {credential}: its tool {tool.name} uses it."
        return ("hold", f"agent:{agent}", f"credential:{credential}", tool.source, says)
