"""`triage` for people: on the first lines what can still be undone, and until when."""

from collections.abc import Iterator

from blastradius.analysis.triage.report import TriageReport
from blastradius.output import triage_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, wrapped, written
from blastradius.output.sections import Item, Section, Tone

_BRIEF = {"undo", "reconcile", "unlisted", "lost"}
_FIRST_FACT = {"undo": 1, "unlisted": 0, "lost": 0}


def triage(report: TriageReport, paint: Paint, width: int) -> Iterator[str]:
    """The answer as text."""
    return written(_View(report, paint, width).lines())


class _View:
    def __init__(self, report: TriageReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        if not self.report.complete:
            yield from partial((), self.report.problems, self.paint, self.width, of="traces or inventory")
        first, *others = words.head(self.report)
        for line in self._say(f"{words.title(self.report)}: {first}"):
            yield self.paint.bold(line)
        for text in others:
            yield from self._say(text)
        for section in words.sections(self.report):
            yield from self._section(section)

    def _say(self, text: str, front: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, front, rest)

    def _section(self, section: Section) -> Iterator[str]:
        if section.name not in _BRIEF or section.name == "undo":
            yield ""
        yield self.paint.bold(section.title.upper())
        if section.note:
            yield from (self.paint.dim(line) for line in self._say(section.note, "  "))
        shown = section.items if section.brief is None else section.items[: section.brief]
        for item in shown:
            yield from self._item(item, section)
        rest = len(section.items) - len(shown)
        if section.name == "undo":
            yield from self._say("The steps, with a box for each: blastradius undo --script on the same runs.", "  ")
        if rest:
            yield f"  and {rest} more{f': {section.more}' if section.more else ''}"

    def _item(self, item: Item, section: Section) -> Iterator[str]:
        yield from (self._painted(item.tone, line) for line in self._say(item.head, "  ", "    "))
        for text in item.facts[: _FIRST_FACT.get(section.name, len(item.facts))]:
            yield from self._say(text, "    ", "      ")
        if section.name == "reconcile" and item.copied:
            for text in item.copied.splitlines():
                yield from self._say(text, "      ")
        if section.name not in _BRIEF:
            for number, act in enumerate(item.acts, start=1):
                yield from self._say(act, f"    {number}. ", "       ")

    def _painted(self, tone: Tone, line: str) -> str:
        match tone:
            case Tone.BAD:
                return self.paint.bad(line)
            case Tone.WARN:
                return self.paint.warn(line)
            case Tone.QUIET:
                return self.paint.dim(line)
            case Tone.PLAIN:
                return line
