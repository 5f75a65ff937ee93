"""`undo` for a ticket or a chat, and as a checklist with boxes: the plan in the order in which it is carried out."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.undo.report import Entry, First, UndoReport
from blastradius.output import undo_words as words
from blastradius.output.markdown import code, escape, fenced
from blastradius.output.prose import moment, pager, written
from blastradius.traces.views import chosen


def undo(report: UndoReport) -> Iterator[str]:
    """The answer as Markdown."""
    return written(_lines(report, boxes=False))


def checklist(report: UndoReport) -> Iterator[str]:
    """The plan as a list to tick off: one box for every act."""
    return written(_lines(report, boxes=True))


def _lines(report: UndoReport, *, boxes: bool) -> Iterator[str]:
    yield f"# Undo plan, as of {moment(report.now)}"
    yield ""
    yield from _partial(report)
    yield f"{escape(words.counts(report))}\\"
    yield f"**{escape(words.next_deadline(report))}**"
    box = "[ ] " if boxes else ""
    yield from _listed("Stop the agents first", (f"{box}{escape(text)}" for text in words.switches(report)))
    yield from plan(report, boxes=boxes)
    yield from _listed("Stop the flow", (f"{box}{escape(text)}" for text in words.stops(report)))
    yield from _pages(report, boxes=boxes)
    yield from _listed("Unlisted tools", map(escape, filter(None, (words.unlisted(report),))))
    yield from _listed("Not known", map(escape, (*words.ambiguous(report), *report.unknown)))


def plan(report: UndoReport, *, boxes: bool = False, level: str = "##") -> Iterator[str]:
    """The entries in three groups: to do, what cannot be undone, what needs nothing."""
    groups = (
        ("To do, the newest first", chosen(report.plan, lambda each: each.open)),
        ("Cannot be undone", chosen(report.plan, lambda each: each.lost and not each.open)),
    )
    for title, entries in groups:
        if entries:
            yield from ("", f"{level} {title}")
        for entry in entries:
            yield from ("", f"{level}# {entry.order}. {escape(words.headline(entry))}", "")
            yield from _entry(entry, report, "- [ ] " if boxes else "- ")
    settled = chosen(report.plan, lambda each: not each.open and not each.lost)
    texts = (f"{each.order}. {words.headline(each)}: {words.todo(each, report.now)}" for each in settled)
    yield from _listed("Nothing to do", map(escape, texts), level)


def _entry(entry: Entry, report: UndoReport, box: str) -> Iterator[str]:
    now = report.now
    yield f"**{escape(words.todo(entry, now))}**\\"
    yield f"By {escape(entry.by or 'nobody known')}: {escape(pager(entry.on_call, entry.contact))}\\"
    yield code(words.where(entry.effect.call))
    yield ""
    for number, text in enumerate(words.reconcile(entry)):
        yield f"{box if number else '- '}{escape(text)}"  # first why it is not known: nothing to tick off
    if entry.reconcile and entry.reconcile.query:
        yield from (f"  {line}" for line in fenced(entry.reconcile.query).splitlines())
    checks = set(entry.checks)
    for text in words.facts(entry, now):
        yield f"{box if text in checks else '- '}{escape(text)}"
    only = "If it happened: " if entry.first is First.RECONCILE else ""
    for step in entry.steps:
        yield f"{box}{only}{escape(step)}"
    if not entry.steps and entry.open and not entry.instead and not entry.lost:
        yield f"{box}No steps are written: ask the owner."
    for step in entry.instead:
        yield f"{box}Instead: {escape(step)}"
    if carried := words.flows(entry, now):
        yield f"- {escape(carried)}"
    if entry.lost and not entry.open:
        yield f"{box}Tell {escape(entry.by or 'the owner, who is not known')} that it stays."


def _partial(report: UndoReport) -> Iterator[str]:
    if report.complete:
        return
    yield "**This answer is partial.** What could not be read is missing from it:"
    yield ""
    for problem in report.problems:
        yield f"- {code(str(problem.location))} {escape(problem.message)}"
    yield ""


def _pages(report: UndoReport, *, boxes: bool) -> Iterator[str]:
    if report.pages:
        yield from ("", "## Page", "")
    for page in report.pages:
        until = f", until {moment(page.deadline)}" if page.deadline else ""
        who = f"**{escape(page.team)}**{until}: {escape(pager(page.on_call, page.contact))}"
        yield f"{'- [ ] ' if boxes else '- '}{who} ({escape(', '.join(page.why))})"


def _listed(title: str, texts: Iterable[str], level: str = "##") -> Iterator[str]:
    for number, text in enumerate(texts):
        if not number:
            yield from ("", f"{level} {title}", "")
        yield f"- {text}"
