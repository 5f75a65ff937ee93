"""`blastradius/cut/v1`."""

from blastradius.analysis.cut.report import CutReport, Protected, Removal
from blastradius.analysis.reach.report import Spread
from blastradius.model.durations import rfc3339
from blastradius.output.json import Object, document, on_call, problem
from blastradius.output.reach_json import levels, path


def cut(report: CutReport) -> str:
    """The answer to `cut` as JSON."""
    return document(
        {
            "schema": "blastradius/cut/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "since": rfc3339(report.since),
            "assumed": list(report.assumed),
            "presumed": list(report.presumed),
            "start": [{"kind": start.kind.value, "id": start.id} for start in report.starts],
            "protect": "escalated" if report.chosen else "named",
            "systems": [_protected(each) for each in report.protected],
            "remove": [_removal(each) for each in report.removals],
            "smallest": report.smallest,
            "at_least": report.at_least,
            "cheapest": report.cheapest,
            "verified": True,
            "still_obtained": list(report.obtained),
            "unknown": [{"where": str(each.where), "what": each.what} for each in report.unknown],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _protected(each: Protected) -> Object:
    return {
        "id": each.target.system,
        "level": each.target.level.word,
        "class": each.kind.value if each.kind else None,
        "conditions": list(each.conditions),
        "path": path(each.path),
        "cuttable": each.cuttable,
        "remaining": levels(each.remaining),
        "contaminated": _spread(each.contaminated),
        "disclosed": _spread(each.disclosed),
    }


def _spread(spread: Spread | None) -> Object | None:
    return {"conditions": list(spread.conditions), "path": path(spread.path)} if spread else None


def _removal(each: Removal) -> Object:
    return {
        "kind": each.kind.value,
        "at": str(each.source),
        "pointer": each.source.rfc6901,
        "says": each.says,
        "credential": each.credential,
        "systems": [
            {"id": asked.system, "owner": asked.owner, "on_call": on_call(asked.on_call)} for asked in each.asked
        ],
        "written": each.written,
        "ended": rfc3339(each.ended),
        "by": each.by,
        "breaks": {"tools": list(each.tools), "others": list(each.others)},
    }
