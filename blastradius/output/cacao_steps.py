"""What a playbook asks people to do: the facts of a runbook page as acts, in the order of the page."""

from collections.abc import Iterator

from blastradius.analysis.runbook.report import AgentPage, CredentialPage, Reached, Trace
from blastradius.output import reach_words
from blastradius.output.cacao_act import Act, not_known
from blastradius.output.cacao_stop import pager_act, stop_acts
from blastradius.output.cacao_undo import farther_act, final_act, latent_act, undo_act
from blastradius.output.prose import one_line, sentence
from blastradius.output.window_words import PLAIN, window
from blastradius.source.document import Ref

Page = CredentialPage | AgentPage


def acts(page: Page) -> Iterator[Act]:
    """All steps: is this it, page, stop, reach, evidence, undo, what stays, rotate, what is not known."""
    yield _recognise(page)
    yield pager_act(page.head.pager)
    yield from stop_acts(page)
    reached = page.reached
    yield _reach(reached, page.head.source)
    yield from (_evidence(trace, number) for number, trace in enumerate(reached.evidence))
    yield from map(undo_act, reached.undo)
    yield from map(final_act, reached.final)
    if reached.latent:
        yield latent_act(reached.latent)
    if reached.farther:
        yield farther_act(reached.farther)
    yield _rotate(page)
    if page.head.holes:
        yield Act(
            key="unknown",
            name="Find out what is not known",
            activity="identify-steps",
            does=tuple(not_known(hole.what, hole.where) for hole in page.head.holes),
            about=("Write what you find into the inventory, at the places named.",),
        )


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
