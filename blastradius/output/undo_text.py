"""`undo` for people: what closes first, then the plan, the newest effect first."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.undo.report import Entry, UndoReport
from blastradius.output import undo_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, moment, pager, wrapped, written
from blastradius.traces.views import chosen


def undo(report: UndoReport, paint: Paint, width: int) -> Iterator[str]:
    """The answer as text."""
    return written(_View(report, paint, width).lines())


class _View:
    def __init__(self, report: UndoReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        report = self.report
        if not report.complete:
            yield from partial((), report.problems, self.paint, self.width, of="traces or inventory")
        yield from map(self.paint.bold, self._say(f"Undo plan as of {moment(report.now)}: {words.counts(report)}"))
        paint = self.paint.warn if report.next else str
        yield from map(paint, self._say(words.next_deadline(report)))
        for page in report.pages[:1]:
            yield from self._say(f"Page first: {page.team} {pager(page.on_call, page.contact, brief=True)}.")
        if text := words.unlisted(report):
            yield from map(self.paint.bad, self._say(f"UNLISTED TOOLS {text}", "", "  "))
        yield from self._group("TO DO, the newest first", chosen(report.plan, lambda each: each.open))
        lost = chosen(report.plan, lambda each: each.lost and not each.open)
        yield from self._group("CANNOT BE UNDONE", lost)
        yield from self._settled()
        yield from self._listed("STOP THE FLOW", list(words.stops(report)))
        yield from self._pages()
        yield from self._listed("NOT KNOWN", (*words.ambiguous(report), *report.unknown))

    def _say(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, first, rest)

    def _group(self, title: str, entries: Sequence[Entry]) -> Iterator[str]:
        if entries:
            yield ""
            yield self.paint.bold(title)
        for entry in entries:
            yield from self._entry(entry)

    def _entry(self, entry: Entry) -> Iterator[str]:
        now = self.report.now
        for line in self._say(f"{entry.order}. {words.headline(entry)}", " ", "    "):
            yield self.paint.bold(line)
        paint = self.paint.bad if entry.lost else self.paint.warn
        yield from map(paint, self._say(words.todo(entry, now), "    "))
        for text in words.reconcile(entry):
            yield from self._say(text, "    ", "      ")
        if entry.reconcile and entry.reconcile.query:
            yield from (f"      {line}" for line in entry.reconcile.query.splitlines())
        for text in words.facts(entry, now):
            yield from self._say(text, "    ", "      ")
        for number, step in enumerate(entry.steps, start=1):
            yield from self._say(step, f"    {entry.order}.{number} ", "        ")
        if not entry.steps and entry.open and not entry.instead and not entry.lost:
            yield from self._say("No steps are written: ask the owner.", "    ")
        for step in entry.instead:
            yield from self._say(f"instead: {step}", "    ", "      ")
        yield from self._say(
            f"By {entry.by or 'nobody known'}: {pager(entry.on_call, entry.contact)}", "    ", "      "
        )
        if carried := words.flows(entry, now):
            yield from self._say(carried, "    ", "      ")
        yield from (self.paint.dim(line) for line in self._say(words.where(entry.effect.call), "    "))

    def _settled(self) -> Iterator[str]:
        settled = chosen(self.report.plan, lambda each: not each.open and not each.lost)
        if settled:
            yield ""
            yield self.paint.bold("NOTHING TO DO")
        for entry in settled:
            text = f"{entry.order}. {words.headline(entry)}: {words.todo(entry, self.report.now)}"
            yield from self._say(text, " ", "    ")

    def _pages(self) -> Iterator[str]:
        if self.report.pages:
            yield ""
            yield self.paint.bold("PAGE")
        for page in self.report.pages:
            until = f", until {moment(page.deadline)}" if page.deadline else ""
            text = f"{page.team}{until}: {pager(page.on_call, page.contact)}"
            yield from self._say(text, "  ", "    ")
            yield from self._say(", ".join(page.why), "    ")

    def _listed(self, title: str, texts: Sequence[str]) -> Iterator[str]:
        if texts:
            yield ""
            yield self.paint.bold(title)
        for text in texts:
            yield from self._say(text, "  ", "    ")
