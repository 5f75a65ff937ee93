"""The launch gate as a page of the site: agents by cells, in words as well as in colour."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from blastradius.analysis.readiness.report import AgentReadiness
from blastradius.analysis.runbook.cover import Matrix
from blastradius.model.rows import State
from blastradius.output import readiness_words as words
from blastradius.output.runbook_words import day
from blastradius.output.site_html import attribute

_NOT_JUDGED = (
    "How old proof is was not judged: these pages were made without <code>--now</code>. Each row says until when its "
    "proof counts; <code>blastradius readiness</code> judges it today."
)


def matrix(found: Matrix, address: Callable[[str], str | None], *, judged: bool) -> str:
    """The body of the page. `address` is where the page of an agent is, if it has one."""
    return "".join(_parts(found, address, judged=judged))


def _parts(found: Matrix, address: Callable[[str], str | None], *, judged: bool) -> Iterator[str]:
    report = found.report
    names = list(dict.fromkeys(cell.name for agent in report.agents for row in agent.rows for cell in row.cells))
    yield "<h1>Launch gate</h1>\n"
    yield f"<p><strong>{attribute(words.headline(report) if judged else _count(found))}</strong></p>\n"
    if not judged:
        yield f"<p>{_NOT_JUDGED}</p>\n"
    yield "<p>Each box: how many tools lack the fact (<b>?</b>) or rest on old proof or none (<b>old</b>). "
    yield "✓ all known, – asked of no tool.</p>\n"
    yield '<div class="wide" role="region" aria-label="Agents by cells" tabindex="0">'
    yield '<table class="matrix">\n<thead><tr>'
    yield '<th scope="col">Agent</th><th scope="col">Verdict</th><th scope="col">Proof until</th>'
    yield "".join(f'<th scope="col" class="cell"><span>{attribute(_heading(name))}</span></th>' for name in names)
    yield "</tr></thead>\n<tbody>\n"
    for agent, until in zip(report.agents, found.until, strict=True):
        yield from _row(agent, until, names, address(agent.id), judged=judged)
    yield "</tbody></table></div>\n"
    for agent in words.told(report):
        yield from _holes(agent)


def _count(found: Matrix) -> str:
    held = [agent for agent in found.report.agents if agent.held]
    whole = sum(agent.ready for agent in held)
    return f"Nothing is missing for {whole} of {len(held)} agents; {words.cells(found.report.cells)}."


def _heading(name: str) -> str:
    return name.replace("_", " ").replace(".", " · ")


def _row(
    agent: AgentReadiness, until: datetime | None, names: list[str], link: str | None, *, judged: bool
) -> Iterator[str]:
    verdict = words.verdict(agent) if judged or not agent.ready else "nothing missing"
    named = f'<a href="{attribute(link)}">{attribute(agent.id)}</a>' if link else attribute(agent.id)
    yield f'<tr><th scope="row">{named}</th>'
    yield f'<td class="{"" if agent.ready or not agent.held else "alarm"}">{attribute(verdict)}</td>'
    if until:
        yield f'<td><time data-until datetime="{until:%Y-%m-%dT%H:%M:%SZ}">{day(until)}</time></td>'
    else:
        yield "<td>no date</td>"
    for name in names:
        states = Counter(cell.state for row in agent.rows for cell in row.cells if cell.name == name)
        yield _box(states)
    yield "</tr>\n"


def _box(states: Counter[State]) -> str:
    if not states:
        return '<td class="none">–</td>'
    if states[State.UNKNOWN]:
        return f'<td class="hole">{states[State.UNKNOWN]}&nbsp;?</td>'
    if states[State.STALE]:
        return f'<td class="old">{states[State.STALE]}&nbsp;old</td>'
    return '<td class="known">✓</td>'


def _holes(agent: AgentReadiness) -> Iterator[str]:
    yield f'<section class="more">\n<h2>{attribute(agent.id)}: {attribute(words.verdict(agent))}</h2>\n<ul>\n'
    for obstacle in agent.obstacles:
        where = f" <code>{attribute(obstacle.where)}</code>" if obstacle.where else ""
        yield f"<li>{attribute(obstacle.what)}{where}</li>\n"
    for hole in agent.holes:
        yield f"<li>{attribute(words.says(hole))} <code>{attribute(str(hole.where))}</code></li>\n"
    yield "</ul>\n</section>\n"
