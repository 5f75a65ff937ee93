"""`blastradius/claims/v1`."""

from collections.abc import Iterator

from blastradius.analysis.claims.report import Claim, ClaimsReport, Made
from blastradius.output.call_json import call
from blastradius.output.json import Listed, Object, problem, streamed
from blastradius.traces.events import Origin


def claims(report: ClaimsReport) -> Iterator[str]:
    """The answer to `claims` as JSON."""
    return streamed(
        {
            "schema": "blastradius/claims/v1",
            "complete": report.complete,
            **body(report),
            "problems": [problem(each) for each in report.problems],
        }
    )


def body(report: ClaimsReport) -> Object:
    """What the answer says, without what all answers have."""
    return {
        "sessions": report.sessions,
        "messages": report.messages,
        "tools_known": report.tools_known,
        "unlisted": list(report.unlisted),
        "claims": Listed(claimed, report.claims),
        "untold": Listed(_made, report.untold),
        "counts": dict(report.counts),
    }


def claimed(each: Claim) -> Object:
    """One claim."""
    return {
        "file": each.origin.file,
        "item": each.origin.item,
        "message": each.origin.message,
        "span": each.origin.span,
        "session": each.session,
        "sentence": each.sentence,
        "text": each.text,
        "operation": each.operation,
        "verdict": each.verdict.value,
        "call": call(each.made.call, each.made.effect) if each.made else None,
        "why": each.why,
        "corrected": _place(each.later) if each.later else None,
    }


def _place(origin: Origin) -> Object:
    return {"file": origin.file, "item": origin.item, "message": origin.message, "span": origin.span}


def _made(each: Made) -> Object:
    return call(each.call, each.effect)
