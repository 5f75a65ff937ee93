"""`readiness` for people: the verdict, a line for each agent, then what is missing and where it is written."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.readiness.report import AgentReadiness, ReadinessReport
from blastradius.output import readiness_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, one_line, wrapped

_HEADS = ("tools", "cells", "known", "unknown", "stale")


def readiness(report: ReadinessReport, paint: Paint, width: int) -> str:
    """The answer as text."""
    return "\n".join(_lines(report, paint, width)) + "\n"


def _lines(report: ReadinessReport, paint: Paint, width: int) -> Iterator[str]:
    if not report.complete:
        missing = [f"agent {one_line(agent.id)}" for agent in report.agents if agent.source is None]
        yield from partial(missing, report.problems, paint, width)
    colour = paint.good if report.ready and report.complete else paint.bad
    yield from map(colour, wrapped(words.headline(report), width))
    if rule := words.stale_rule(report):
        yield rule
    if report.agents:
        yield ""
        yield from _table(report.agents, paint)
    for agent in words.told(report):
        yield ""
        yield from map(paint.bold, wrapped(f"{agent.id}: {words.verdict(agent)}", width))
        yield from _details(agent, width)


def _table(agents: Sequence[AgentReadiness], paint: Paint) -> Iterator[str]:
    names = [one_line(agent.id) for agent in agents]
    states = [one_line(agent.status or "not known") for agent in agents]
    name, state = max(map(len, (*names, "agent"))), max(map(len, (*states, "status")))
    yield paint.bold(f"{'agent':{name}} {'status':{state}} {' '.join(_HEADS)}")
    for agent, whole, status in zip(agents, names, states, strict=True):
        counts = agent.cells
        numbers = (agent.tools, counts.total, f"{counts.per_cent}%", counts.unknown, counts.stale)
        cells = " ".join(f"{value:>{len(head)}}" for head, value in zip(_HEADS, numbers, strict=True))
        verdict = words.verdict(agent)
        colour = paint.good if agent.ready else paint.bad if agent.held else paint.dim
        yield f"{whole:{name}} {status:{state}} {cells} {colour(verdict)}"


def _details(agent: AgentReadiness, width: int) -> Iterator[str]:
    for obstacle in agent.obstacles:
        where = f"{obstacle.where} " if obstacle.where else ""
        yield from wrapped(f"{where}{obstacle.what}", width, "  ", "    ")
    for hole in agent.holes:
        yield from wrapped(f"{hole.where} {words.says(hole)}", width, "  ", "    ")
    if lent := words.lent(agent):
        yield from wrapped(lent, width, "  ", "    ")
