"""`cut` for a ticket or a chat: the text answer's order, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.cut.report import CutReport, Removal
from blastradius.output import cut_words as words
from blastradius.output.markdown import code, escape
from blastradius.output.prose import moment, pager


def cut(report: CutReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: CutReport) -> Iterator[str]:
    yield f"# Cut for {', '.join(f'{start.kind.value} {code(start.id)}' for start in report.starts)}"
    yield ""
    yield from _partial(report)
    yield f"As of {moment(report.now)}. Out of reach: {escape(words.wanted(report))}."
    yield ""
    for verdict in words.verdicts(report):
        yield f"- {escape(verdict)}"
    if report.assumed:
        yield f"- Assumed: {escape(', '.join(report.assumed))}."
    if report.removals:
        yield from ("", "## Remove", "")
    for removal in report.removals:
        yield from _removal(removal, report)
    found = [each for each in report.protected if each.kind]
    if found:
        yield from ("", "## Reached before", "")
    for each in found:
        yield f"- {code(each.target.system)}: {escape(words.reached(each))}"
        for step in () if report.chosen else each.path:
            yield f"  - {escape(step.says)} {code(str(step.at)) if step.at else ''}".rstrip()
    yield from _listed("Left", (escape(text) for text in words.left(report)))
    yield from _listed("Not known", (f"{escape(each.what)} {code(str(each.where))}" for each in report.unknown))


def _partial(report: CutReport) -> Iterator[str]:
    if report.complete:
        return
    yield "**This answer is partial.** A way around this cut can be hidden in what could not be read:"
    yield ""
    for start in report.starts:
        if not start.known:
            yield f"- there is no entry for {start.kind.value} {code(start.id)}"
    for each in report.protected:
        if not each.target.known:
            yield f"- there is no entry for system {code(each.target.system)}"
    for problem in report.problems:
        yield f"- {code(str(problem.location))} {escape(problem.message)}"
    yield ""


def _removal(removal: Removal, report: CutReport) -> Iterator[str]:
    what = removal.kind.value if removal.written else "grant that is not written down"
    yield f"1. {what.capitalize()} {code(str(removal.source))}: {escape(removal.says)}"
    for text in (words.ended(removal, report), words.breaks(removal)):
        if text:
            yield f"   - {escape(text)}"
    yield f"   - By {escape(removal.by or 'an owner who is not known')}."
    for asked in removal.asked:
        owner = f"{escape(asked.owner or 'not known')}, owner of {code(asked.system)}"
        yield f"   - Ask {owner}: {escape(pager(asked.on_call))}"
    if after := words.after(removal):
        yield f"   - {escape(after)}"


def _listed(title: str, texts: Iterator[str]) -> Iterator[str]:
    found = list(texts)
    if found:
        yield from ("", f"## {title}", "")
        yield from (f"- {text}" for text in found)
