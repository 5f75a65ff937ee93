"""`retries` for people: what is certain first, then what may be, then what has to be found out."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.retries.report import Duplicate, RetriesReport
from blastradius.output import retries_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, moment, wrapped, written
from blastradius.traces.views import chosen


def retries(report: RetriesReport, paint: Paint, width: int) -> Iterator[str]:
    """The answer as text."""
    return written(_View(report, paint, width).lines())


class _View:
    def __init__(self, report: RetriesReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        report, paint = self.report, self.paint
        if not report.complete:
            yield from partial((), report.problems, paint, self.width, of="traces or inventory")
        yield from map(paint.bold, self._say(f"Retries as of {moment(report.now)}: {words.counts(report)}"))
        if text := words.without_inventory(report):
            yield from map(paint.warn, self._say(text))
        yield from self._duplicates("HAPPENED MORE THAN ONCE", report.certain)
        perhaps = chosen(report.duplicates, lambda each: not each.certain)
        yield from self._duplicates("MAY HAVE HAPPENED MORE THAN ONCE", perhaps)
        yield from self._unknown()
        yield from self._unsafe()
        yield from self._ambiguous()

    def _say(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, first, rest)

    def _title(self, title: str) -> Iterator[str]:
        yield ""
        yield self.paint.bold(title)

    def _duplicates(self, title: str, found: Sequence[Duplicate]) -> Iterator[str]:
        if found:
            yield from self._title(title)
        for each in found:
            paint = self.paint.bad if each.certain else self.paint.warn
            yield from map(paint, self._say(words.duplicate(each, self.report), "  ", "    "))
            yield from self._say(words.why(each), "    ", "      ")
            for effect in each.calls:
                yield from map(self.paint.dim, self._say(words.place(effect), "    ", "      "))

    def _unknown(self) -> Iterator[str]:
        if self.report.unknown:
            yield from self._title("OUTCOME NOT KNOWN: find out before anybody repeats it")
        for each in self.report.unknown:
            yield from map(self.paint.warn, self._say(words.unknown(each), "  ", "    "))
            yield from self._say(words.tells(each), "    ", "      ")
            if each.query:
                yield from (f"      {line}" for line in each.query.splitlines())
            yield from map(self.paint.dim, self._say(words.place(each.effect), "    ", "      "))

    def _unsafe(self) -> Iterator[str]:
        if self.report.unsafe:
            yield from self._title("UNSAFE RETRIES")
        for each in self.report.unsafe:
            yield from map(self.paint.warn, self._say(words.unsafe(each), "  ", "    "))
            for effect in (each.after, each.effect) if each.after is not each.effect else (each.effect,):
                yield from map(self.paint.dim, self._say(words.place(effect), "    ", "      "))

    def _ambiguous(self) -> Iterator[str]:
        found = words.ambiguous(self.report)
        if found:
            yield from self._title("NOT KNOWN")
        for text in found:
            yield from self._say(text, "  ", "    ")
