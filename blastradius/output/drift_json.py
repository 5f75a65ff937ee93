"""`blastradius/drift/v1`."""

from blastradius.analysis.drift.report import Change, DriftReport
from blastradius.output.json import Object, document, problem


def drift(report: DriftReport, *, verbose: bool) -> str:
    """The answer to `drift` as JSON; `verbose` with what is only written otherwise."""
    return document(
        {
            "schema": "blastradius/drift/v1",
            "complete": report.complete,
            "drifted": report.drifted,
            "source": report.source,
            "kind": report.kind,
            "agent": report.agent,
            "system": report.system,
            "compared": report.compared,
            "unlisted": [{"name": each.name, "server": each.server, "where": each.where} for each in report.unlisted],
            "gone": [{"tool": each.tool, "server": each.server, "where": str(each.where)} for each in report.gone],
            "changed": [_change(each) for each in report.told(verbose=verbose)],
            "remarks": list(report.remarks),
            "problems": [problem(each) for each in report.problems],
        }
    )


def _change(each: Change) -> Object:
    found = each.difference
    return {
        "tool": each.tool,
        "server": each.server,
        "what": found.what.value,
        "severity": found.severity.value,
        "message": found.message,
        "before": found.before,
        "after": found.after,
        "where": str(each.where),
    }
