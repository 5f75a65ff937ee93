"""`claims` for a ticket or a review, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.claims.report import Claim, ClaimsReport, Verdict
from blastradius.output import claims_words as words
from blastradius.output.markdown import code, escape
from blastradius.output.prose import written
from blastradius.traces.views import chosen


def claims(report: ClaimsReport) -> Iterator[str]:
    """The answer as Markdown."""
    return written(_lines(report))


def _lines(report: ClaimsReport) -> Iterator[str]:
    yield "# Claims"
    yield ""
    if not report.complete:
        yield "**This answer is partial.** Not everything could be read:"
        yield ""
        yield from (f"- {code(str(problem.location))} {escape(problem.message)}" for problem in report.problems)
        yield ""
    yield escape(words.summary(report)) + "."
    for text in words.caveats(report):
        yield ""
        yield escape(text)
    for verdict in Verdict:
        found = chosen(report.claims, lambda claim, verdict=verdict: claim.verdict is verdict)  # type: ignore[misc] # bound now
        if found:
            yield from (
                "",
                f"## {verdict.value.capitalize()}: {len(found)}",
                "",
                f"{words.MEANINGS[verdict.value].capitalize()}.",
                "",
            )
        for claim in found if verdict is not Verdict.BACKED else ():
            yield from _claim(claim)
    if report.untold:
        yield from ("", f"## Untold: {len(report.untold)}", "", "Done, and no message says so.", "")
        yield from (f"- {_call(words.call(made))}" for made in report.untold)


def _claim(claim: Claim) -> Iterator[str]:
    yield f"- “{escape(claim.text)}”"
    yield f"  - {escape(claim.why)}"
    if claim.made:
        yield f"  - Call: {_call(words.call(claim.made))}"
    again = words.later(claim)
    if again:
        yield f"  - {escape(again)}"
    if claim.sentence.strip("-* ") != claim.text:
        yield f"  - In: {escape(claim.sentence)}"
    yield f"  - {code(words.place(claim.origin))}"


def _call(text: str) -> str:
    return code(text)
