"""The launch gate: the rows of agents, and what else keeps one from being ready.

An agent is ready when everything that it could touch is written down, so one whose tools cannot be seen is not: a list
that says `unknown`, a file that is cut off or against the format, an agent to which it delegates and that is not ready.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from blastradius.analysis.reach.doubled import doubled_entities, doubled_operations
from blastradius.analysis.readiness.beside import Open, beside
from blastradius.analysis.readiness.report import (
    AgentReadiness,
    Counts,
    Hole,
    Obstacle,
    ReadinessReport,
    RowReadiness,
)
from blastradius.finding import Finding, Severity
from blastradius.graph.index import Index
from blastradius.model.catalog import Catalog
from blastradius.model.entities import RETIRED, Agent
from blastradius.model.node import UNKNOWN
from blastradius.model.proofs import Doubt, nearest_proof
from blastradius.model.rows import Cell, Row, State, cells_of, rows
from blastradius.source.document import Pointer, Ref

_CELLS = frozenset({"owner", "audit_log", "reversibility", "credentials", "operations", "effect", "environment"})
"""Keys that the format asks for and that a row counts, or leaves open, by itself."""


def readiness(  # noqa: PLR0913 - the parts of the question
    catalog: Catalog,
    names: Sequence[str] = (),
    *,
    now: datetime,
    found: Open,
    aged: bool = True,
    allow_stale: bool = False,
    problems: tuple[Finding, ...] = (),
) -> ReadinessReport:
    """Whether these agents are ready; all of them where none is named.

    `problems` are those of reading, `found` the open places beside the cells. Proof grows old only where it is
    `aged`: as of `now`.
    """
    gate = _Gate(catalog, now if aged else None, problems, found, allow_stale=allow_stale)
    wanted = tuple(dict.fromkeys(names)) or tuple(sorted(catalog.agent))
    systems = {bound.system for row in gate.every_row for bound in row.tool.bound}
    twice = (*doubled_entities(catalog), *doubled_operations(Index(catalog, now), systems))
    return ReadinessReport(
        complete=_whole(catalog, problems) and not twice and all(name in catalog.agent for name in wanted),
        now=now,
        allow_stale=allow_stale,
        agents=tuple(gate.judged(name, asked_for=bool(names)) for name in wanted),
        problems=(*problems, *twice),
    )


def _whole(catalog: Catalog, problems: Iterable[Finding]) -> bool:
    """Whether nothing is hidden. A cell that nobody wrote hides nothing: to say so is what the gate is for."""
    errors = [finding for finding in problems if finding.severity is Severity.ERROR]
    hiding = [finding for finding in errors if not _is_open_cell(finding)]
    return not hiding if errors else catalog.complete


def _is_open_cell(finding: Finding) -> bool:
    return finding.rule == "missing-key" and bool(finding.entity) and finding.pointer.rpartition("/")[2] in _CELLS


class _Gate:
    """Judges agents. What keeps one up keeps up those that delegate to it."""

    def __init__(
        self, catalog: Catalog, now: datetime | None, problems: Iterable[Finding], found: Open, *, allow_stale: bool
    ) -> None:
        self._catalog = catalog
        self._now = now
        self._allow_stale = allow_stale
        self._found = found
        self._broken = _errors(problems)
        self.every_row = rows(catalog, now)
        self._rows: dict[str, list[Row]] = {}
        for row in self.every_row:
            self._rows.setdefault(row.agent.id, []).append(row)
        self._alone = {name: self._by_itself(name) for name in sorted(catalog.agent)}

    def judged(self, name: str, *, asked_for: bool) -> AgentReadiness:
        """One agent, with those to which it delegates at any remove."""
        found = self._alone.get(name)
        if found is None:
            return _without_entry(name)
        obstacles = (*found.obstacles, *self._delegated(name))
        return msgspec.structs.replace(
            found,
            ready=found.ready and not obstacles,
            held=asked_for or found.status != RETIRED,
            obstacles=obstacles,
        )

    def _by_itself(self, name: str) -> AgentReadiness:
        records = self._catalog.records(Agent, name)
        entity = self._catalog.agent[name]
        lines = tuple(self._lines(name, entity))
        parts = [cell for row in self._rows.get(name, ()) for cell in row.parts]
        parts = parts or [cell for line in lines for cell in line.cells]
        obstacles = (*self._obstacles(records), *beside(records, self._catalog, parts, self._found))
        states = Counter(cell.state for line in lines for cell in line.cells)
        cells = Counts(known=states[State.KNOWN], unknown=states[State.UNKNOWN], stale=states[State.STALE])
        full = not cells.unknown and (self._allow_stale or not cells.stale)
        return AgentReadiness(
            id=name,
            status=entity.status,
            owner=entity.owner,
            ready=full and cells.total > 0 and not obstacles,
            held=True,
            tools=len(self._rows.get(name, ())),
            cells=cells,
            rows=lines,
            holes=_holes(lines),
            obstacles=obstacles,
            source=entity.source / "id",
        )

    def _lines(self, name: str, entity: Agent) -> Iterator[RowReadiness]:
        for row in self._rows.get(name, ()):
            yield RowReadiness(tool=row.tool.name, cells=row.cells, source=row.tool.source / "name")
        if name not in self._rows:
            cells = cells_of(entity, self._catalog, self._now)
            yield RowReadiness(tool=None, cells=cells, source=entity.source / "id")

    def _obstacles(self, records: Iterable[Agent]) -> Iterator[Obstacle]:
        """Why not all of its tools can be seen."""
        for record in records:
            place = record.source / "tools"
            written = place.value
            if written is None or written == UNKNOWN:
                yield _at(place, "nobody knows which tools it has")
            elif isinstance(written, list) and len(record.tools) < len(written):
                left = len(written) - len(record.tools)
                yield _at(place, f"{left} of its {len(written)} tools cannot be read")
            elif not record.tools and not record.delegates_to:
                yield _at(place, "it has no tool that can be read, and calls no other agent")
            if record.source.document.broken:
                yield _at(record.source, "its file is cut off by a syntax error: what follows is not seen")
            for finding in self._broken.get((record.source.document.path, record.source.document.entity), ()):
                if _is_open_cell(finding):
                    continue
                yield Obstacle(what=f"its entry is against the format: {finding.message}", where=str(finding.location))

    def _delegated(self, name: str) -> Iterator[Obstacle]:
        """The agents that it can call, at any remove: their tools are in its reach."""
        seen = {name}
        queue = [name]
        while queue:
            caller = queue.pop(0)
            for record in self._catalog.records(Agent, caller):
                place = record.source / "delegates_to"
                if place.value == UNKNOWN:
                    yield _at(place, "nobody knows which agents it can call")
                for number, other in enumerate(record.delegates_to):
                    if other in seen:
                        continue
                    seen.add(other)
                    queue.append(other)
                    if other not in self._alone:
                        yield _at(place / number, f"it can call {other}, which has no entry")
                    elif not self._alone[other].ready:
                        yield _at(place / number, f"it can call {other}, which is not ready")


def _holes(lines: Iterable[RowReadiness]) -> tuple[Hole, ...]:
    """What is missing, one place once, in the order of the tools."""
    found: dict[tuple[State, bool, int, Pointer], tuple[Ref, Cell, dict[str, None], dict[str, None]]] = {}
    for line in lines:
        for cell in line.missing:
            place = _place(cell)
            key = (cell.state, cell.said, id(place.document), place.pointer)
            _, _, names, tools = found.setdefault(key, (place, cell, {}, {}))
            names[cell.name] = None
            if line.tool and not cell.name.startswith("agent."):
                tools[line.tool] = None
    return tuple(
        Hole(where=place, cell=cell, names=tuple(names), tools=tuple(tools))
        for place, cell, names, tools in found.values()
    )


def _place(cell: Cell) -> Ref:
    """Where to write: at the cell; where its proof does not hold, at the proof; where there is none, at its entity."""
    if cell.doubt is Doubt.NOBODY:
        return Ref(cell.where.document, ("verified",))
    proof = nearest_proof(cell.where) if cell.state is State.STALE else None
    return proof.source / "on" if proof else cell.where


def _errors(problems: Iterable[Finding]) -> Mapping[tuple[str, str | None], list[Finding]]:
    """The errors inside of entities, by file and entity."""
    found: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in problems:
        if finding.severity is Severity.ERROR and finding.entity:
            found.setdefault((finding.location.path, finding.entity), []).append(finding)
    return found


def _without_entry(name: str) -> AgentReadiness:
    return AgentReadiness(
        id=name,
        status=None,
        owner=None,
        ready=False,
        held=True,
        tools=0,
        cells=Counts(),
        rows=(),
        holes=(),
        obstacles=(Obstacle(what="it has no entry: others only refer to it", where=None),),
        source=None,
    )


def _at(place: Ref, what: str) -> Obstacle:
    return Obstacle(what=what, where=str(place))
