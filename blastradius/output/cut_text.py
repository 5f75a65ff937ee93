"""`cut` for people: what to remove first, then what that leaves."""

from collections.abc import Iterator

from blastradius.analysis.cut.report import CutReport, Removal
from blastradius.output import cut_words as words
from blastradius.output.prose import Paint, counted, pager, wrapped

_SHOWN_PROBLEMS = 3


def cut(report: CutReport, paint: Paint, width: int) -> str:
    """The answer as text."""
    view = _View(report, paint, width)
    return "\n".join(view.lines()) + "\n"


class _View:
    def __init__(self, report: CutReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        yield from self._partial()
        named = ", ".join(f"{start.kind.value} {start.id}" for start in self.report.starts)
        for line in self._say(f"{named} · out of reach: {words.wanted(self.report)}"):
            yield self.paint.bold(line)
        for verdict in words.verdicts(self.report):
            paint = self.paint.bad if verdict.startswith(("NOT", "THERE")) else str
            yield from (paint(line) for line in self._say(verdict))
        if self.report.assumed:
            yield from self._say(f"Assumed: {', '.join(self.report.assumed)}.")
        yield from self._removals()
        yield from self._protected()
        yield from self._listed("LEFT", list(words.left(self.report)))
        yield from self._listed("NOT KNOWN", [f"{each.what} {each.where}" for each in self.report.unknown])

    def _say(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, first, rest)

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self.paint.bold(text)

    def _partial(self) -> Iterator[str]:
        report = self.report
        unknown = [f"{start.kind.value} {start.id}" for start in report.starts if not start.known]
        unknown += [f"system {each.target.system}" for each in report.protected if not each.target.known]
        said = [f"PARTIAL: there is no entry for {name}; this is what others say of it." for name in unknown]
        if report.problems:
            problems = counted(len(report.problems), "problem")
            said.append(f"PARTIAL: {problems} in the inventory; a way around this cut can be hidden there:")
        for text in said:
            yield from (self.paint.bad(line) for line in self._say(text))
        for problem in report.problems[:_SHOWN_PROBLEMS]:
            yield from self._say(f"{problem.location} {problem.message}", "  ")
        if len(report.problems) > _SHOWN_PROBLEMS:
            yield f"  and {len(report.problems) - _SHOWN_PROBLEMS} more: blastradius lint"

    def _removals(self) -> Iterator[str]:
        if self.report.removals:
            yield from self._heading("REMOVE")
        for number, removal in enumerate(self.report.removals, start=1):
            yield from self._removal(number, removal)

    def _removal(self, number: int, removal: Removal) -> Iterator[str]:
        what = removal.kind.value if removal.written else "grant that is not written down"
        for line in self._say(f"{number}. {what} {removal.source}", " ", "    "):
            yield self.paint.bold(line)
        yield from self._say(removal.says, "    ")
        for text in (words.ended(removal, self.report), words.breaks(removal)):
            if text:
                yield from self._say(text, "    ")
        yield from self._say(f"By {removal.by or 'an owner who is not known'}.", "    ")
        for asked in removal.asked:
            owner = f"{asked.owner or 'not known'}, owner of {asked.system}"
            yield from self._say(f"Ask {owner}: {pager(asked.on_call)}", "    ", "      ")
        if after := words.after(removal):
            yield from self._say(after, "    ")

    def _protected(self) -> Iterator[str]:
        found = [each for each in self.report.protected if each.kind]
        if found:
            yield from self._heading("REACHED BEFORE")
        for each in found:
            yield from self._say(f"{each.target.system}: {words.reached(each)}", "  ", "    ")
            for step in () if self.report.chosen else each.path:
                at = f" {step.at}" if step.at else ""
                for line in self._say(f"{step.says}{at}", "    > ", "      "):
                    yield self.paint.dim(line)

    def _listed(self, title: str, texts: list[str]) -> Iterator[str]:
        if texts:
            yield from self._heading(title)
        for text in texts:
            yield from self._say(text, "  ", "    ")
