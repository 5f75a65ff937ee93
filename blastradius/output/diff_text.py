"""`diff` for people: one line, then what was gained and lost, by the line that caused it."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.diff.report import CellChange, DiffReport
from blastradius.output import diff_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, moment, wrapped

_STARTS = 12  # of one cause; the rest is counted
_CELLS = 20


def diff(report: DiffReport, paint: Paint, width: int) -> str:
    """The answer as text."""
    return "\n".join(_View(report, paint, width).lines()) + "\n"


class _View:
    def __init__(self, report: DiffReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        report = self.report
        if not report.complete:
            yield from partial((), report.problems, self.paint, self.width)
        colour = self.paint.bad if report.grew else self.paint.good if report.complete else self.paint.bold
        yield from map(colour, wrapped(words.summary(report), self.width))
        yield from wrapped(f"From {report.base} to {report.head}, both as of {moment(report.now)}.", self.width)
        if report.assumed:
            yield from wrapped(f"Assumed: {', '.join(report.assumed)}.", self.width)
        for note in report.notes:
            yield from wrapped(note, self.width)
        for each in report.renamed:
            yield from wrapped(f"Renamed: {each.kind} {each.before} is now {each.after}.", self.width)
        for text in words.described(report):
            yield from wrapped(text, self.width)
        yield from self._groups("GAINED", words.gained(report))
        yield from self._grants("WIDER GRANTS", gained=True)
        yield from self._effects()
        yield from self._guards("WEAKER GUARDS", weaker=True)
        yield from self._groups("LOST", words.lost(report))
        yield from self._grants("NARROWER GRANTS", gained=False)
        yield from self._guards("STRONGER GUARDS", weaker=False)
        yield from self._cells("CELLS LOST", report.cells_lost)
        yield from self._cells("CELLS THAT ARE NEW AND OPEN", report.cells_open)
        yield from self._cells("CELLS GAINED", report.cells_gained)

    def _heading(self, title: str) -> Iterator[str]:
        yield ""
        yield self.paint.bold(title)

    def _groups(self, title: str, groups: Sequence[words.Group]) -> Iterator[str]:
        if groups:
            yield from self._heading(title)
        for group in groups:
            yield from map(self.paint.bold, wrapped(f"{group.where} {group.says}".strip(), self.width, "  ", "    "))
            shown = group.told[:_STARTS]
            for told in shown:
                yield from wrapped(f"{told.who}: {told.what}", self.width, "    ", "      ")
                if told.path:
                    yield from map(self.paint.dim, wrapped(f"> {told.path}", self.width, "      ", "        "))
            if left := len(group.told) - len(shown):
                yield f"    and {left} more: --format json"

    def _grants(self, title: str, *, gained: bool) -> Iterator[str]:
        found = [
            f"{grant.where} {words.who(start)} on {grant.system}: {grant.what}"
            for start in self.report.starts
            for grant in (start.widened if gained else start.narrowed)
        ]
        if found:
            yield from self._heading(title)
        for text in found:
            yield from wrapped(text, self.width, "  ", "    ")

    def _effects(self) -> Iterator[str]:
        found = self.report.effects
        if found:
            yield from self._heading("NEW EFFECTS WITHOUT A PERSON WHO SEES THEM FIRST")
        for each in found[:_CELLS]:
            yield from wrapped(f"{each.where} {words.effect(each)}", self.width, "  ", "    ")
        if left := len(found) - len(found[:_CELLS]):
            yield f"  and {left} more: --format json"

    def _guards(self, title: str, *, weaker: bool) -> Iterator[str]:
        found = [each for each in self.report.guards if each.weaker is weaker]
        if found:
            yield from self._heading(title)
        for each in found[:_CELLS]:
            yield from wrapped(f"{each.where} {words.guard(each)}", self.width, "  ", "    ")
        if left := len(found) - len(found[:_CELLS]):
            yield f"  and {left} more: --format json"

    def _cells(self, title: str, changes: Sequence[CellChange]) -> Iterator[str]:
        if changes:
            yield from self._heading(title)
        for each in changes[:_CELLS]:
            yield from wrapped(f"{each.where} {words.cell(each)}", self.width, "  ", "    ")
        if left := len(changes) - len(changes[:_CELLS]):
            yield f"  and {left} more: --format json"
