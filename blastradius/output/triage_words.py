"""What stands on the page of `triage`, for all its views: what can still be undone, and until when, on top."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from blastradius.analysis.triage.report import TriageAgent, TriageReport, TriageSession, TriageSystem
from blastradius.analysis.undo.report import First
from blastradius.model.entities import RETIRED
from blastradius.output import triage_effects as effects
from blastradius.output import triage_talk as talk
from blastradius.output import undo_words
from blastradius.output.prose import NO_CALLS, counted, deadline, moment, one_line, pager
from blastradius.output.sections import Item, Section, Tone
from blastradius.traces.views import mapped


def title(report: TriageReport) -> str:
    """What the page is."""
    return f"Triage as of {moment(report.now)}"


def head(report: TriageReport) -> Iterator[str]:
    """What happened, what was found, and what closes first."""
    used = [each for each in report.systems if each.calls]
    calls = sum(session.calls for session in report.sessions)
    yield (
        f"{counted(len(report.sessions), 'session')} of {counted(len(report.agents), 'agent')}: "
        f"{counted(calls, 'call')}, {counted(len(used), 'system')} used{_began(report)}."
    )
    where = "" if report.complete else " in what could be read"
    found = ", ".join(_found(report))
    if not calls:
        yield NO_CALLS
    if calls or found or where:
        yield f"Found{where}: {found or 'nothing that somebody has to do something about'}."
    yield undo_words.next_deadline(report.undo)
    for page in report.pages[:1]:
        yield f"Page first: {page.team} {pager(page.on_call, page.contact, brief=True)}."


def _began(report: TriageReport) -> str:
    first = min((session.began for session in report.sessions if session.began), default=None)
    return f" since {moment(first)}" if first else ", no times recorded"


def _found(report: TriageReport) -> Iterator[str]:
    plan = report.undo.plan
    numbers = (
        (
            sum(each.status == RETIRED for each in report.agents),
            "retired agent that still acts",
            "retired agents that still act",
        ),
        (len(report.unlisted), "unlisted tool", ""),
        (
            len(report.undo.ambiguous),
            "call of which it is not known whose it is",
            "calls of which it is not known whose they are",
        ),
        (sum(each.first is First.UNDO for each in plan), "effect to undo", "effects to undo"),
        (sum(each.first is First.RECONCILE for each in plan), "outcome to reconcile", "outcomes to reconcile"),
        (sum(each.lost for each in plan), "effect that stays", "effects that stay"),
        (len(report.retries.certain), "thing that happened twice", "things that happened twice"),
        (len(report.claims.alarms), "claim that no call bears out", "claims that no call bears out"),
    )
    yield from (counted(number, word, plural) for number, word, plural in numbers if number)


def sections(report: TriageReport) -> tuple[Section, ...]:
    """All that is not empty, what is most urgent first."""
    found = chain(effects.sections(report), talk.sections(report), _who(report), _rest(report))
    return tuple(section for section in found if section.items)


def _who(report: TriageReport) -> Iterator[Section]:
    yield Section(name="stop", title="Stop the agents", items=tuple(map(_agent, report.agents)), brief=6)
    yield Section(
        name="page",
        title="Page",
        items=tuple(
            Item(
                head=f"{page.team}{f', until {deadline(page.deadline, report.now)}' if page.deadline else ''}: "
                f"{pager(page.on_call, page.contact)}",
                facts=(", ".join(page.why),),
            )
            for page in report.pages
        ),
    )


def _agent(agent: TriageAgent) -> Item:
    known = agent.id or f"{agent.shown} (not in the inventory)"
    status = f", {agent.status}" if agent.status and agent.status != "live" else ""
    switch = agent.kill_switch
    within = f"Works within {switch.effect_within.text}. " if switch and switch.effect_within else ""
    return Item(
        head=f"{known}{status}: {counted(agent.calls, 'call')}",
        tone=Tone.BAD if agent.id is None or agent.status == RETIRED else Tone.PLAIN,
        facts=(
            *([] if switch and switch.how else ["How to stop it is not known."]),
            f"{within}Owner {agent.owner or 'not known'}: {pager(agent.on_call, agent.contact, brief=True)}",
        ),
        acts=switch.how if switch else (),
    )


def _rest(report: TriageReport) -> Iterator[Section]:
    yield Section(
        name="flow",
        title="Stop the flow downstream",
        items=tuple(Item(head=text) for text in undo_words.stops(report.undo)),
        brief=6,
        more="blastradius undo",
        folded=True,
    )
    used = [each for each in report.systems if each.calls]
    yield Section(
        name="systems", title="Systems used", items=tuple(_system(each, report) for each in used), more="--format json"
    )
    yield Section(
        name="reachable",
        title="Opened by the same credentials, not used",
        note="What can be reached from there: blastradius reach --agent AGENT.",
        items=tuple(_system(each, report) for each in report.systems if not each.calls),
        brief=4,
        more="--format json",
        folded=True,
    )
    yield Section(
        name="sessions",
        title="Sessions",
        items=mapped(_session, report.sessions),
        brief=4,
        more="--format json",
        folded=True,
    )
    yield Section(
        name="unknown",
        title="Not known",
        items=tuple(Item(head=text) for text in (*undo_words.ambiguous(report.undo), *report.unknown)),
        brief=12,
    )


def _session(each: TriageSession) -> Item:
    return Item(head=f"{each.id}: {counted(each.calls, 'call')}{_when(each.began)}, {', '.join(each.agents)}")


def _when(began: datetime | None) -> str:
    return f" since {moment(began)}" if began else ""


def _system(each: TriageSystem, report: TriageReport) -> Item:
    access = f", {each.access.word} by {', '.join(each.credentials)}" if each.access else ""
    use = f"{counted(each.calls, 'call')}, {each.changed} changed something" if each.calls else "not used"
    data = f", holds {', '.join(each.data)}" if each.data else ""
    log = each.log
    kept = f" (kept until {deadline(each.evidence_until, report.now)})" if each.evidence_until else ""
    evidence = []
    if each.calls:
        place = one_line(log.location) if log and log.location else ""
        evidence = [f"Evidence: {place}{kept}" if place else "Where the audit log is, is not known."]
    return Item(
        head=f"{each.id}: {use}{access}{data}",
        tone=Tone.BAD if not each.known else Tone.PLAIN,
        facts=(
            *([] if each.known else ["There is no entry for it in the inventory."]),
            f"Owner {each.owner or 'not known'}: {pager(each.on_call, each.contact, brief=True)}",
            *evidence,
        ),
        copied="\n".join(each.queries) or None,
    )
