"""`reach` for a responder: what to do first stands first, and the first screen is enough to start."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.analysis.reach.report import (
    Class,
    Kind,
    ReachedOperation,
    ReachedSystem,
    ReachReport,
    Step,
    StopAgent,
    StopCredential,
)
from blastradius.analysis.windows import State
from blastradius.model.cells import KillSwitch
from blastradius.model.durations import Duration, spoken
from blastradius.output.partial import partial
from blastradius.output.prose import (
    Paint,
    counted,
    deadline,
    moment,
    one_line,
    pager,
    wrapped,
)

_ALWAYS = "24x7"
_SAVE = "The evidence goes before the last undo window closes: save it now."


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
        named = ", ".join(f"{start.kind.value} {start.id}" for start in report.starts)
        held = [*report.agents, *report.others]
        parts = [named]
        if report.owners:
            parts.append(f"owner {', '.join(report.owners)}")
        if held and report.starts[0].kind is not Kind.AGENT:
            verb = "used" if report.starts[0].kind is Kind.SYSTEM else "held"
            parts.append(f"{verb} by {', '.join(held)}")
        if report.valid_until:
            word = "valid until" if report.valid_until >= report.now else "EXPIRED"
            parts.append(f"{word} {moment(report.valid_until)}")
        for line in self._say(" · ".join(parts)):
            yield self.paint.bold(line)
        yield from self._say(self._counts())
        if report.since is None:
            text = "Start of misuse not given (--since): deadlines are the latest possible."
            yield from (self.paint.warn(line) for line in self._say(text))
        if report.valid_until and report.valid_until < (report.since or report.now):
            text = (
                "It had ended by then and opens nothing here. If the misuse may be older, give its start with --since."
            )
            yield from self._bad(text)
        if report.assumed:
            yield from self._say(f"Assumed: {', '.join(report.assumed)}.")

    def _counts(self) -> str:
        report = self.report
        by_class = [
            f"{number} {kind.value}"
            for kind in (Class.DIRECT, Class.ESCALATED, Class.CONDITIONAL)
            if (number := sum(system.kind is kind for system in report.systems))
        ]
        operations = [operation for system in report.systems for operation in system.operations]
        latent = sum(not operation.tools for operation in operations)
        text = f"Reaches {counted(len(report.systems), 'system')}"
        if by_class:
            text += f" ({', '.join(by_class)})"
        text += f", {counted(len(operations), 'operation')}, {latent} of them latent."
        spread = [
            f"{len(found)} {word}"
            for found, word in ((report.contaminated, "contaminated"), (report.disclosed, "disclosed"))
            if found
        ]
        return f"{text} Through data: {', '.join(spread)}." if spread else text

    def _first_page(self) -> Iterator[str]:
        report = self.report
        first = min(
            (
                (operation.window.deadline, f"{system.id}/{operation.id}")
                for system in report.systems
                for operation in system.operations
                if operation.window and operation.window.state is State.CLOSING and operation.window.deadline
            ),
            default=None,
        )
        if first:
            for line in self._say(f"First deadline: {deadline(first[0], report.now)} ({first[1]})."):
                yield self.paint.warn(line)
        else:
            yield "First deadline: none known."
        if report.pages:
            page = report.pages[0]
            yield from self._say(f"Page first: {page.team} {pager(page.on_call, brief=True)}")
            if page.on_call and page.on_call.hours and page.on_call.hours != _ALWAYS:
                yield from self._say(f"Hours: {page.on_call.hours}", "  ")

    def _stop(self) -> Iterator[str]:
        yield from self._heading("STOP")
        number = 0
        leaked = any(start.kind is Kind.CREDENTIAL for start in self.report.starts)
        acts: list[StopAgent | KillSwitch | StopCredential] = [*self.report.stop_agents, *self.report.stop_systems]
        acts = [*self.report.stop_credentials, *acts] if leaked else [*acts, *self.report.stop_credentials]
        for act in acts:
            number += 1
            if isinstance(act, StopAgent):
                yield from self._switch_off(number, act)
            elif isinstance(act, KillSwitch):
                yield from self._steps(f"{number}. Shut agents out of the system", act)
            else:
                yield from self._revoke(number, act)
        yield from self._mind()
        if number == 0:
            yield "  Nobody here holds anything to stop."

    def _switch_off(self, number: int, agent: StopAgent) -> Iterator[str]:
        title = f"{number}. Switch off {agent.id} ({agent.status or 'status not known'})"
        if agent.kill_switch is None:
            yield from self._bad(f"{title}: how is not known ({agent.source}). Page {pager(agent.on_call)}", " ")
            return
        yield from self._steps(title, agent.kill_switch)

    def _steps(self, title: str, switch: KillSwitch) -> Iterator[str]:
        facts = [f"by {switch.by}"] if switch.by else []
        facts += [f"works within {switch.effect_within.text}"] if switch.effect_within else []
        if switch.measured and switch.measured.took:
            day = f" on {switch.measured.on.date()}" if switch.measured.on else ""
            facts.append(f"took {switch.measured.took.text}{day}")
        else:
            facts.append("never measured")
        yield from self._say(f"{title}: {', '.join(facts)}", " ", "    ")
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
        if revoke is None:
            where = f" ({credential.source})" if credential.source else ""
            text = f"{number}. Revoke {credential.id}: how is not known{where}. Page {pager(credential.on_call)}"
            yield from self._bad(text, " ")
            yield from self._say(f"Breaks: {breaks(credential)}", "    ")
            return
        sessions = {True: "ends sessions", False: "sessions go on", None: "sessions not known"}
        facts = [
            f"by {revoke.by or 'not known'}",
            f"within {_length(revoke.effect_within)}",
            sessions[revoke.kills_sessions],
            f"issued tokens live {_length(revoke.issued_tokens_live)}",
        ]
        yield from self._say(f"{number}. Revoke {credential.id}: {', '.join(facts)}", " ", "    ")
        yield from self._say(f"Breaks: {breaks(credential)}", "    ")
        yield from self._numbered(revoke.how, revoke.url)

    def _mind(self) -> Iterator[str]:
        """What goes wrong with the stop, below the steps so that those come first."""
        for credential in self.report.stop_credentials:
            revoke = credential.revoke
            for text in revoke.does_not_work if revoke else ():
                yield from self._say(f"Does not work for {credential.id}: {text}", "  ", "    ")
            if revoke and revoke.costs:
                yield from self._say(f"Costs of revoking {credential.id}: {revoke.costs}", "  ", "    ")

    def _upstream(self) -> Iterator[str]:
        report = self.report
        if report.left_behind:
            yield from self._heading("REVOKING THIS ALONE LEAVES")
            yield from self._say(f"{', '.join(report.left_behind)}: revoke and rotate these as well.", "  ")
        if report.upstream:
            yield from self._heading("WHO CAN GET THE NEW VALUE")
            text = (
                f"{', '.join(origin.id for origin in report.upstream)}. Re-issue only when each of them is contained."
            )
            yield from self._say(text, "  ")
            for origin in report.upstream:
                yield from self._path(origin.path[:2])
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
        others = [f"{level.word} {kind.value}" for level, kind in system.levels if kind is not system.kind]
        levels = f" ({', '.join(others)})" if others else ""
        conditions = f", only if {' and '.join(system.conditions)}" if system.conditions else ""
        title = f"{system.id}: {system.access.word}, {system.kind.value}{levels}{conditions}"
        yield from (self.paint.bold(line) for line in self._say(title, "  "))
        limits = f"scopes {', '.join(system.scopes)}" if system.scopes != ("*",) else "every scope"
        if system.resources != ("*",):
            limits += f"; only {', '.join(system.resources)}"
        yield from self._say(f"{limits} · owner {system.owner or 'not known'} · {pager(system.on_call)}", "    ")
        yield from self._path(system.path)

    def _path(self, path: tuple[Step, ...]) -> Iterator[str]:
        for step in path:
            at = f" {step.at}" if step.at else ""
            for line in self._say(f"{step.says}{at}", "    > ", "      "):
                yield self.paint.dim(line)

    def _undo(self) -> Iterator[str]:
        found = [
            (operation.window.order, f"{system.id}/{operation.id}", operation)
            for system in self.report.systems
            for operation in system.operations
            if operation.window
        ]
        yield from self._heading("UNDO, soonest deadline first")
        for _, name, operation in sorted(found, key=lambda each: each[:2]):
            yield from self._operation(name, operation)
        blank = [
            system.id
            for system in self.report.systems
            if system.source is None or not isinstance((system.source / "operations").value, list)
        ]
        if blank:
            yield from self._bad(
                f"What can be done in {', '.join(blank)} is not known: no list of operations could be read.", "  "
            )
        elif not found:
            yield "  No operation that is written down changes anything."
        reads = [
            f"{system.id}/{operation.id}"
            for system in self.report.systems
            for operation in system.operations
            if not operation.window and not operation.tools
        ]
        if reads:
            yield from self._say(f"Latent reads: {', '.join(reads)}", "  ", "    ")

    def _operation(self, name: str, operation: ReachedOperation) -> Iterator[str]:
        use = f"used by {', '.join(operation.tools)}" if operation.tools else "latent"
        conditions = f", only if {' and '.join(operation.conditions)}" if operation.conditions else ""
        effect = "+".join(operation.effect) or "effect not known"
        line = f"{name} [{effect}] {state_words(operation, self.report.now)} · {use}{conditions}"
        state = operation.window.state if operation.window else State.UNKNOWN
        paint = {State.CLOSING: self.paint.warn, State.CLOSED: self.paint.bad, State.NEVER: self.paint.bad}
        yield from (paint.get(state, str)(each) for each in self._say(line, "  ", "      "))
        reversibility = operation.reversibility
        if reversibility is None:
            return
        if state not in {State.CLOSED, State.NEVER}:
            for step in reversibility.undo:
                yield from self._say(step, "      - ")
        for case in reversibility.unless:
            turned = f" it is {case.reversal.value}" if case.reversal else " it is otherwise"
            window = f", window {case.window.text}" if case.window else ""
            yield from self._say(f"Check first: if {case.when}{turned}{window}.", "      ")
        if reversibility.residue:
            yield from self._say(f"Remains: {reversibility.residue}", "      ")
        if operation.undo_blocked:
            yield from self._bad(
                "The undo needs a credential that is being revoked: do it first, or by hand.", "      "
            )

    def _evidence(self) -> Iterator[str]:
        yield from self._heading("EVIDENCE")
        for system in self.report.systems:
            evidence, log = system.evidence, system.evidence.log
            if log is None or (log.location is None and not log.none):
                yield from self._bad(f"{system.id}: where the audit log is, is not known", "  ")
                continue
            if log.none:
                yield from self._bad(
                    f"  {system.id}: there is no audit log: {one_line(log.because or 'no reason given')}"
                )
                continue
            until = _kept(evidence.until, log.retention, self.report.now)
            yield from self._say(f"{system.id}: {log.location or 'not known'} · {until}", "  ", "    ")
            for query in evidence.queries:
                yield f"    {one_line(query.text)}"
            if evidence.gone_before_undo:
                gone = evidence.until is not None and evidence.until <= self.report.now
                text = "The first of it is gone already: save the rest now." if gone else _SAVE
                yield from self._bad(text, "    ")

    def _spread(self) -> Iterator[str]:
        for found, title in (
            (self.report.contaminated, "CONTAMINATED: wrong data can have arrived here"),
            (self.report.disclosed, "DISCLOSED: data from here can have been seen"),
        ):
            if found:
                yield from self._heading(title)
            for each in found:
                conditions = f", only if {' and '.join(each.conditions)}" if each.conditions else ""
                last = each.path[-1] if each.path else None
                why = f": {last.says} {last.at or ''}" if last else ""
                yield from self._say(f"{each.id}{conditions}{why}", "  ", "    ")

    def _pages(self) -> Iterator[str]:
        yield from self._heading("WHO TO PAGE")
        for page in self.report.pages:
            by = f" by {deadline(page.deadline, self.report.now)}" if page.deadline else ""
            yield from self._say(f"{page.team}{by}: {pager(page.on_call)} (for {page.why})", "  ", "    ")
            if page.on_call and page.on_call.hours:
                yield from self._say(f"Hours: {page.on_call.hours}", "    ")
            if page.on_call and page.on_call.escalation:
                yield from self._say(f"No answer: {', then '.join(page.on_call.escalation)}", "    ")
        if not self.report.pages:
            yield "  No owner of anything reached is written down."

    def _unknown(self) -> Iterator[str]:
        report = self.report
        if not report.unknown:
            return
        yield from self._heading("NOT KNOWN")
        for each in report.unknown:
            yield from self._say(f"{each.what} {each.where}", "  ", "    ")


def breaks(credential: StopCredential) -> str:
    """What stops working when it is revoked."""
    return ", ".join(credential.breaks) or "nothing that is written down"


def _length(duration: Duration | None) -> str:
    return duration.text if duration else "not known"


def _kept(until: datetime | None, retention: Duration | None, now: datetime) -> str:
    if until:
        return f"kept until {deadline(until, now)}"
    return "kept without limit" if retention and retention.seconds is None else "how long it is kept is not known"


def state_words(operation: ReachedOperation, now: datetime) -> str:
    """Where the undo of an operation stands, in words."""
    window = operation.window
    if window is None:
        return ""
    length = f" (window {window.duration.text})" if window.duration else ""
    at = window.deadline
    words = {
        State.CLOSING: f"undo until {deadline(at, now)}{length}" if at else "",
        State.CLOSED: f"window closed {spoken(now - at)} ago{length}" if at else "",
        State.EVENT: f"undo until {one_line(window.event or '')}",
        State.UNKNOWN: "whether it can be undone is not known",
        State.OPEN: "undo at any time",
        State.NEVER: "cannot be undone",
    }
    text = words[window.state]
    return f"{text}, or until {one_line(window.event)}" if window.event and window.state is State.CLOSING else text
