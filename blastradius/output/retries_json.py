"""`blastradius/retries/v1`."""

from collections.abc import Iterator

from blastradius.analysis.retries.report import Duplicate, RetriesReport, Unknown, Unsafe
from blastradius.model.durations import rfc3339
from blastradius.output.call_json import ambiguous, call
from blastradius.output.json import Listed, Object, problem, streamed
from blastradius.traces.join import Effect


def retries(report: RetriesReport) -> Iterator[str]:
    """The answer to `retries` as JSON."""
    return streamed(
        {
            "schema": "blastradius/retries/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            **body(report),
            "problems": [problem(each) for each in report.problems],
        }
    )


def body(report: RetriesReport) -> Object:
    """What the answer says, without what all answers have."""
    return {
        "inventory": report.inventory,
        "sessions": report.sessions,
        "calls": report.calls,
        "duplicates": Listed(_duplicate, report.duplicates),
        "unknown": Listed(_unknown, report.unknown),
        "unsafe": Listed(_unsafe, report.unsafe),
        "ambiguous": Listed(ambiguous, report.ambiguous),
    }


def _duplicate(each: Duplicate) -> Object:
    first = each.calls[0]
    return {
        "operation": first.target,
        "kind": each.kind.value,
        "certain": each.certain,
        "worsens": each.worsens,
        "session": first.call.session,
        "calls": [_call(effect) for effect in each.calls],
        "made": each.made,
        "undone": each.undone,
        "left": each.left,
        "why": each.why,
    }


def _unknown(each: Unknown) -> Object:
    return {
        "call": _call(each.effect),
        "operation": each.effect.target,
        "why": each.why,
        "read_back": each.read_back,
        "query": each.query,
    }


def _unsafe(each: Unsafe) -> Object:
    return {
        "call": _call(each.effect),
        "after": _call(each.after),
        "operation": each.effect.target,
        "why": each.why,
    }


def _call(effect: Effect) -> Object:
    return call(effect.call, effect)
