"""`reach` for a responder: what to do first stands first, and the first screen is enough to start."""

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
from blastradius.analysis.windows import State
from blastradius.model.cells import AuditLog, KillSwitch
from blastradius.output import inherited, operation_words
from blastradius.output import reach_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, deadline, one_line, pager, wrapped

_ALWAYS = "24x7"


def reach(report: ReachReport, paint: Paint, width: int) -> str:
    """The answer as text."""
    view = _View(report, paint, width)
    return "\n".join(view.lines()) + "\n"


class _View:
    def __init__(self, report: ReachReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        yield from self._partial()
        yield from self._headline()
        yield from self._first_page()
        yield from self._stop()
        yield from self._upstream()
        yield from self._systems()
        yield from self._undo()
        yield from self._evidence()
        yield from self._inherited()
        yield from self._spread()
        yield from self._pages()
        yield from self._unknown()

    def _say(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, first, rest)

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self.paint.bold(text)

    def _partial(self) -> Iterator[str]:
        missing = (f"{start.kind.value} {start.id}" for start in self.report.starts if not start.known)
        yield from partial(missing, self.report.problems, self.paint, self.width)

    def _bad(self, text: str, first: str = "") -> Iterator[str]:
        for line in self._say(text, first):
            yield self.paint.bad(line)

    def _headline(self) -> Iterator[str]:
        report = self.report
        if report.since is None:
            yield from (self.paint.warn(line) for line in self._say(words.NO_SINCE))
        for line in self._say(" · ".join(words.headline(report))):
            yield self.paint.bold(line)
        yield from self._say(words.counts(report))
        if words.is_over(report):
            yield from self._bad(words.OVER)
        if report.assumed:
            yield from self._say(f"Assumed: {', '.join(report.assumed)}.")

    def _first_page(self) -> Iterator[str]:
        first = words.first_deadline(self.report)
        if first:
            yield from (self.paint.warn(line) for line in self._say(first))
        else:
            yield "First deadline: none known."
        for page in self.report.pages[:1]:
            yield from self._say(f"Page first: {page.team} {pager(page.on_call, page.contact, brief=True)}")
            if page.on_call and page.on_call.hours and page.on_call.hours != _ALWAYS:
                yield from self._say(f"Hours: {page.on_call.hours}", "  ")

    def _stop(self) -> Iterator[str]:
        yield from self._heading("STOP")
        acts = words.acts(self.report)
        for number, act in enumerate(acts, 1):
            if isinstance(act, StopAgent):
                yield from self._switch_off(number, act)
            elif isinstance(act, KillSwitch):
                yield from self._steps(f"{number}. Shut agents out of the system", act)
            else:
                yield from self._revoke(number, act)
        for text in words.mind(self.report):  # below the steps, so that those come first
            yield from self._say(text, "  ", "    ")
        if not acts:
            yield "  Nobody here holds anything to stop."

    def _switch_off(self, number: int, agent: StopAgent) -> Iterator[str]:
        title = f"{number}. Switch off {agent.id} ({agent.status or 'status not known'})"
        if agent.kill_switch is None:
            paged = pager(agent.on_call, agent.contact)
            yield from self._bad(f"{title}: how is not known ({agent.source}). Page {paged}", " ")
            return
        yield from self._steps(title, agent.kill_switch)

    def _steps(self, title: str, switch: KillSwitch) -> Iterator[str]:
        yield from self._say(f"{title}: {words.switch_facts(switch)}", " ", "    ")
        yield from self._numbered(switch.how, switch.url)

    def _numbered(self, steps: tuple[str, ...], url: str | None) -> Iterator[str]:
        for step in steps:
            yield from self._say(step, "    - ")
        if not steps:
            yield from self._bad("the steps are not known", "    - ")
        if url:
            yield f"      {one_line(url)}"

    def _revoke(self, number: int, credential: StopCredential) -> Iterator[str]:
        revoke = credential.revoke
        title = f"{number}. Revoke {credential.id}"
        if revoke is None:
            where = f" ({credential.source})" if credential.source else ""
            paged = pager(credential.on_call, credential.contact)
            yield from self._bad(f"{title}: how is not known{where}. Page {paged}", " ")
        else:
            yield from self._say(f"{title}: {words.revoke_facts(revoke)}", " ", "    ")
        yield from self._say(f"Breaks: {words.breaks(credential)}", "    ")
        if ends := operation_words.ends_undo(self.report, credential):
            yield from self._bad(ends, "    ")
        if revoke is not None:
            yield from self._numbered(revoke.how, revoke.url)

    def _upstream(self) -> Iterator[str]:
        report = self.report
        if report.left_behind:
            yield from self._heading("REVOKING THIS ALONE LEAVES")
            yield from self._say(f"{', '.join(report.left_behind)}: revoke and rotate these as well.", "  ")
        if report.upstream or report.upstream_not_all:
            yield from self._heading("WHO CAN GET THE NEW VALUE")
        if report.upstream:
            text = (
                f"{', '.join(origin.id for origin in report.upstream)}. Re-issue only when each of them is contained."
            )
            yield from self._say(text, "  ")
            for origin in report.upstream:
                yield from self._path(origin.path[:2])
        if report.upstream_unknown:
            yield from self._bad(words.kept_elsewhere(report), "  ")
        if report.upstream_doubtful:
            yield from self._bad(words.doubtful_places(report), "  ")
        if steering := words.by_steering(report):
            yield from self._bad(steering, "  ")
        if len(report.rotation) > 1:
            yield from self._heading("ROTATE IN THIS ORDER")
            order = " → ".join(" + ".join(group) for group in report.rotation)
            yield from self._say(order, "  ")

    def _systems(self) -> Iterator[str]:
        yield from self._heading("REACH, soonest closing window first")
        for system in self.report.systems:
            yield from self._system(system)
        if not self.report.systems:
            yield "  No system is reached."

    def _system(self, system: ReachedSystem) -> Iterator[str]:
        yield from (self.paint.bold(line) for line in self._say(f"{system.id}: {words.levels(system)}", "  "))
        paged = pager(system.on_call, system.contact)
        yield from self._say(f"{words.limits(system)} · owner {system.owner or 'not known'} · {paged}", "    ")
        yield from self._path(system.path)

    def _path(self, path: tuple[Step, ...]) -> Iterator[str]:
        for step in path:
            at = f" {step.at}" if step.at else ""
            for line in self._say(f"{step.says}{at}", "    > ", "      "):
                yield self.paint.dim(line)

    def _undo(self) -> Iterator[str]:
        found = operation_words.undoable(self.report)
        yield from self._heading("UNDO, soonest deadline first")
        for name, operation in found:
            yield from self._operation(name, operation)
        blank = operation_words.without_operations(self.report)
        if blank:
            yield from self._bad(
                f"What can be done in {', '.join(blank)} is not known: no list of operations could be read.", "  "
            )
        elif not found:
            yield f"  {words.NO_CHANGE}"
        reads = operation_words.latent_reads(self.report)
        if reads:
            yield from self._say(f"Latent reads: {', '.join(reads)}", "  ", "    ")

    def _operation(self, name: str, operation: ReachedOperation) -> Iterator[str]:
        state = operation_words.state_words(operation, self.report.now)
        line = f"{name} [{operation_words.effect(operation)}] {state} · {operation_words.use(operation)}"
        closing = operation.window.state if operation.window else State.UNKNOWN
        paint = {State.CLOSING: self.paint.warn, State.CLOSED: self.paint.bad, State.NEVER: self.paint.bad}
        whole = f"{line}{words.only_if(operation.conditions)}"
        yield from (paint.get(closing, str)(each) for each in self._say(whole, "  ", "      "))
        reversibility = operation.reversibility
        if reversibility is None:
            return
        for step in operation_words.undo_steps(operation):
            yield from self._say(step, "      - ")
        for case in reversibility.unless:
            yield from self._say(operation_words.case_words(case), "      ")
        if reversibility.residue:
            yield from self._say(f"Remains: {reversibility.residue}", "      ")
        if blocked := operation_words.blocked(operation):
            yield from self._bad(blocked, "      ")

    def _evidence(self) -> Iterator[str]:
        yield from self._heading("EVIDENCE")
        for system in self.report.systems:
            evidence = system.evidence
            yield from self._log(system.id, evidence.log, evidence.queries, evidence.system_until)
            for own in evidence.operations:
                yield from self._log(f"{system.id}, {', '.join(own.operations)}", own.log, own.queries, own.until)
            if warning := words.evidence_warning(system, self.report.now):
                yield from self._bad(warning, "    ")

    def _log(
        self, whose: str, log: AuditLog | None, queries: tuple[Query, ...], until: datetime | None
    ) -> Iterator[str]:
        if missing := words.no_log(log):
            yield from self._bad(f"{whose}: {missing}", "  ")
        elif log is not None:
            kept = words.kept(until, log.retention, self.report.now)
            yield from self._say(f"{whose}: {log.location} · {kept}", "  ", "    ")
        for query in queries:
            yield f"    {one_line(query.text)}"

    def _inherited(self) -> Iterator[str]:
        if self.report.inherited:
            yield from self._heading(f"{inherited.TITLE.upper()}: {inherited.WHY}")
        for name, loan in self.report.inherited:
            yield from self._say(f"{name}: {loan.name} · {inherited.proof(loan)} {loan.fact}", "  ", "    ")
            yield f"    {one_line(loan.url)}"

    def _spread(self) -> Iterator[str]:
        for found, title in (
            (self.report.contaminated, "CONTAMINATED: wrong data can have arrived here"),
            (self.report.disclosed, "DISCLOSED: data from here can have been seen"),
        ):
            if found:
                yield from self._heading(title)
            for each in found:
                last = each.path[-1] if each.path else None
                why = f": {last.says} {last.at or ''}" if last else ""
                yield from self._say(f"{each.id}{words.only_if(each.conditions)}{why}", "  ", "    ")

    def _pages(self) -> Iterator[str]:
        yield from self._heading("WHO TO PAGE")
        for page in self.report.pages:
            by = f" by {deadline(page.deadline, self.report.now)}" if page.deadline else ""
            how = pager(page.on_call, page.contact)
            yield from self._say(f"{page.team}{by}: {how} (for {', '.join(page.why)})", "  ", "    ")
            if page.on_call and page.on_call.hours:
                yield from self._say(f"Hours: {page.on_call.hours}", "    ")
            if page.on_call and page.on_call.escalation:
                yield from self._say(f"No answer: {', then '.join(page.on_call.escalation)}", "    ")
        if not self.report.pages:
            yield "  No owner of anything reached is written down."

    def _unknown(self) -> Iterator[str]:
        if not self.report.unknown:
            return
        yield from self._heading("NOT KNOWN")
        for each in self.report.unknown:
            yield from (self.paint.warn(line) for line in self._say(f"{each.what} {each.where}", "  ", "    "))
