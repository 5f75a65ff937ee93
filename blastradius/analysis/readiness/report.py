"""The answer to `readiness`, frozen. Places stay symbolic until an output prints them."""

from datetime import datetime

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.model.rows import Cell, State
from blastradius.source.document import Loan, Ref


class Counts(Struct, frozen=True, kw_only=True):
    """How many cells there are, and in which state."""

    known: int = 0
    unknown: int = 0
    stale: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.known + self.unknown + self.stale

    @property
    def per_cent(self) -> int:
        """How many are known, rounded down: 100 only where all are. 0 where there are none."""
        return self.known * 100 // self.total if self.total else 0

    def plus(self, other: "Counts") -> "Counts":
        """The sum."""
        return Counts(
            known=self.known + other.known, unknown=self.unknown + other.unknown, stale=self.stale + other.stale
        )


class RowReadiness(Struct, frozen=True, kw_only=True):
    """One row: a tool, or with `tool` `None` the agent itself, where it has no tool."""

    tool: str | None
    cells: tuple[Cell, ...]
    source: Ref

    @property
    def missing(self) -> tuple[Cell, ...]:
        """The cells that are not known, or whose proof ran out."""
        return tuple(cell for cell in self.cells if cell.state is not State.KNOWN)

    @property
    def inherited(self) -> tuple[tuple[str, Loan], ...]:
        """The cells, by name, that come from the profile of a vendor."""
        lent = ((cell.name, cell.where.loan) for cell in self.cells if cell.state is not State.UNKNOWN)
        return tuple((name, loan) for name, loan in lent if loan)


class Hole(Struct, frozen=True, kw_only=True):
    """One place that keeps an agent up: the cells open there, all in one state, and the tools that wait for it.

    `where` is the cell, or the proof that ran out. There are no tools where the cells are the agent's own.
    """

    where: Ref
    cell: Cell
    names: tuple[str, ...]
    tools: tuple[str, ...]


class Obstacle(Struct, frozen=True, kw_only=True):
    """Why an agent is not ready beside its cells: its tools cannot all be seen. `where` is `path:line`."""

    what: str
    where: str | None


class AgentReadiness(Struct, frozen=True, kw_only=True):
    """One agent. `status` and `source` are `None` where it has no entry. `tools` counts its rows.

    `held`: it counts for the gate; one that is retired does so only if it was asked for by name.
    """

    id: str
    status: str | None
    owner: str | None
    ready: bool
    held: bool
    tools: int
    cells: Counts
    rows: tuple[RowReadiness, ...]
    holes: tuple[Hole, ...]
    obstacles: tuple[Obstacle, ...]
    source: Ref | None

    @property
    def inherited(self) -> int:
        """How many of its cells come from the profiles of vendors."""
        return sum(len(row.inherited) for row in self.rows)


class ReadinessReport(Struct, frozen=True, kw_only=True):
    """Everything that `readiness` answers. `allow_stale`: cells whose proof ran out hold nobody up."""

    complete: bool
    now: datetime
    allow_stale: bool
    agents: tuple[AgentReadiness, ...]
    problems: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether no agent that counts is held up."""
        return all(agent.ready for agent in self.agents if agent.held)

    @property
    def cells(self) -> Counts:
        """Those of all agents that count."""
        total = Counts()
        for agent in self.agents:
            total = total.plus(agent.cells) if agent.held else total
        return total
