"""The sections of `triage` about what happened twice and what was only said."""

from collections.abc import Iterator

from blastradius.analysis.claims.report import Claim
from blastradius.analysis.retries.report import Duplicate
from blastradius.analysis.triage.report import TriageReport
from blastradius.output import claims_words, retries_words
from blastradius.output.sections import Item, Section, Tone
from blastradius.traces.views import mapped


def sections(report: TriageReport) -> Iterator[Section]:
    """What is certain of both; what is not decided stands in the answers of `retries` and `claims`."""
    perhaps = len(report.retries.duplicates) - len(report.retries.certain)
    yield Section(
        name="twice",
        title="Happened more than once",
        note=f"Not decided: {perhaps} more, see blastradius retries." if perhaps else None,
        items=mapped(lambda each: _duplicate(each, report), report.retries.certain),
        brief=4,
        more="blastradius retries",
    )
    yield Section(
        name="claims",
        title="Said, and no call bears it out",
        items=mapped(_claim, report.claims.alarms),
        brief=4,
        more="blastradius claims",
    )


def _duplicate(each: Duplicate, report: TriageReport) -> Item:
    return Item(
        head=retries_words.duplicate(each, report.retries),
        tone=Tone.BAD if each.worsens or each.left > 1 else Tone.WARN,
        facts=(retries_words.why(each),),
        place="; ".join(retries_words.place(effect) for effect in each.calls[:3]),
    )


def _claim(claim: Claim) -> Item:
    later = claims_words.later(claim)
    return Item(
        head=f"“{claim.text}”",
        tone=Tone.BAD,
        facts=(
            f"{claim.verdict.value[:1].upper()}{claim.verdict.value[1:]}: {claim.why}.",
            *([f"Nearest call: {claims_words.call(claim.made)}"] if claim.made else []),
            *([later] if later else []),
        ),
        place=claims_words.place(claim.origin),
    )
