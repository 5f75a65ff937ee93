"""`retries` for a ticket or a chat."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.retries.report import Duplicate, RetriesReport
from blastradius.output import retries_words as words
from blastradius.output.markdown import code, escape, fenced
from blastradius.output.prose import moment, written
from blastradius.traces.views import chosen


def retries(report: RetriesReport) -> Iterator[str]:
    """The answer as Markdown."""
    return written(_lines(report))


def _lines(report: RetriesReport) -> Iterator[str]:
    yield f"# Retries, as of {moment(report.now)}"
    yield ""
    if not report.complete:
        yield "**This answer is partial.** What could not be read is missing from it:"
        yield ""
        for problem in report.problems:
            yield f"- {code(str(problem.location))} {escape(problem.message)}"
        yield ""
    yield escape(words.counts(report))
    if text := words.without_inventory(report):
        yield from ("", escape(text))
    yield from _duplicates("Happened more than once", report.certain, report)
    perhaps = chosen(report.duplicates, lambda each: not each.certain)
    yield from _duplicates("May have happened more than once", perhaps, report)
    if report.unknown:
        yield from ("", "## Outcome not known", "")
    for each in report.unknown:
        yield f"- {escape(words.unknown(each))}. {escape(words.tells(each))} ({code(words.place(each.effect))})"
        if each.query:
            yield from (f"  {line}" for line in fenced(each.query).splitlines())
    if report.unsafe:
        yield from ("", "## Unsafe retries", "")
    for again in report.unsafe:
        before = f"{code(words.place(again.after))}, then " if again.after is not again.effect else ""
        places = f"{before}{code(words.place(again.effect))}"
        yield f"- {escape(words.unsafe(again))} ({places})"
    if found := words.ambiguous(report):
        yield from ("", "## Not known", "", *(f"- {escape(text)}" for text in found))


def _duplicates(title: str, found: Sequence[Duplicate], report: RetriesReport) -> Iterator[str]:
    if found:
        yield from ("", f"## {title}", "")
    for each in found:
        yield f"- **{escape(words.duplicate(each, report))}.** {escape(words.why(each))}"
        yield from (f"  - {code(words.place(effect))}" for effect in each.calls)
