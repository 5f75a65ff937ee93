"""`claims` for people: what is not true first, then what cannot be told, the rest as a number."""

from collections.abc import Iterator

from blastradius.analysis.claims.report import ALARMS, Claim, ClaimsReport, Verdict
from blastradius.output import claims_words as words
from blastradius.output.partial import ways_out
from blastradius.output.prose import Paint, counted, wrapped, written
from blastradius.traces.views import chosen

_SHOWN_PROBLEMS = 3
_SHOWN_UNTOLD = 20


def claims(report: ClaimsReport, paint: Paint, width: int, *, everything: bool) -> Iterator[str]:
    """The answer as text. With `everything`, claims that are backed as well."""
    return written(_lines(report, paint, width, everything=everything))


def _lines(report: ClaimsReport, paint: Paint, width: int, *, everything: bool) -> Iterator[str]:
    yield from _partial(report, paint, width)
    for line in wrapped(words.summary(report), width):
        yield paint.bad(line) if report.alarms else paint.bold(line)
    for text in words.caveats(report):
        yield from wrapped(text, width)
    for verdict in Verdict:
        found = chosen(report.claims, lambda claim, verdict=verdict: claim.verdict is verdict)  # type: ignore[misc] # bound now
        if not found:
            continue
        yield ""
        yield paint.bold(f"{verdict.value.upper()} {len(found)}: {words.MEANINGS[verdict.value]}")
        if verdict is Verdict.BACKED and not everything:
            yield "  listed with --all"
            continue
        for claim in found:
            yield from _claim(claim, paint, width)
    if report.untold:
        yield ""
        yield paint.bold(f"UNTOLD {len(report.untold)}: done, and no message says so")
        for made in report.untold[:_SHOWN_UNTOLD]:
            yield from wrapped(words.call(made), width, "  ", "    ")
        if len(report.untold) > _SHOWN_UNTOLD:
            yield f"  and {len(report.untold) - _SHOWN_UNTOLD} more, all of them with --format json"


def _partial(report: ClaimsReport, paint: Paint, width: int) -> Iterator[str]:
    if report.complete:
        return
    text = f"PARTIAL: {counted(len(report.problems), 'problem')} in what was read:"
    yield from (paint.bad(line) for line in wrapped(text, width))
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        yield from wrapped(f"{problem.location} {problem.message}", width, "  ")
    if len(report.problems) > _SHOWN_PROBLEMS:
        yield f"  and {len(report.problems) - _SHOWN_PROBLEMS} more, all of them with --format json"
    for hint in ways_out(report.problems):
        yield from wrapped(hint, width, "  ")


def _claim(claim: Claim, paint: Paint, width: int) -> Iterator[str]:
    lines = wrapped(f"“{claim.text}”", width, "  ", "   ")
    yield from (paint.bad(line) if claim.verdict in ALARMS else line for line in lines)
    yield from wrapped(claim.why, width, "    ")
    if claim.made:
        yield from wrapped(f"call: {words.call(claim.made)}", width, "    ", "      ")
    again = words.later(claim)
    if again:
        yield from wrapped(again, width, "    ", "      ")
    if claim.sentence.strip("-* ") != claim.text:
        for line in wrapped(f"in: {claim.sentence}", width, "    ", "      "):
            yield paint.dim(line)
    for line in wrapped(words.place(claim.origin), width, "    ", "      "):
        yield paint.dim(line)
