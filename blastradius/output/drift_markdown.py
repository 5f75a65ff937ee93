"""`drift` for a ticket or a review, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.drift.report import Change, DriftReport
from blastradius.finding import Severity
from blastradius.output import drift_words
from blastradius.output.markdown import code, escape

_WORD = {Severity.ERROR: "**risk**", Severity.WARNING: "change", Severity.INFO: "noise"}


def drift(report: DriftReport, *, verbose: bool) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report, verbose=verbose)) + "\n"


def _lines(report: DriftReport, *, verbose: bool) -> Iterator[str]:
    yield from ("# Registered against written", "")
    for text in drift_words.partial(report):
        yield from (f"**{escape(text)}**", "")
    yield escape(drift_words.headline(report))
    if report.unlisted:
        yield from ("", "## Registered, without a row", "")
        yield from (f"- {code(each.name)}{_of(each.server)}" for each in report.unlisted)
    if report.gone:
        yield from ("", "## A row, and nothing is registered", "")
        yield from (f"- {code(each.tool)}{_of(each.server)}, {code(str(each.where))}" for each in report.gone)
    if changes := report.told(verbose=verbose):
        yield from (
            "",
            "## Changed",
            "",
            "| Tool | | What | Before | After | Row |",
            "| --- | --- | --- | --- | --- | --- |",
        )
        yield from map(_row, changes)
    if report.remarks:
        yield from ("", "## To know", "")
        yield from (f"- {_marked(remark)}" for remark in report.remarks)


def _row(each: Change) -> str:
    found = each.difference
    values = (code(value) if value is not None else "" for value in (found.before, found.after))
    cells = (
        f"{code(each.tool)}{_of(each.server)}",
        _WORD[found.severity],
        _marked(found.message),
        *values,
        code(str(each.where)),
    )
    return f"| {' | '.join(cells)} |"


def _marked(message: str) -> str:
    """A sentence whose names stand in code."""
    parts = message.split("`")
    if not len(parts) % 2:
        return escape(message)
    return "".join(code(part) if number % 2 else _spaced(part) for number, part in enumerate(parts))


def _spaced(text: str) -> str:
    """Escaped, with the spaces at its ends."""
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{escape(text)}{after}" if text.strip() else before


def _of(server: str | None) -> str:
    return f" of {code(server)}" if server else ""
