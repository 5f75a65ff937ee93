"""`reach` for a ticket or a chat: the text answer's order, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.reach.report import ReachedSystem, ReachReport
from blastradius.output.markdown import code, escape
from blastradius.output.prose import counted, deadline, moment, pager
from blastradius.output.reach_text import breaks, state_words


def reach(report: ReachReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ReachReport) -> Iterator[str]:
    yield f"# Reach of {', '.join(f'{start.kind.value} {code(start.id)}' for start in report.starts)}"
    yield ""
    yield from _head(report)
    yield from _stop(report)
    yield from _systems(report)
    yield from _undo(report)
    yield from _evidence(report)
    yield from _rest(report)


def _head(report: ReachReport) -> Iterator[str]:
    if not report.complete:
        yield "**This answer is partial.** What could not be read is missing from it:"
        yield ""
        for start in report.starts:
            if not start.known:
                yield f"- there is no entry for {start.kind.value} {code(start.id)}"
        for problem in report.problems:
            yield f"- {code(str(problem.location))} {escape(problem.message)}"
        yield ""
    if report.since is None:
        yield "Start of misuse not given: deadlines are the latest possible."
        yield ""
    yield f"As of {moment(report.now)}. Held by {escape(', '.join((*report.agents, *report.others)) or 'nobody')}."
    for page in report.pages[:1]:
        yield f"Page first: **{escape(page.team)}** {escape(pager(page.on_call))}."


def _stop(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Stop", "")
    for agent in report.stop_agents:
        yield f"1. Switch off {code(agent.id)}"
        for step in agent.kill_switch.how if agent.kill_switch else ("**how is not known**",):
            yield f"   - {escape(step) if agent.kill_switch else step}"
    for credential in report.stop_credentials:
        yield f"1. Revoke {code(credential.id)}"
        for step in credential.revoke.how if credential.revoke else ("**how is not known**",):
            yield f"   - {escape(step) if credential.revoke else step}"
        yield f"   - Breaks: {escape(breaks(credential))}"
    if report.left_behind:
        yield from ("", f"Revoking this alone leaves {', '.join(map(code, report.left_behind))}.")


def _systems(report: ReachReport) -> Iterator[str]:
    yield from ("", f"## Reach: {counted(len(report.systems), 'system')}", "")
    yield "| System | Access | How | Only if | Owner | On call |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for system in report.systems:
        yield _row(system)
    for system in report.systems:
        yield from ("", f"**{code(system.id)}**", "")
        for step in system.path:
            yield f"- {escape(step.says)} {code(str(step.at)) if step.at else ''}".rstrip()


def _row(system: ReachedSystem) -> str:
    cells = (
        code(system.id),
        system.access.word,
        system.kind.value,
        escape(", ".join(system.conditions)),
        escape(system.owner or "not known"),
        escape(pager(system.on_call)),
    )
    return f"| {' | '.join(cells)} |"


def _undo(report: ReachReport) -> Iterator[str]:
    yield from (
        "",
        "## Undo",
        "",
        "| Operation | Effect | Undo | Used by | Remains |",
        "| --- | --- | --- | --- | --- |",
    )
    found = [
        (operation.window.order, f"{system.id}/{operation.id}", operation)
        for system in report.systems
        for operation in system.operations
        if operation.window
    ]
    for _, name, operation in sorted(found, key=lambda each: each[:2]):
        residue = operation.reversibility.residue if operation.reversibility else None
        used = ", ".join(operation.tools) or "latent"
        effect = "+".join(operation.effect) or "not known"
        cells = (code(name), effect, escape(state_words(operation, report.now)), escape(used), escape(residue or ""))
        yield f"| {' | '.join(cells)} |"


def _evidence(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Evidence", "")
    for system in report.systems:
        log = system.evidence.log
        place = escape(log.location) if log and log.location else "**not known**"
        if log and log.none:
            place = f"**there is no audit log**: {escape(log.because or 'no reason given')}"
        kept = f", until {deadline(system.evidence.until, report.now)}" if system.evidence.until else ""
        yield f"- {code(system.id)}: {place}{kept}"
        for query in system.evidence.queries:
            yield f"  - {code(query.text)}"


def _only_if(conditions: tuple[str, ...]) -> str:
    return f", only if {escape(' and '.join(conditions))}" if conditions else ""


def _rest(report: ReachReport) -> Iterator[str]:
    for found, title in ((report.contaminated, "Contaminated"), (report.disclosed, "Disclosed")):
        if found:
            yield from ("", f"## {title}", "")
            yield from (f"- {code(each.id)}{_only_if(each.conditions)}" for each in found)
    if report.unknown:
        yield from ("", "## Not known", "")
        yield from (f"- {escape(each.what)} {code(str(each.where))}" for each in report.unknown)
