"""What a drill says: the bad day, its questions, and the answers with their lines."""

from collections.abc import Iterator
from typing import assert_never

from blastradius.analysis.drill.answer import kept_until, log_of
from blastradius.analysis.drill.report import Drill, Missing, Question, Scene, Topic
from blastradius.analysis.reach.report import ReachedSystem
from blastradius.output import operation_words, reach_words
from blastradius.output.prose import counted, moment, one_line, pager, sentence
from blastradius.output.window_words import PLAIN, repeat

_MISSING = {
    Topic.STOP: "how it is stopped",
    Topic.PAGE: "who is on call, and how they are reached",
    Topic.LOG: "where the audit log is",
    Topic.UNDO: "whether it can be undone, and until when",
    Topic.REPEAT: "what a second call does; do not make it",
    Topic.OWNER: "who owns the credential, or how it is taken back",
    Topic.REACH: "which credential the tool uses",
}
_PARTS = {
    Missing.PAGED: "whether a page reaches a person",
    Missing.KEPT: "how long it is kept",
    Missing.STEPS: "how it is undone",
}


def title(drill: Drill) -> str:
    """Which drill this is."""
    return f"Drill {drill.seed}: {drill.agent.id}, tool {one_line(drill.tool.name)}"


def scene(drill: Drill) -> str:
    """What happened."""
    since, tool, agent = moment(drill.since), one_line(drill.tool.name), drill.agent.id
    call = f"{tool} ({drill.bound.target})"
    match drill.scene:
        case Scene.LOOP:
            said = f"since {since} {agent} has called {call} again and again, and nobody asked for it."
        case Scene.WRONG:
            said = f"a customer writes that {agent} called {call} for the wrong one; the first time was {since}."
        case Scene.LEAK:
            held = drill.bound.credential or "a credential that nobody wrote down"
            said = f"{held}, with which {agent} calls {call}, has been in a public repository since {since}."
        case Scene.SILENCE:
            said = f"at {since} the call of {call} by {agent} timed out, and the agent told the customer it was done."
        case Scene.STRANGER:
            said = f"text that a stranger wrote in {drill.stranger} has made {agent} call {call} since {since}."
        case _:
            assert_never(drill.scene)
    return f"It is {moment(drill.now)}: {said}"


def question(drill: Drill, topic: Topic) -> str:
    """One question, as a responder would ask it."""
    bound = drill.bound
    return {
        Topic.STOP: f"How is {drill.agent.id} stopped, and how do you see that it worked?",
        Topic.PAGE: f"Who is on call for {bound.system}, and how do you reach them?",
        Topic.LOG: f"Where do you see what {bound.target} has done, and until when is that kept?",
        Topic.UNDO: f"Can {bound.target} be undone, how, and until when?",
        Topic.REPEAT: f"May {bound.target} simply be called again?",
        Topic.OWNER: f"Who owns {bound.credential or 'the credential behind it'}, and how is it taken back?",
        Topic.REACH: f"What else does {bound.credential or drill.agent.id} reach?",
    }[topic]


def answer(drill: Drill, asked: Question) -> Iterator[str]:
    """What the inventory says, one fact to a line; what it does not say is said to be not known."""
    if not asked.known:
        yield f"NOT KNOWN: {_MISSING[asked.topic]}."
    match asked.topic:
        case Topic.STOP:
            yield from _stop(drill)
        case Topic.PAGE:
            yield from _page(drill)
        case Topic.LOG:
            yield from _log(drill)
        case Topic.UNDO:
            yield from _undo(drill)
        case Topic.REPEAT:
            if drill.idempotency and asked.known:
                yield sentence(repeat(drill.idempotency, PLAIN))
        case Topic.OWNER:
            yield from _owner(drill)
        case Topic.REACH:
            yield from _reach(drill)
        case _:
            assert_never(asked.topic)
    yield from (f"NOT KNOWN: {_PARTS[each]}." for each in asked.missing if each in _PARTS)


def places(asked: Question) -> Iterator[str]:
    """The lines that the answer stands on, or where it is missing."""
    yield from dict.fromkeys(one_line(str(where)) for where in asked.where)


def _stop(drill: Drill) -> Iterator[str]:
    switch = drill.agent.kill_switch
    if switch and switch.how:
        yield from _numbered(switch.how)
        yield sentence(reach_words.switch_facts(switch))
        if switch.url:
            yield f"At {one_line(switch.url)}"


def _page(drill: Drill) -> Iterator[str]:
    system = drill.system
    if system is None:
        return
    yield f"{system.owner or 'Owner not known'}: {one_line(pager(system.on_call, system.contact))}"
    cell = system.on_call
    if cell and cell.hours:
        yield f"Hours: {one_line(cell.hours)}"
    if cell and cell.escalation:
        yield f"No answer: {', then '.join(map(one_line, cell.escalation))}."
    if cell and cell.reaches_human:
        yield f"A person last answered a test page on {cell.reaches_human.date()}."


def _log(drill: Drill) -> Iterator[str]:
    system = drill.system
    log = log_of(system, drill.bound.operation) if system else None
    if system is None or log is None:
        return
    missing = reach_words.no_log(log)
    if missing:
        yield sentence(missing)
        return
    own = next((each for each in system.evidence.operations if drill.bound.operation in each.operations), None)
    until, queries = kept_until(system, drill.bound.operation), own.queries if own else system.evidence.queries
    yield one_line(log.location or "")
    if until is not None or log.retention is not None:
        yield sentence(reach_words.kept(until, log.retention, drill.now))
    yield from (f"Search: {one_line(query.text)}" for query in queries)
    if warning := reach_words.evidence_warning(system, drill.now):
        yield warning


def _undo(drill: Drill) -> Iterator[str]:
    operation = drill.operation
    if operation is None:
        return
    if operation.window is None:
        yield "It only reads: there is nothing to undo, but what was read can have been seen."
        return
    yield sentence(operation_words.state_words(operation, drill.now))
    yield from _numbered(operation_words.undo_steps(operation))
    cell = operation.reversibility
    for case in cell.unless if cell else ():
        yield one_line(operation_words.case_words(case))
    if cell and cell.residue:
        yield f"Remains: {sentence(cell.residue)}"
    if blocked := operation_words.blocked(operation):
        yield one_line(blocked)


def _owner(drill: Drill) -> Iterator[str]:
    held = next((each for each in drill.report.stop_credentials if each.id == drill.bound.credential), None)
    if held is None or held.source is None:
        return
    yield f"Owner: {one_line(held.owner or 'not known')}: {one_line(pager(held.on_call, held.contact))}"
    if held.revoke:
        yield from _numbered(held.revoke.how)
        yield sentence(reach_words.revoke_facts(held.revoke))
    yield f"Breaks: {one_line(reach_words.breaks(held))}."


def _reach(drill: Drill) -> Iterator[str]:
    others = [each for each in drill.report.systems if each.id != drill.bound.system]
    report = drill.report
    if not (others or report.disclosed or report.contaminated):
        yield "Nothing else that is written down."
    if others:
        yield f"{counted(len(others), 'more system')}:"
    yield from map(_reached, others)
    if report.contaminated:
        yield f"Wrong data can have flowed on to {', '.join(each.id for each in report.contaminated)}."
    if report.disclosed:
        yield f"Data of these can have been seen: {', '.join(each.id for each in report.disclosed)}."


def _reached(system: ReachedSystem) -> str:
    last = system.path[-1] if system.path else None
    at = f" {last.at}" if last and last.at else ""
    return one_line(f"{system.id}: {reach_words.levels(system)}{at}")


def _numbered(steps: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{number}. {one_line(step)}" for number, step in enumerate(steps, 1))
