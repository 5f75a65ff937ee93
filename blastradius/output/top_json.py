"""`blastradius/top/v1`."""

from blastradius.analysis.top import Ranked, TopReport
from blastradius.model.durations import rfc3339
from blastradius.output.json import Object, document, problem


def top(report: TopReport, limit: int | None) -> str:
    """The answer to `top` as JSON: the first `limit` credentials, or all."""
    return document(
        {
            "schema": "blastradius/top/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "since": rfc3339(report.since),
            "assumed": list(report.assumed),
            "sort": report.sort.value,
            "total": len(report.credentials),
            "credentials": [_credential(each) for each in report.credentials[:limit]],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _credential(each: Ranked) -> Object:
    extent = each.extent
    return {
        "rank": each.rank,
        "id": each.id,
        "known": each.known,
        "owner": each.owner,
        "agents": list(each.agents),
        "others": list(each.others),
        "systems": {"direct": extent.direct, "escalated": extent.escalated, "conditional": extent.conditional},
        "operations": extent.operations,
        "irreversible": extent.irreversible,
        "undo_unknown": extent.undo_unknown,
        "latent": extent.latent,
        "at": str(each.source) if each.source else None,
    }
