"""`readiness` as a comment on a pull request: the table first, what is missing folded away below it."""

from collections.abc import Iterator

from blastradius.analysis.readiness.report import AgentReadiness, ReadinessReport
from blastradius.finding import Severity
from blastradius.output import readiness_words as words
from blastradius.output.markdown import code, escape

_HEADS = ("Agent", "Status", "Tools", "Cells", "Known", "Unknown", "Stale", "Verdict")
_RIGHT = frozenset(_HEADS[2:7])
_MOST = 60  # lines for one agent: a comment has an end


def readiness(report: ReadinessReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ReadinessReport) -> Iterator[str]:
    yield from ("# Launch gate", "")
    if not report.complete:
        yield from ("**PARTIAL: part of the inventory could not be read; what it hides is missing here.**", "")
        for finding in report.problems:
            if finding.severity is Severity.ERROR:
                yield f"- {code(str(finding.location))} {escape(finding.message)}"
        yield ""
    yield from (f"**{escape(words.headline(report))}**", "")
    if rule := words.stale_rule(report):
        yield from (escape(rule), "")
    if report.agents:
        yield f"| {' | '.join(_HEADS)} |"
        yield f"| {' | '.join('---:' if head in _RIGHT else '---' for head in _HEADS)} |"
        yield from map(_row, report.agents)
    for agent in words.told(report):
        yield from ("", "<details>", f"<summary>{escape(agent.id)}: {words.verdict(agent)}</summary>", "")
        lines = list(_details(agent))
        yield from lines[:_MOST]
        if len(lines) > _MOST:
            yield f"- and {len(lines) - _MOST} more: {code(f'blastradius readiness {agent.id}')}"
        yield from ("", "</details>")


def _row(agent: AgentReadiness) -> str:
    counts = agent.cells
    numbers = (agent.tools, counts.total, f"{counts.per_cent}%", counts.unknown, counts.stale)
    cells = (code(agent.id), escape(agent.status or "not known"), *map(str, numbers), words.verdict(agent))
    return f"| {' | '.join(cells)} |"


def _details(agent: AgentReadiness) -> Iterator[str]:
    for obstacle in agent.obstacles:
        where = f"{code(obstacle.where)} " if obstacle.where else ""
        yield f"- {where}{escape(obstacle.what)}"
    for hole in agent.holes:
        yield f"- {code(str(hole.where))} {escape(words.says(hole))}"
    if lent := words.lent(agent):
        yield f"- {escape(lent)}"
