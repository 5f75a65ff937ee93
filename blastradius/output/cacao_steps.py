"""What a playbook asks people to do: the facts of a runbook page as acts, in the order of the page.

Every act is a sentence for a person. What nobody wrote down is an act as well: it says what is not known, and where.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from blastradius.analysis.reach.report import UndoBlock
from blastradius.analysis.runbook.report import AgentPage, CredentialPage, Effect, Pager, Reached, Trace
from blastradius.analysis.windows import State
from blastradius.model.cells import KillSwitch, Revoke
from blastradius.output import reach_words
from blastradius.output.prose import counted, one_line, sentence
from blastradius.output.window_words import PLAIN, repeat, undo, window
from blastradius.source.document import Ref

Page = CredentialPage | AgentPage
_BLOCKED = {
    UndoBlock.REVOKED: "Undo it before you revoke: only the credential of this playbook can.",
    UndoBlock.NOBODY: "Nobody can carry out the undo: no credential that is written down opens it.",
    UndoBlock.UNKNOWN: "Not known: what it takes to carry out the undo.",
}


class Act(Struct, frozen=True, kw_only=True):
    """One step: `does` in order, `about` what has to be known for it. `team` carries it out, `None` for the page's.

    `activity` is a word of CACAO's `playbook-activity-type-ov`; `at` are the places that it was made from. `key` names
    the step within its playbook.
    """

    key: str
    name: str
    activity: str
    does: tuple[str, ...]
    about: tuple[str, ...] = ()
    at: tuple[Ref, ...] = ()
    team: str | None = None


def acts(page: Page) -> Iterator[Act]:
    """All steps: is this it, page, stop, reach, evidence, undo, what stays, rotate, what is not known."""
    yield _recognise(page)
    yield _pager(page.head.pager)
    yield from _stop(page)
    reached = page.reached
    yield _reach(reached, page.head.source)
    yield from (_evidence(trace, number) for number, trace in enumerate(reached.evidence))
    yield from map(_undo, reached.undo)
    yield from map(_final, reached.final)
    if reached.farther:
        yield _farther(reached.farther)
    yield _rotate(page)
    if page.head.holes:
        yield Act(
            key="unknown",
            name="Find out what is not known",
            activity="identify-steps",
            does=tuple(not_known(hole.what, hole.where) for hole in page.head.holes),
            about=("Write what you find into the inventory, at the places named.",),
        )


def not_known(what: str, where: Ref) -> str:
    """A hole, said where it hurts."""
    return f"Not known: {one_line(what)} ({one_line(str(where))})."


def _recognise(page: Page) -> Act:
    if isinstance(page, CredentialPage):
        entity = page.credential
        kind = f" ({one_line(entity.type)})" if entity.type else ""
        if entity.principal:
            said = f"Compare with the incident: in audit logs this credential is {one_line(entity.principal)}{kind}."
        else:
            said = not_known("how it shows up in audit logs", entity.source / "principal")
    elif page.appears_as:
        names = ", ".join(f"{key} {one_line(' or '.join(found))}" for key, found in page.appears_as)
        said = f"Compare with the incident: in traces this agent is {names}."
    else:
        said = not_known("how it shows up in traces", page.agent.source / "appears_as")
    return Act(
        key="recognise",
        name="Check that this is the right playbook",
        activity="identify-indicators",
        does=(said,),
        at=(page.head.source,),
    )


def _pager(pager: Pager) -> Act:
    does = []
    about = []
    cell = pager.on_call
    if cell:
        ways = " · ".join(one_line(way) for way in (cell.phone, cell.channel, cell.rotation) if way)
        ways = ways or "how they are reached is not known"
        does.append(f"Page {pager.team or 'the rotation'}: {ways}; {one_line(cell.hours or 'hours not known')}.")
        if cell.escalation:
            does.append(f"No answer: {' → '.join(map(one_line, cell.escalation))}.")
        if cell.reaches_human:
            about.append(f"A person last answered a test page on {cell.reaches_human.date()}.")
        else:
            about.append(not_known("whether a page reaches a person", cell.source / "reaches_human"))
    else:
        does.append(not_known("who is on call", pager.where))
    if pager.contact and not cell:
        known = (pager.contact.phone, pager.contact.channel, pager.contact.email, pager.contact.lead)
        does.append(f"Contact {pager.team}, who may not be awake: {' · '.join(one_line(way) for way in known if way)}.")
    return Act(
        key="page",
        name=f"Page {pager.team}" if pager.team else "Page whoever answers for it",
        activity="deliver-content",
        does=tuple(does),
        about=tuple(about),
        at=(pager.where,),
    )


def _stop(page: Page) -> Iterator[Act]:
    name = page.head.id
    if isinstance(page, CredentialPage):
        revoke = page.credential.revoke
        yield Act(
            key="stop",
            name=f"Take credential {name} back",
            activity="restrict-access",
            does=_how(revoke, "how it is revoked", page.credential.source / "revoke"),
            about=(*_before_revoking(page.reached), *(_about_revoke(revoke) if revoke else ()), _breaks(page)),
            at=(revoke.source if revoke else page.head.source,),
            team=_team(revoke),
        )
        return
    switch = page.agent.kill_switch
    about = [sentence(reach_words.switch_facts(switch))] if switch else []
    about += [f"Stops its {counted(len(page.tools), 'tool')}. Whoever copied its credentials goes on."]
    yield Act(
        key="stop",
        name=f"Stop agent {name}",
        activity="disconnect-system",
        does=_how(switch, "how it is stopped", page.agent.source / "kill_switch"),
        about=tuple(about),
        at=(switch.source if switch else page.head.source,),
        team=_team(switch),
    )
    for held in page.holdings:
        revoke = held.entity.revoke if held.entity else None
        missing = held.entity.source / "revoke" if held.entity else page.agent.source / "tools"
        yield Act(
            key=f"revoke {held.id}",
            name=f"Take credential {held.id} back, if the agent was taken over",
            activity="restrict-access",
            does=_how(revoke, "how it is revoked", missing),
            about=_about_revoke(revoke) if revoke else (),
            at=(revoke.source if revoke else missing,),
            team=_team(revoke),
        )


def _how(act: Revoke | KillSwitch | None, what: str, missing: Ref) -> tuple[str, ...]:
    if act is None or not act.how:
        return (not_known(what, missing),)
    return (*map(one_line, act.how), *([f"The place: {one_line(act.url)}"] if act.url else []))


def _about_revoke(revoke: Revoke) -> tuple[str, ...]:
    told = [sentence(reach_words.revoke_facts(revoke))]
    measured = revoke.measured
    if measured and measured.took:
        told.append(f"Took {measured.took.text}{f' on {measured.on.date()}' if measured.on else ''}.")
    else:
        told.append("Never measured.")
    told += [f"Does not work: {sentence(each)}" for each in revoke.does_not_work]
    return (*told, *([f"Costs: {sentence(revoke.costs)}"] if revoke.costs else []))


def _before_revoking(reached: Reached) -> Iterator[str]:
    for each in reached.undo:
        if each.blocked is UndoBlock.REVOKED:
            yield f"Decide first: the undo of {each.system}/{each.id} needs this very credential."


def _breaks(page: CredentialPage) -> str:
    agents = [f"{user.agent} ({counted(len(user.tools), 'tool')})" for user in page.users if user.status != "retired"]
    others = [*map(one_line, page.credential.shared_with), *(f"{each}, which ends with it" for each in page.ended_with)]
    return f"Breaks: {', '.join([*agents, *others]) or 'nothing that is written down'}."


def _team(act: Revoke | KillSwitch | None) -> str | None:
    return act.by if act else None


def _reach(reached: Reached, source: Ref) -> Act:
    does = [
        f"{place.reached.id}: {reach_words.levels(place.reached)}; "
        f"{f'closes first: {window(place.first, PLAIN)}' if place.first else 'only reads'}; "
        f"owner {one_line(place.reached.owner or 'not known')}."
        for place in reached.places
    ]
    spread = [f"Wrong data can have flowed on to {each.id}." for each in reached.contaminated]
    spread += [f"Data of {each.id} can have been seen." for each in reached.disclosed]
    return Act(
        key="reach",
        name="Look through what can have been touched, the soonest closing window first",
        activity="map-network",
        does=(*does, *spread) or ("Nothing that is written down is reached from here.",),
        at=tuple(step.at for place in reached.places for step in place.steps if step.at) or (source,),
    )


def _evidence(trace: Trace, number: int) -> Act:
    log = trace.log
    only = f" ({', '.join(trace.operations)})" if trace.operations else ""
    told = reach_words.no_log(log)
    if log is None or told:
        does = [f"{sentence(told or '')} ({one_line(str(trace.where))})"]
    else:
        does = [f"Look here: {one_line(log.location or '')}"]
        does += [f"Search for: {_as_typed(query.text)}" for query in trace.queries]
        if not trace.queries:
            does.append(not_known("how it is searched", log.source / "query"))
    about = []
    if log and not log.none:
        kept = f"Kept {log.retention.text}." if log.retention else not_known("how long it is kept", trace.where)
        about = [kept, *([f"Shows a call after {log.delay.text}."] if log.delay else [])]
        about += [f"Access: {sentence(log.access)}"] if log.access else []
    if trace.early:
        about.append(reach_words.SAVE)
    return Act(
        key=f"evidence {number} {trace.system}",
        name=f"Save the evidence in {trace.system}{only}",
        activity="analyze-collected-data",
        does=tuple(does),
        about=tuple(about),
        at=(trace.where,),
    )


def _undo(effect: Effect) -> Act:
    cell = effect.reversibility
    does = [*map(one_line, cell.undo)] if cell else []
    if cell and cell.undo_operation:
        does.append(f"By call: {one_line(cell.undo_operation)}")
    about = [_what(effect), *_limits(effect)]
    if effect.idempotency:
        about.append(f"Repeat the call? {sentence(repeat(effect.idempotency, PLAIN))}")
    return Act(
        key=f"undo {effect.system}/{effect.id}",
        name=f"Undo {effect.id} on {effect.system}: {undo(effect.window, PLAIN)}",
        activity="revert-system",
        does=tuple(does) or (not_known("the steps", (cell.source if cell else effect.source) / "undo"),),
        about=tuple(about),
        at=(effect.source,),
        team=cell.undo_by if cell else None,
    )


def _limits(effect: Effect) -> Iterator[str]:
    """What goes wrong with the undo."""
    cell = effect.reversibility
    if effect.blocked:
        yield _BLOCKED[effect.blocked]
    if cell is None:
        return
    if cell.available_after:
        yield f"Not before {cell.available_after.text} have passed."
    if cell.one_shot:
        yield "Works only once."
    if cell.residue:
        yield f"What remains: {sentence(cell.residue)}"
    yield from (one_line(reach_words.case_words(case)) for case in cell.unless)


def _final(effect: Effect) -> Act:
    return Act(
        key=f"final {effect.system}/{effect.id}",
        name=f"Tell who must be told: {effect.id} on {effect.system} cannot be undone",
        activity="compose-content",
        does=(f"Find every {effect.id} of the time in question, and tell those concerned.",),
        about=(_what(effect), *_limits(effect)),
        at=(effect.source,),
    )


def _what(effect: Effect) -> str:
    does = " + ".join(effect.effect) or "effect not known"
    who = f"used by {', '.join(map(one_line, effect.tools))}" if effect.tools else "latent: no tool lists it"
    only = f"; only with {' and '.join(map(one_line, effect.conditions))}" if effect.conditions else ""
    summary = f"{one_line(effect.summary)}: " if effect.summary else ""
    return f"{summary}{does}; {who}{only}."


def _farther(effects: Iterable[Effect]) -> Act:
    listed = tuple(effects)
    return Act(
        key="farther",
        name="Undo what can have been done by way of other systems",
        activity="revert-system",
        does=tuple(f"{each.system}/{each.id}: {undo(each.window, PLAIN)}.{_steps(each)}" for each in listed),
        at=tuple(each.source for each in listed),
    )


def _steps(effect: Effect) -> str:
    cell = effect.reversibility
    if effect.window.state is State.NEVER or cell is None or not cell.undo:
        return ""
    return " " + " ".join(f"{number}) {one_line(step)}" for number, step in enumerate(cell.undo, 1))


def _rotate(page: Page) -> Act:
    reached = page.reached
    does = [f"Contain {each.id} first: whoever holds it can read the new value too." for each in reached.upstream]
    does += [f"{number}. Rotate {', '.join(group)}." for number, group in enumerate(reached.rotation, 1)]
    does += [f"Revoking this alone leaves {each}." for each in reached.left_behind]
    return Act(
        key="rotate",
        name="Rotate, in this order",
        activity="restore-capabilities",
        does=tuple(does) or ("Nothing else can be had from here, and nothing written down leads here.",),
        at=(page.head.source,),
    )


def _as_typed(text: str) -> str:
    """A query as somebody has to type it: its line ends and spaces count, what a terminal obeys does not."""
    return "".join(each if each.isprintable() or each in "\n\t" else "\N{REPLACEMENT CHARACTER}" for each in text)
