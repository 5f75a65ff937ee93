"""`diff` as a comment on a pull request: one line, then what was gained and lost, by the line that caused it."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.diff.report import CellChange, DiffReport
from blastradius.finding import Severity
from blastradius.output import diff_words as words
from blastradius.output.markdown import code, escape
from blastradius.output.prose import moment

_STARTS = 12
_CELLS = 20


def diff(report: DiffReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: DiffReport) -> Iterator[str]:
    yield from ("# What this changes", "", f"**{escape(words.summary(report))}**", "")
    yield f"From {code(report.base)} to {code(report.head)}, both as of {moment(report.now)}."
    errors = [finding for finding in report.problems if finding.severity is Severity.ERROR]
    if errors:
        yield from ("", "Part could not be read; what it hides is missing here:", "")
        yield from (f"- {code(str(finding.location))} {escape(finding.message)}" for finding in errors)
    notes: list[str] = [escape(note) for note in report.notes]
    if report.assumed:
        notes.append(escape(f"Assumed: {', '.join(report.assumed)}."))
    notes += [f"Renamed: {each.kind} {code(each.before)} is now {code(each.after)}." for each in report.renamed]
    notes += map(escape, words.described(report))
    for note in notes:
        yield from ("", note)
    yield from _groups("Gained", words.gained(report))
    yield from _grants("Wider grants", report, gained=True)
    yield from _effects(report)
    yield from _guards("Weaker guards", report, weaker=True)
    yield from _groups("Lost", words.lost(report))
    yield from _grants("Narrower grants", report, gained=False)
    yield from _guards("Stronger guards", report, weaker=False)
    yield from _cells("Cells lost", report.cells_lost)
    yield from _cells("Cells that are new and open", report.cells_open)
    yield from _cells("Cells gained", report.cells_gained)


def _groups(title: str, groups: Sequence[words.Group]) -> Iterator[str]:
    if groups:
        yield from ("", f"## {title}", "")
    for group in groups:
        yield f"- {code(group.where) if group.where else ''} {escape(group.says)}".rstrip()
        for told in group.told[:_STARTS]:
            yield f"  - {escape(f'{told.who}: {told.what}')}"
            if told.path:
                yield f"    <br>{escape(told.path)}"
        if left := len(group.told) - len(group.told[:_STARTS]):
            yield f"  - and {left} more"


def _grants(title: str, report: DiffReport, *, gained: bool) -> Iterator[str]:
    found = [
        f"- {code(str(grant.where))} {escape(f'{words.who(start)} on {grant.system}: {grant.what}')}"
        for start in report.starts
        for grant in (start.widened if gained else start.narrowed)
    ]
    if found:
        yield from ("", f"## {title}", "", *found)


def _effects(report: DiffReport) -> Iterator[str]:
    if report.effects:
        yield from ("", "## New effects without a person who sees them first", "")
    for each in report.effects[:_CELLS]:
        yield f"- {code(str(each.where))} {escape(words.effect(each))}"
    if left := len(report.effects) - len(report.effects[:_CELLS]):
        yield f"- and {left} more"


def _guards(title: str, report: DiffReport, *, weaker: bool) -> Iterator[str]:
    found = [each for each in report.guards if each.weaker is weaker]
    if found:
        yield from ("", f"## {title}", "")
    for each in found[:_CELLS]:
        yield f"- {code(str(each.where))} {escape(words.guard(each))}"
    if left := len(found) - len(found[:_CELLS]):
        yield f"- and {left} more"


def _cells(title: str, changes: Sequence[CellChange]) -> Iterator[str]:
    if changes:
        yield from ("", f"## {title}", "")
    for each in changes[:_CELLS]:
        yield f"- {code(str(each.where))} {escape(words.cell(each))}"
    if left := len(changes) - len(changes[:_CELLS]):
        yield f"- and {left} more"
