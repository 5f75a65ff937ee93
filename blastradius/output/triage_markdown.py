"""`triage` for a ticket or a chat: all sections whole, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.triage.report import TriageReport
from blastradius.output import triage_words as words
from blastradius.output.markdown import code, escape, fenced
from blastradius.output.prose import written
from blastradius.output.sections import Item


def triage(report: TriageReport) -> Iterator[str]:
    """The answer as Markdown."""
    return written(_lines(report))


def _lines(report: TriageReport) -> Iterator[str]:
    yield f"# {escape(words.title(report))}"
    yield ""
    if not report.complete:
        yield "**This answer is partial.** What could not be read is missing from it:"
        yield ""
        for problem in report.problems:
            yield f"- {code(str(problem.location))} {escape(problem.message)}"
        yield ""
    yield "\\\n".join(escape(text) for text in words.head(report))
    for section in words.sections(report):
        yield from ("", f"## {escape(section.title)}", "")
        if section.note:
            yield from (escape(section.note), "")
        for item in section.items:
            yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    place = f" {code(item.place)}" if item.place else ""
    yield f"- **{escape(item.head)}**{place}"
    for text in item.facts:
        yield f"  - {escape(text)}"
    for number, act in enumerate(item.acts, start=1):
        yield f"  {number}. {escape(act)}"
    if item.copied:
        yield ""
        yield from (f"  {line}" for line in fenced(item.copied).splitlines())
        yield ""
