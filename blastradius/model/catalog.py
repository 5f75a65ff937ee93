"""All entities together, as they were written; looking one up takes the first that has the id."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

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

STALE_AFTER = "90d"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Entity = TypeVar("_Entity", bound=_Named)


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
        return _first_by_id(self.teams)

    @cached_property
    def system(self) -> Mapping[str, System]:
        """Systems by id."""
        return _first_by_id(self.systems)

    @cached_property
    def credential(self) -> Mapping[str, Credential]:
        """Credentials by id."""
        return _first_by_id(self.credentials)

    @cached_property
    def agent(self) -> Mapping[str, Agent]:
        """Agents by id."""
        return _first_by_id(self.agents)

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
        """Who is paged: the entity's own rotation, else its owner's."""
        team = self.team.get(owner or "")
        return own or (team.on_call if team else None)

    def reversibility_of(self, operation: Operation) -> Reversibility | None:
        """The operation's own, else its system's default."""
        system = self.system.get(operation.system)
        return operation.reversibility or (system.reversibility if system else None)


def _first_by_id(entities: Iterable[_Entity]) -> dict[str, _Entity]:
    found: dict[str, _Entity] = {}
    for entity in entities:
        found.setdefault(entity.id, entity)
    return found
