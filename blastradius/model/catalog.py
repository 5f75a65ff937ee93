"""All entities together, as they were written.

Looking one up by an id that was written twice gives both in one: cells that the first leaves open are those of the
others, lists are put together. Which of them is right is not for us to say; `said_twice` names the places.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from blastradius.model.cells import OnCall, Reversibility
from blastradius.model.durations import Duration, parse_duration
from blastradius.model.entities import (
    Agent,
    Credential,
    Operation,
    Settings,
    System,
    Team,
    Tool,
)
from blastradius.source.document import Ref

STALE_AFTER = "90d"


_Entity = TypeVar("_Entity", Team, System, Credential, Agent)


class Catalog:
    """The inventory. `complete` is false where a file could not be read whole: then no answer may look whole."""

    def __init__(
        self,
        *,
        teams: tuple[Team, ...] = (),
        systems: tuple[System, ...] = (),
        credentials: tuple[Credential, ...] = (),
        agents: tuple[Agent, ...] = (),
        settings: tuple[Settings, ...] = (),
        complete: bool = True,
    ) -> None:
        self.teams = teams
        self.systems = systems
        self.credentials = credentials
        self.agents = agents
        self.settings = settings
        self.complete = complete

    @cached_property
    def team(self) -> Mapping[str, Team]:
        """Teams by id."""
        return _by_id(self.teams)

    @cached_property
    def system(self) -> Mapping[str, System]:
        """Systems by id."""
        return _by_id(self.systems)

    @cached_property
    def credential(self) -> Mapping[str, Credential]:
        """Credentials by id."""
        return _by_id(self.credentials)

    @cached_property
    def agent(self) -> Mapping[str, Agent]:
        """Agents by id."""
        return _by_id(self.agents)

    @cached_property
    def said_twice(self) -> tuple[tuple[Ref, Ref], ...]:
        """The places of entities of the same kind and id that say different things: the first and each other one."""
        places = [
            *(("team", each.id, each.source) for each in self.teams),
            *(("system", each.id, each.source) for each in self.systems),
            *(("credential", each.id, each.source) for each in self.credentials),
            *(("agent", each.id, each.source) for each in self.agents),
        ]
        first: dict[tuple[str, str], Ref] = {}
        found = []
        for kind, name, source in places:
            place = first.setdefault((kind, name), source)
            if place is not source and place.document.data != source.document.data:
                found.append((place / "id", source / "id"))
        return tuple(found)

    @cached_property
    def operation(self) -> Mapping[tuple[str, str], Operation]:
        """Operations by system and id."""
        found: dict[tuple[str, str], Operation] = {}
        for system in self.systems:
            for operation in system.operations:
                found.setdefault((system.id, operation.id), operation)
        return found

    @cached_property
    def tools_of_credential(self) -> Mapping[str, tuple[tuple[Agent, Tool], ...]]:
        """For each credential, the tools that use it, with their agents."""
        found: dict[str, dict[tuple[str, str], tuple[Agent, Tool]]] = {}
        for agent in self.agents:
            for tool in agent.tools:
                for name in (tool.credential, *(bound.credential for bound in tool.bound)):
                    if name:
                        found.setdefault(name, {})[agent.id, tool.name] = (agent, tool)
        return {name: tuple(tools.values()) for name, tools in found.items()}

    @cached_property
    def stale_after(self) -> Duration:
        """How long proof counts."""
        for settings in self.settings:
            if settings.stale_after:
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


def _by_id(entities: Iterable[_Entity]) -> dict[str, _Entity]:
    found: dict[str, _Entity] = {}
    for entity in entities:
        before = found.get(entity.id)
        found[entity.id] = entity if before is None else _joined(before, entity)
    return found


def _joined(first: _Entity, second: _Entity) -> _Entity:
    """What two entries for the same id say together; where they differ in a single cell, the first has the word."""
    cells: dict[str, Any] = {}
    for name in first.__struct_fields__:
        mine: Any = getattr(first, name)
        other: Any = getattr(second, name)
        if isinstance(mine, tuple) and isinstance(other, tuple):
            cells[name] = (*mine, *(item for item in other if item not in mine))
        elif mine in (None, False):
            cells[name] = other
    return msgspec.structs.replace(first, **cells)
