"""The row: a tool joined with its operations, their systems and its credentials, and what is known of each.

It is what has to be there before a tool is registered. A cell that the word `unknown` fills is said to be unknown; one
that is not there is missing; one for which nobody stands, or whose proof ran out or has a
date that cannot be, is stale.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.model import places
from blastradius.model.catalog import Catalog
from blastradius.model.durations import parse_moment
from blastradius.model.entities import (
    RETIRED,
    Agent,
    Bound,
    Credential,
    Operation,
    System,
    Tool,
)
from blastradius.model.hints import hint
from blastradius.model.node import UNKNOWN
from blastradius.model.places import Place
from blastradius.model.proofs import FACTS_LAST, Doubt, doubt, is_old, nearest_proof, vouched_for
from blastradius.source.document import Pointer, Ref

_SYSTEM = ("system.owner", "system.on_call")
_LOG = ("audit_log.location", "audit_log.query", "audit_log.retention")
_EFFECT = "operation.effect"
_SCOPE = "credential.scope"
_CREDENTIAL = ("credential.owner", "credential.revoke", "credential.rotation")
_RETRIES = "tool.retries"
_OF_EFFECTS = ("operation.reversibility", "operation.idempotency", "operation.receipt")


class State(StrEnum):
    """What can be said of a cell, the best first. `rank` orders them."""

    KNOWN = "known"
    STALE = "stale"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return _RANKS[self]


_RANKS = {each: place for place, each in enumerate(State)}


class Cell(Struct, frozen=True, kw_only=True):
    """One fact of a row.

    `said` holds where the word `unknown` was written. `where` is the value, or the key that its mapping lacks. A value
    that stands there, is not `unknown` and yet leaves the cell unknown leads nowhere: an id without an entity, a text
    that is no duration. `hint` is what a profile says of an unknown cell that nobody confirmed, `doubt` why a cell is
    stale.
    """

    name: str
    state: State
    said: bool
    where: Ref
    hint: str | None = None
    doubt: Doubt | None = None

    @property
    def missing(self) -> bool:
        """Whether nothing was written."""
        return self.state is State.UNKNOWN and self.where.value is None


class Row(Struct, frozen=True, kw_only=True):
    """What is known of one tool.

    `cells` has each name once, with the worst of the tool's operations; `parts` has every cell that went into it.
    """

    agent: Agent
    tool: Tool
    cells: tuple[Cell, ...]
    parts: tuple[Cell, ...]


def rows(catalog: Catalog, now: datetime | None) -> tuple[Row, ...]:
    """The rows of all agents, in the order in which they were written. Without `now` no proof is too old."""
    return tuple(
        Row(agent=agent, tool=tool, cells=_worst(parts), parts=parts) for agent, tool, parts in parts_of(catalog, now)
    )


def parts_of(catalog: Catalog, now: datetime | None) -> Iterator[tuple[Agent, Tool, tuple[Cell, ...]]]:
    """Every cell that goes into each of the rows. What several tools rest on is the same cell."""
    reader = _Reader(catalog, now)
    for agent in catalog.agents:
        for tool in agent.tools:
            yield agent, tool, tuple(reader.parts(agent, tool))


def cells_of(agent: Agent, catalog: Catalog, now: datetime | None) -> tuple[Cell, ...]:
    """The cells of an agent itself: those that each of its rows begins with, and that one without tools has too."""
    return _Reader(catalog, now).agent(agent)


class _Reader:
    """Reads cells. What several tools rest on is read once."""

    def __init__(self, catalog: Catalog, now: datetime | None) -> None:
        self.catalog = catalog
        self.now = now
        self._doubts: dict[tuple[int, Pointer], Doubt | None] = {}
        self._read: dict[tuple[str | int, ...], tuple[Cell, ...]] = {}

    def parts(self, agent: Agent, tool: Tool) -> Iterator[Cell]:
        yield from self.agent(agent)
        if not tool.none:
            yield self._cell(_RETRIES, Place(tool.source / "retries", known=tool.retries is not None))
            yield from self._bound(tool)
            yield from self._guarded(agent, tool)

    def agent(self, agent: Agent) -> tuple[Cell, ...]:
        return self._once(("agent", id(agent)), lambda: self._agent(agent))

    def _bound(self, tool: Tool) -> Iterator[Cell]:
        if not tool.bound:
            nowhere = Place(tool.source / "operation", known=False)
            yield from self._cells((_EFFECT, *_SYSTEM, *_LOG, _SCOPE, *_OF_EFFECTS), nowhere)
            yield from self._held(tool.credential, tool.source / "credential")
        for bound in tool.bound:
            yield from self._performed(bound)
            holder = places.credential(tool, bound)
            yield from self._held(bound.credential, holder)
            yield from self._granted(bound, holder)

    def _guarded(self, agent: Agent, tool: Tool) -> Iterator[Cell]:
        """What stands between the model and an effect: who approves it, and what repeats it beside the runtime."""
        performed = (self.catalog.operation.get((bound.system, bound.operation)) for bound in tool.bound)
        changing = [each for each in performed if each and not each.reads_only]
        if not changing or agent.status == RETIRED:
            return
        yield self._cell("tool.approval", Place(tool.source / "approval", known=tool.approval is not None))
        yield self._cell(_RETRIES, Place(agent.source / "sdk_retries", known=agent.sdk_retries is not None))
        if any(each.idempotency and each.idempotency.kind == "keyed" for each in changing):
            known = tool.idempotency_key is not None
            yield self._cell(_RETRIES, Place(tool.source / "idempotency_key", known=known))

    def _performed(self, bound: Bound) -> tuple[Cell, ...]:
        """The cells of the operation and its system."""
        system = self.catalog.system.get(bound.system)
        operation = self.catalog.operation.get((bound.system, bound.operation))
        if system is None or operation is None:
            nowhere = Place(_unknown_operations(system) or bound.source, known=False)
            of_system = self._system(system) if system else self._cells(_SYSTEM, nowhere)
            return (*of_system, *self._cells((_EFFECT, *_LOG, *_OF_EFFECTS), nowhere))
        return self._once(("operation", system.id, operation.id), lambda: self._operation(operation, system))

    def _operation(self, operation: Operation, system: System) -> Iterator[Cell]:
        yield self._cell(_EFFECT, places.effect(operation))
        yield from self._system(system)
        for name in _LOG:
            yield self._cell(name, places.audit_log(operation, system, name.removeprefix("audit_log.")))
        if not places.effect(operation).known or not operation.reads_only:
            found = (places.reversibility(operation, system), places.idempotency(operation), places.receipt(operation))
            for name, each in zip(_OF_EFFECTS, found, strict=True):
                yield from (self._cell(name, place) for place in each)

    def _system(self, system: System) -> tuple[Cell, ...]:
        return self._once(("system", system.id), lambda: self._owned("system", system))

    def _agent(self, agent: Agent) -> Iterator[Cell]:
        yield from self._owned("agent", agent)
        yield self._cell("agent.kill_switch", places.steps(agent.source / "kill_switch"))

    def _owned(self, kind: str, entity: System | Agent) -> Iterator[Cell]:
        team = self.catalog.team.get(entity.owner or "")
        yield self._cell(f"{kind}.owner", Place(entity.source / "owner", known=team is not None))
        yield self._cell(f"{kind}.on_call", places.on_call(entity.source, team.source if team else None))

    def _held(self, name: str | None, holder: Ref) -> Iterator[Cell]:
        """The cells of the credential, with the reference to it."""
        credential = self.catalog.credential.get(name or "")
        yield self._cell("tool.credential", Place(holder, known=name is not None))
        if credential is None:
            yield from self._cells(_CREDENTIAL, Place(holder, known=False))
        else:
            yield from self._once(("credential", credential.id), lambda: self._credential(credential))

    def _credential(self, credential: Credential) -> Iterator[Cell]:
        owner, revoke, rotation = _CREDENTIAL
        known = (credential.owner or "") in self.catalog.team
        yield self._cell(owner, Place(credential.source / "owner", known=known))
        yield self._cell(revoke, places.steps(credential.source / "revoke"))
        for place in places.rotation(credential):
            yield self._cell(rotation, place)

    def _granted(self, bound: Bound, holder: Ref) -> tuple[Cell, ...]:
        """How far the credential opens the system."""
        system = self.catalog.system.get(bound.system)
        if bound.credential is None or system is None:
            return self._cells((_SCOPE,), Place(holder if system else bound.source, known=False))
        key = (bound.credential, bound.system)
        records = self.catalog.records(System, bound.system)
        grants = [grant for each in records for grant in each.grants if grant.credential == bound.credential]
        if not grants:
            return self._cells((_SCOPE,), Place(system.source / "credentials", known=False))
        found = (place for grant in grants for place in places.scope(grant))
        return self._once(("grant", *key), lambda: (self._cell(_SCOPE, place) for place in found))

    def _cells(self, names: Iterable[str], place: Place) -> tuple[Cell, ...]:
        return tuple(self._cell(name, place) for name in names)

    def _cell(self, name: str, place: Place) -> Cell:
        said = place.ref.value == UNKNOWN
        if not place.known or said:
            told = hint(self.catalog, place.ref)
            return Cell(name=name, state=State.UNKNOWN, said=said, where=place.ref, hint=str(told) if told else None)
        why = self._doubt(place.ref)
        return Cell(name=name, state=State.STALE if why else State.KNOWN, said=False, where=place.ref, doubt=why)

    def _doubt(self, ref: Ref) -> Doubt | None:
        if loan := ref.loan:
            old = self.now is not None and is_old(parse_moment(loan.seen), FACTS_LAST, self.now)
            return Doubt.OLD if old else None
        holder = vouched_for(ref)
        if holder is None:
            return Doubt.NOBODY
        key = (id(holder.document), holder.pointer)
        if key not in self._doubts:
            self._doubts[key] = doubt(nearest_proof(holder), self.catalog.stale_after, self.now)
        return self._doubts[key]

    def _once(self, key: tuple[str | int, ...], read: Callable[[], Iterable[Cell]]) -> tuple[Cell, ...]:
        if key not in self._read:
            self._read[key] = tuple(read())
        return self._read[key]


def _unknown_operations(system: System | None) -> Ref | None:
    """Where a system says that nobody knows its operations: then it is not the binding that is wrong."""
    place = system.source / "operations" if system else None
    return place if place and place.value == UNKNOWN else None


def _worst(parts: Iterable[Cell]) -> tuple[Cell, ...]:
    """For each name the worst cell; missing is worse than said to be unknown."""
    found: dict[str, Cell] = {}
    for cell in parts:
        best = found.get(cell.name)
        if best is None or (cell.state.rank, not cell.said) > (best.state.rank, not best.said):
            found[cell.name] = cell
    return tuple(found.values())
