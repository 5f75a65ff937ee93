"""The acts of a playbook that stop what goes on: whom to page, and what to take back."""

from collections.abc import Iterator

from blastradius.analysis.reach.report import UndoBlock
from blastradius.analysis.runbook.report import AgentPage, CredentialPage, Pager, Reached
from blastradius.model.cells import KillSwitch, Revoke
from blastradius.model.entities import RETIRED
from blastradius.output import reach_words
from blastradius.output.cacao_act import Act, not_known
from blastradius.output.prose import counted, one_line, sentence
from blastradius.source.document import Ref


def pager_act(pager: Pager) -> Act:
    """Whom to page, and how."""
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


def stop_acts(page: CredentialPage | AgentPage) -> Iterator[Act]:
    """How the credential is taken back, or the agent stopped and then what it holds."""
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
    agents = [f"{user.agent} ({counted(len(user.tools), 'tool')})" for user in page.users if user.status != RETIRED]
    others = [*map(one_line, page.credential.shared_with), *(f"{each}, which ends with it" for each in page.ended_with)]
    return f"Breaks: {', '.join([*agents, *others]) or 'nothing that is written down'}."


def _team(act: Revoke | KillSwitch | None) -> str | None:
    return act.by if act else None
