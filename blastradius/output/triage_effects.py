"""The sections of `triage` about what was done: still undoable, to reconcile, unlisted, lost."""

from collections.abc import Iterator

from blastradius.analysis.triage.report import TriageReport, Unlisted
from blastradius.analysis.undo.report import Entry, First
from blastradius.analysis.windows import State
from blastradius.output import undo_words
from blastradius.output.prose import counted, moment, pager
from blastradius.output.sections import Item, Section, Tone
from blastradius.output.undo_words import where
from blastradius.source.invisible import doubt
from blastradius.traces.views import chosen, mapped, ordered


def sections(report: TriageReport) -> Iterator[Section]:
    """The most urgent first; some can be empty."""
    yield from _undo(report)
    yield from _lost(report)


def _undo(report: TriageReport) -> Iterator[Section]:
    plan = report.undo.plan
    waiting = ordered(plan, _urgency, lambda each: each.first is First.UNDO)
    yield Section(
        name="undo",
        title="Still undoable, the soonest end first",
        items=mapped(lambda each: _undoable(each, report), waiting),
        brief=6,
        more="blastradius undo",
    )
    doubtful = chosen(plan, lambda each: each.first is First.RECONCILE)
    yield Section(
        name="reconcile",
        title="Reconcile first: nobody knows whether it happened",
        items=mapped(lambda each: _doubtful(each, report), doubtful),
        brief=3,
        more="blastradius undo",
    )
    yield Section(
        name="unlisted",
        title="Tools that nobody listed",
        items=tuple(map(_unlisted, report.unlisted)),
        brief=4,
        more="--format json",
    )


def _urgency(entry: Entry) -> tuple[int, str, int]:
    return (entry.state.rank, entry.deadline.isoformat() if entry.deadline else "", entry.order)


def _undoable(entry: Entry, report: TriageReport) -> Item:
    now = report.now
    return Item(
        head=f"{entry.order}. {undo_words.state(entry, now, brief=True)}: {_what(entry)}",
        tone=Tone.WARN if entry.state in {State.CLOSING, State.EVENT, State.UNKNOWN} else Tone.PLAIN,
        facts=(
            f"By {entry.by or 'nobody known'}: {pager(entry.on_call, entry.contact, brief=True)}",
            *undo_words.facts(entry, now),
            *filter(None, (undo_words.flows(entry, now),)),
        ),
        acts=entry.steps,
        place=where(entry.effect.call),
    )


def _what(entry: Entry) -> str:
    return f"{undo_words.name(entry)}{f' · {entry.about}' if entry.about else ''}"


def _doubtful(entry: Entry, report: TriageReport) -> Item:
    at = entry.effect.call.started
    found = entry.reconcile
    return Item(
        head=f"{_what(entry)}{f', {moment(at)}' if at else ''}; if it happened, {undo_words.state(entry, report.now)}",
        tone=Tone.WARN,
        facts=(
            f"By {entry.by or 'nobody known'}: {pager(entry.on_call, entry.contact, brief=True)}",
            *undo_words.reconcile(entry),
        ),
        copied=found.query if found else None,
        acts=entry.steps,
        place=where(entry.effect.call),
    )


def _unlisted(each: Unlisted) -> Item:
    agents = sorted({call.agent or call.service or "an agent that is not known" for call in each.calls})
    return Item(
        head=f"{each.tool}{doubt(each.tool)}: {counted(len(each.calls), 'call')}, by {', '.join(agents)}",
        tone=Tone.BAD,
        facts=("What it did, with which credential, and how to undo it, is written nowhere.",),
        place="; ".join(where(call) for call in each.calls[:3]),
    )


def _lost(report: TriageReport) -> Iterator[Section]:
    yield Section(
        name="lost",
        title="Cannot be undone: tell somebody",
        items=mapped(lambda each: _gone(each, report), chosen(report.undo.plan, lambda each: each.lost)),
        brief=4,
        more="blastradius undo",
    )


def _gone(entry: Entry, report: TriageReport) -> Item:
    closed = f"{undo_words.state(entry, report.now)}: " if entry.state is State.CLOSED else ""
    at = entry.effect.call.started
    return Item(
        head=f"{closed}{_what(entry)}{f', {moment(at)}' if at else ''}",
        tone=Tone.BAD,
        facts=(
            *([f"Stays: {entry.residue}"] if entry.residue else []),
            *undo_words.lent(entry),
            f"Page {entry.by or 'nobody known'}: {pager(entry.on_call, entry.contact, brief=True)}",
            *filter(None, (undo_words.flows(entry, report.now),)),
        ),
        acts=entry.instead,
        place=where(entry.effect.call),
    )
