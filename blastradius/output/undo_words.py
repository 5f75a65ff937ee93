"""The sentences of `undo` that its text, its Markdown and its checklist share."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.analysis.undo.report import Entry, First, Flow, UndoReport
from blastradius.analysis.windows import State
from blastradius.model.durations import spoken
from blastradius.output import inherited
from blastradius.output.prose import NO_CALLS, counted, deadline, moment, one_line
from blastradius.source.invisible import doubt
from blastradius.traces.events import Call


def counts(report: UndoReport) -> str:
    """How much was looked at, and what came of it."""
    plan = report.plan
    numbers = (
        (sum(each.first is First.UNDO for each in plan), "to undo"),
        (sum(each.first is First.RECONCILE for each in plan), "to reconcile first"),
        (sum(each.lost for each in plan), "that cannot be undone"),
        (sum(each.undone_by is not None for each in plan), "undone already"),
    )
    parts = ", ".join(f"{number} {words}" for number, words in numbers if number)
    looked = f"{counted(report.sessions, 'session')}, {counted(report.calls, 'call')}"
    if not report.calls:
        return f"{looked}. {NO_CALLS}"
    return f"{looked}, {counted(len(plan), 'effect')}{f': {parts}' if parts else ''}."


def next_deadline(report: UndoReport) -> str:
    """What closes first."""
    entry = report.next
    if entry is None or entry.deadline is None:
        return "No window is known to close."
    return f"Closes first: {entry.order}. {name(entry)}, {deadline(entry.deadline, report.now)}."


def name(entry: Entry) -> str:
    """`stripe/create_refund`; an operation that nobody described is said to be none."""
    return entry.effect.target or f"tool {entry.effect.call.tool}"


def headline(entry: Entry) -> str:
    """What was done, about what, when, and by whom."""
    call = entry.effect.call
    at = f", {moment(call.started)}" if call.started else ", time not recorded"
    at = f", session began {moment(call.started)}" if call.started and entry.lower_bound else at
    about = f" · {entry.about}" if entry.about else ""
    return f"{name(entry)}{about}{at}, by {entry.effect.agent or call.agent or 'an agent that is not known'}"


def todo(entry: Entry, now: datetime) -> str:
    """The verdict in a few words: `UNDO until …`, `RECONCILE FIRST`, `UNDONE`, `CANNOT BE UNDONE`."""
    if entry.undone_by:
        return f"UNDONE by {called(entry.undone_by.call)}: nothing to do"
    if entry.undoes:
        return f"this took {entry.undoes}. back: nothing to do"
    window = state(entry, now)
    if entry.first is First.RECONCILE:
        return f"RECONCILE FIRST; if it happened, {window}"
    return window if entry.lost else f"UNDO: {window}"


def state(entry: Entry, now: datetime, *, brief: bool = False) -> str:
    """Where its window stands; `brief`: without its length, where it has an end."""
    length = f" (window {entry.window.text})" if entry.window and not (brief and entry.deadline) else ""
    at = entry.deadline
    words = {
        State.CLOSING: f"until {deadline(at, now)}{length}" if at else "",
        State.CLOSED: f"WINDOW CLOSED {spoken(now - at)} ago{length}" if at else "",
        State.EVENT: f"until {one_line(entry.event or '')}",
        State.UNKNOWN: f"until when is not known{length}",
        State.OPEN: "at any time",
        State.NEVER: "CANNOT BE UNDONE",
    }
    text = words[entry.state]
    if entry.event and entry.state is State.CLOSING:
        text += f", or until {one_line(entry.event)}"
    if entry.sooner and entry.state in {State.CLOSING, State.EVENT}:
        text += ", or sooner: a window is not known"
    if entry.lower_bound and at:
        text += "; counted from the start of the session, so it ends no earlier"
    return text


def called(call: Call) -> str:
    """A call, briefly: `restore_ticket` (call_7) 02:14Z."""
    which = f" ({call.call_id})" if call.call_id else ""
    return f"{call.tool}{which}{f' {moment(call.started)}' if call.started and not call.lower_bound else ''}"


def where(call: Call) -> str:
    """The place of a call in its file."""
    origin = call.origin
    parts = [
        f"item {origin.item}" if origin.item is not None else "",
        f"message {origin.message}" if origin.message is not None else "",
        f"span {origin.span}" if origin.span else "",
        f"line {origin.line}" if origin.line is not None and not origin.span and origin.item is None else "",
    ]
    return ", ".join([origin.file, *filter(None, parts)])


def reconcile(entry: Entry) -> Iterator[str]:
    """How to find out whether it happened."""
    found = entry.reconcile
    if found is None:
        return
    yield f"Not known whether it happened: {found.why}."
    if found.read_back:
        yield f"{found.read_back}."
    if found.location and found.query:
        yield f"In {one_line(found.location)}:"
    if not found.query and not found.read_back:
        yield f"Nothing written says how to find out: ask {entry.by or 'the owner, who is not known'}."


def facts(entry: Entry, now: datetime) -> Iterator[str]:
    """What else has to be known before and after."""
    yield from entry.checks
    if entry.not_before and entry.not_before > now:
        yield f"Not before {deadline(entry.not_before, now)}."
    if entry.one_shot and entry.steps:
        yield "This undo works once only."
    if entry.requires and entry.steps:
        yield f"It takes {', '.join(entry.requires)}."
    if entry.former:
        yield f"Before it was {', '.join(f'{name} {value}' for name, value in entry.former)}, as an earlier read shows."
    if entry.depends_on:
        yield f"It used what {_numbers(entry.depends_on)} made: do this one first."
    for text in entry.also:
        yield f"It also brings about {text}."
    if entry.residue and (entry.open or entry.lost):
        yield f"Stays: {entry.residue}"
    if entry.open or entry.lost:
        yield from lent(entry)


def lent(entry: Entry) -> Iterator[str]:
    """Where the undo comes from, if nobody here wrote it."""
    if loan := entry.inherited:
        yield f"Nobody here checked this undo: {inherited.proof(loan)}, {loan.fact}."


def flows(entry: Entry, now: datetime) -> str | None:
    """Which systems have it by now, and which will."""
    if not (entry.open or entry.lost) or not entry.flows:
        return None
    said = []
    for title, arrived in (("By now in", True), ("Perhaps by now in", None), ("On its way to", False)):
        named = [_flow(each, now) for each in entry.flows if each.arrived is arrived]
        said += [f"{title} {', '.join(named)}."] if named else []
    return " ".join(said)


def _flow(flow: Flow, now: datetime) -> str:
    if flow.since is None:
        return flow.system
    return (
        f"{flow.system} since {clock(flow.since)}" if flow.arrived else f"{flow.system} in {spoken(flow.since - now)}"
    )


def clock(at: datetime) -> str:
    """`02:14Z`."""
    return at.strftime("%H:%MZ")


def switches(report: UndoReport) -> Iterator[str]:
    """How each agent is stopped that did what is in the plan, an act by itself."""
    for each in report.switches:
        if not each.how:
            yield f"{each.agent}: how to stop it is not known, ask {each.owner or 'its owner, who is not known'}"
        yield from (f"{each.agent}: {act}" for act in each.how)


def stops(report: UndoReport) -> Iterator[str]:
    """How to keep what was written from flowing on, each way once, those still in time first."""
    found: dict[tuple[str, str, tuple[str, ...]], list[Flow]] = {}
    for entry in report.plan:
        for flow in entry.flows if entry.open or entry.lost else ():
            origin = flow.via[-1] if flow.via else entry.effect.system or ""
            found.setdefault((origin, flow.system, flow.stop), []).append(flow)
    ordered = sorted(found.items(), key=lambda each: (all(flow.arrived for flow in each[1]), each[0][:2]))
    for (origin, system, stop), carried in ordered:
        late = "" if not all(flow.arrived for flow in carried) else " (has arrived)"
        yield f"{origin} to {system}{late}: {'; '.join(stop) or 'how to stop that is not known'}"


def unlisted(report: UndoReport) -> str | None:
    """Tools that no agent of the inventory has, with the number of their calls."""
    found: dict[str, int] = {}
    for call in report.unlisted:
        found[call.tool] = found.get(call.tool, 0) + 1
    if not found:
        return None
    named = ", ".join(f"{tool}{doubt(tool)} ({counted(number, 'call')})" for tool, number in sorted(found.items()))
    why = "" if report.inventory else "there is no inventory, and "
    return f"{named}: {why}what they did, and how to undo that, is not known."


def ambiguous(report: UndoReport) -> Iterator[str]:
    """Calls of which nobody can say whose they are."""
    for each in report.ambiguous:
        agents = ", ".join(each.agents)
        yield f"whose call {called(each.call)} is: {agents} each have a tool of that name; give --as-agent"


def _numbers(orders: tuple[int, ...]) -> str:
    return ", ".join(f"{each}." for each in orders)
