"""`triage` as one page of HTML that loads nothing: for a phone, in the dark, or printed."""

from blastradius.analysis.triage.report import TriageReport
from blastradius.output import html
from blastradius.output import triage_words as words


def triage(report: TriageReport, template: str) -> str:
    """The page that the template makes of the answer."""
    partial = [f"{problem.location} {problem.message}" for problem in report.problems]
    return html.page(
        template,
        title=words.title(report),
        partial=[] if report.complete else ["This answer is partial. What could not be read is missing:", *partial],
        head=list(words.head(report)),
        sections=words.sections(report),
    )
