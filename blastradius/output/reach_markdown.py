"""`reach` for a ticket or a chat: all that the text answer says, in its order, as Markdown."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.analysis.reach.report import (
    Query,
    ReachedOperation,
    ReachedSystem,
    ReachReport,
    Step,
    StopAgent,
    StopCredential,
)
from blastradius.model.cells import AuditLog, KillSwitch
from blastradius.output import inherited, operation_words
from blastradius.output import reach_words as words
from blastradius.output.markdown import code, escape, url
from blastradius.output.prose import counted, deadline, moment, pager


def reach(report: ReachReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ReachReport) -> Iterator[str]:
    yield f"# Reach of {', '.join(f'{start.kind.value} {code(start.id)}' for start in report.starts)}"
    yield ""
    yield from _head(report)
    yield from _stop(report)
    yield from _upstream(report)
    yield from _systems(report)
    yield from _undo(report)
    yield from _evidence(report)
    yield from _inherited(report)
    yield from _spread(report)
    yield from _pages(report)
    if report.unknown:
        yield from ("", "## Not known", "")
        yield from (f"- {escape(each.what)} {code(str(each.where))}" for each in report.unknown)


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
    said: list[str] = [f"**{escape(words.NO_SINCE)}**"] if report.since is None else []
    said += [
        escape(f"As of {moment(report.now)}: {' · '.join(words.headline(report))}."),
        escape(words.counts(report)),
    ]
    said += [f"**{escape(words.OVER)}**"] if words.is_over(report) else []
    said += [escape(f"Assumed: {', '.join(report.assumed)}.")] if report.assumed else []
    first = words.first_deadline(report)
    said.append(f"**{escape(first)}**" if first else "First deadline: none known.")
    for page in report.pages[:1]:
        said.append(f"Page first: **{escape(page.team)}** {escape(pager(page.on_call, page.contact))}.")
    yield "\\\n".join(said)


def _stop(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Stop", "")
    acts = words.acts(report)
    for act in acts:
        if isinstance(act, StopAgent):
            yield from _switch_off(act)
        elif isinstance(act, KillSwitch):
            yield from _switch("Shut agents out of the system", act)
        else:
            yield from _revoke(report, act)
    if not acts:
        yield "Nobody here holds anything to stop."
    minded = list(words.mind(report))
    if minded:
        yield ""
        yield from (f"- {escape(text)}" for text in minded)


def _switch_off(agent: StopAgent) -> Iterator[str]:
    title = f"Switch off {code(agent.id)} ({escape(agent.status or 'status not known')})"
    if agent.kill_switch is None:
        paged = escape(pager(agent.on_call, agent.contact))
        yield f"1. {title}: **how is not known** {code(str(agent.source))}. Page {paged}"
    else:
        yield from _switch(title, agent.kill_switch)


def _switch(title: str, switch: KillSwitch) -> Iterator[str]:
    yield f"1. {title}: {escape(words.switch_facts(switch))}"
    yield from _steps(switch.how, switch.url)


def _steps(steps: tuple[str, ...], link: str | None) -> Iterator[str]:
    yield from (f"   - {escape(step)}" for step in steps)
    if not steps:
        yield "   - **the steps are not known**"
    if link:
        yield f"   - {url(link)}"


def _revoke(report: ReachReport, credential: StopCredential) -> Iterator[str]:
    revoke = credential.revoke
    if revoke is None:
        where = f" {code(str(credential.source))}" if credential.source else ""
        paged = escape(pager(credential.on_call, credential.contact))
        yield f"1. Revoke {code(credential.id)}: **how is not known**{where}. Page {paged}"
    else:
        yield f"1. Revoke {code(credential.id)}: {escape(words.revoke_facts(revoke))}"
    yield f"   - Breaks: {escape(words.breaks(credential))}"
    if ends := operation_words.ends_undo(report, credential):
        yield f"   - **{escape(ends)}**"
    if revoke is not None:
        yield from _steps(revoke.how, revoke.url)


def _upstream(report: ReachReport) -> Iterator[str]:
    if report.left_behind:
        yield from ("", "## Revoking this alone leaves", "")
        yield f"{', '.join(map(code, report.left_behind))}: revoke and rotate these as well."
    if report.upstream or report.upstream_not_all:
        yield from ("", "## Who can get the new value", "")
    if report.upstream:
        yield f"{', '.join(code(each.id) for each in report.upstream)}. Re-issue only when each of them is contained."
        yield ""
        for origin in report.upstream:
            yield from _path(origin.path[:2])
    if report.upstream_unknown:
        yield from ("", f"**{escape(words.kept_elsewhere(report))}**")
    if report.upstream_doubtful:
        yield from ("", f"**{escape(words.doubtful_places(report))}**")
    if steering := words.by_steering(report):
        yield from ("", f"**{escape(steering)}**")
    if len(report.rotation) > 1:
        yield from ("", "## Rotate in this order", "")
        yield from (f"1. {' and '.join(map(code, group))}" for group in report.rotation)


def _path(path: tuple[Step, ...]) -> Iterator[str]:
    for step in path:
        yield f"- {escape(step.says)} {code(str(step.at)) if step.at else ''}".rstrip()


def _systems(report: ReachReport) -> Iterator[str]:
    yield from ("", f"## Reach: {counted(len(report.systems), 'system')}, soonest closing window first", "")
    if not report.systems:
        yield "No system is reached."
        return
    yield "| System | Access | Limits | Owner | On call |"
    yield "| --- | --- | --- | --- | --- |"
    yield from map(_row, report.systems)
    for system in report.systems:
        yield from ("", f"**{code(system.id)}**", "")
        yield from _path(system.path)


def _row(system: ReachedSystem) -> str:
    cells = (
        code(system.id),
        escape(words.levels(system)),
        escape(words.limits(system)),
        escape(system.owner or "not known"),
        escape(pager(system.on_call, system.contact)),
    )
    return f"| {' | '.join(cells)} |"


def _undo(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Undo, soonest deadline first", "")
    found = operation_words.undoable(report)
    for name, operation in found:
        yield from _operation(name, operation, report.now)
    blank = operation_words.without_operations(report)
    if blank:
        names = ", ".join(map(code, blank))
        yield from ("", f"**What can be done in {names} is not known: no list of operations could be read.**")
    elif not found:
        yield words.NO_CHANGE
    reads = operation_words.latent_reads(report)
    if reads:
        yield from ("", f"Latent reads: {', '.join(map(code, reads))}")


def _operation(name: str, operation: ReachedOperation, now: datetime) -> Iterator[str]:
    told = f"{operation_words.use(operation)}{words.only_if(operation.conditions)}"
    state = escape(operation_words.state_words(operation, now))
    yield f"- {code(name)} ({escape(operation_words.effect(operation))}): **{state}** · {escape(told)}"
    reversibility = operation.reversibility
    if reversibility is None:
        return
    yield from (f"  1. {escape(step)}" for step in operation_words.undo_steps(operation))
    yield from (f"  - {escape(operation_words.case_words(case))}" for case in reversibility.unless)
    if reversibility.residue:
        yield f"  - Remains: {escape(reversibility.residue)}"
    if blocked := operation_words.blocked(operation):
        yield f"  - **{escape(blocked)}**"


def _evidence(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Evidence", "")
    for system in report.systems:
        evidence = system.evidence
        yield from _log(code(system.id), evidence.log, evidence.queries, evidence.system_until, report.now)
        for own in evidence.operations:
            whose = f"{code(system.id)}, {', '.join(map(code, own.operations))}"
            yield from _log(whose, own.log, own.queries, own.until, report.now)
        if warning := words.evidence_warning(system, report.now):
            yield f"  - **{escape(warning)}**"


def _log(
    whose: str, log: AuditLog | None, queries: tuple[Query, ...], until: datetime | None, now: datetime
) -> Iterator[str]:
    if missing := words.no_log(log):
        yield f"- {whose}: **{escape(missing)}**"
    elif log is not None:
        yield f"- {whose}: {escape(log.location or '')} · {words.kept(until, log.retention, now)}"
    yield from (f"  - {code(query.text)}" for query in queries)


def _inherited(report: ReachReport) -> Iterator[str]:
    if report.inherited:
        yield from ("", f"## {inherited.TITLE}", "", inherited.WHY, "")
    for name, loan in report.inherited:
        what = f"{code(name)} {code(loan.name)}: {escape(inherited.proof(loan))}"
        yield f"- {what} {code(str(loan.fact))} {url(loan.url)}"


def _spread(report: ReachReport) -> Iterator[str]:
    for found, title in (
        (report.contaminated, "Contaminated: wrong data can have arrived here"),
        (report.disclosed, "Disclosed: data from here can have been seen"),
    ):
        if found:
            yield from ("", f"## {title}", "")
        for each in found:
            last = each.path[-1] if each.path else None
            at = f" {code(str(last.at))}" if last and last.at else ""
            why = f": {escape(last.says)}{at}" if last else ""
            yield f"- {code(each.id)}{escape(words.only_if(each.conditions))}{why}"


def _pages(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Who to page", "")
    for page in report.pages:
        by = f" by {deadline(page.deadline, report.now)}" if page.deadline else ""
        how = escape(pager(page.on_call, page.contact))
        yield f"- **{escape(page.team)}**{by}: {how} (for {', '.join(map(code, page.why))})"
        if page.on_call and page.on_call.hours:
            yield f"  - Hours: {escape(page.on_call.hours)}"
        if page.on_call and page.on_call.escalation:
            yield f"  - No answer: {escape(', then '.join(page.on_call.escalation))}"
    if not report.pages:
        yield "No owner of anything reached is written down."
