"""What the text and the Markdown answer to `readiness` say in the same words."""

from collections.abc import Iterator

from blastradius.analysis.readiness.report import AgentReadiness, Counts, Hole, ReadinessReport
from blastradius.model.proofs import Doubt
from blastradius.model.rows import Cell, State
from blastradius.output.cell_words import key_in
from blastradius.output.prose import counted, moment

_NAMED = 4
_DOUBTS = {
    Doubt.NOBODY: "nobody stands for this (no `verified`)",
    Doubt.NO_DATE: "the proof has no day of the calendar",
    Doubt.AHEAD: "the proof lies ahead of now",
    Doubt.OLD: "the proof ran out",
}


def headline(report: ReadinessReport) -> str:
    """The verdict, as of when."""
    held = [agent for agent in report.agents if agent.held]
    ready = sum(agent.ready for agent in held)
    at = moment(report.now)
    if not held:
        return f"NOTHING TO HOLD: {counted(len(report.agents), 'agent')}, none but retired ones, as of {at}."
    word = "READY" if report.ready and report.complete else "NOT READY" if not report.ready else "READY AS FAR AS READ"
    lent = sum(agent.inherited for agent in held)
    more = f"; {lent} of the known from vendor profiles, checked by nobody here" if lent else ""
    open_ = sum(len(agent.obstacles) for agent in held)
    more += f"; {counted(open_, 'obstacle')} beside the cells" if open_ else ""
    return f"{word}: {ready} of {counted(len(held), 'agent')} as of {at}; {cells(report.cells)}{more}."


def cells(counts: Counts) -> str:
    """`98% of 162 cells known, 3 unknown, 0 stale`."""
    said = f"{counts.per_cent}% of {counted(counts.total, 'cell')} known"
    return f"{said}, {counts.unknown} unknown, {counts.stale} stale"


def verdict(agent: AgentReadiness) -> str:
    """One word or two for the agent."""
    return "ready" if agent.ready else "NOT READY" if agent.held else "retired"


def state(cell: Cell) -> str:
    """What is wrong with a cell."""
    if cell.doubt:
        return f"stale: {_DOUBTS[cell.doubt]}"
    if cell.said:
        return "said to be unknown"
    return "missing" if cell.missing else "open: what stands there leads nowhere"


def named(cell: Cell) -> str:
    """Its name, and the key that is open in it."""
    return f"{cell.name}{key_in(cell.name, cell.where) if cell.state is State.UNKNOWN else ''}"


def says(hole: Hole) -> str:
    """What is open at a place, and whose it is; of many the first."""
    verb = "is" if len(hole.names) == 1 else "are"
    of = f"; of {_first(hole.tools)}" if hole.tools else ""
    hint = f"; {hole.cell.hint}" if hole.cell.hint else ""
    key = key_in(hole.names[0], hole.where) if hole.cell.state is State.UNKNOWN else ""
    return f"{_first(hole.names)}{key} {verb} {state(hole.cell)}{of}{hint}"


def lent(agent: AgentReadiness) -> str:
    """Which cells of the agent come from profiles, and where that stands; empty where none does."""
    found = {
        f"{name} ({loan.fact}, {loan.confidence}, seen {loan.seen})": None
        for row in agent.rows
        for name, loan in row.inherited
    }
    return f"from vendor profiles: {_first(tuple(found))}" if found else ""


def _first(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])}{f' and {more} more' if more > 0 else ''}"


def told(report: ReadinessReport) -> Iterator[AgentReadiness]:
    """The agents of which there is something to say, those that hold the gate up first."""
    open_ = [agent for agent in report.agents if agent.obstacles or agent.holes]
    yield from sorted(open_, key=lambda agent: (agent.ready, not agent.held))


def stale_rule(report: ReadinessReport) -> str:
    """Whether stale cells count."""
    return "Stale cells hold nobody up (--allow-stale)." if report.allow_stale else ""
