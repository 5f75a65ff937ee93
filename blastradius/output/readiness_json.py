"""`blastradius/readiness/v1`."""

from blastradius.analysis.readiness.report import AgentReadiness, Counts, ReadinessReport, RowReadiness
from blastradius.model.durations import rfc3339
from blastradius.output.json import Object, document, problem


def readiness(report: ReadinessReport) -> str:
    """The answer to `readiness` as JSON."""
    return document(
        {
            "schema": "blastradius/readiness/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "ready": report.ready,
            "allow_stale": report.allow_stale,
            "cells": _counts(report.cells),
            "agents": [_agent(agent) for agent in report.agents],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _agent(agent: AgentReadiness) -> Object:
    return {
        "id": agent.id,
        "status": agent.status,
        "owner": agent.owner,
        "ready": agent.ready,
        "held": agent.held,
        "tools": agent.tools,
        "cells": _counts(agent.cells),
        "rows": [_row(row) for row in agent.rows],
        "missing": [each for row in agent.rows for each in _missing(row)],
        "obstacles": [{"what": each.what, "where": each.where} for each in agent.obstacles],
        "where": str(agent.source) if agent.source else None,
    }


def _counts(counts: Counts) -> Object:
    return {
        "total": counts.total,
        "known": counts.known,
        "unknown": counts.unknown,
        "stale": counts.stale,
        "per_cent": counts.per_cent,
    }


def _row(row: RowReadiness) -> Object:
    return {
        "tool": row.tool,
        "where": str(row.source),
        "cells": {cell.name: cell.state.value for cell in row.cells},
        "inherited": {name: str(loan.fact) for name, loan in row.inherited},
    }


def _missing(row: RowReadiness) -> list[Object]:
    return [
        {
            "tool": row.tool,
            "cell": cell.name,
            "state": cell.state.value,
            "said": cell.said,
            "doubt": cell.doubt.value if cell.doubt else None,
            "where": str(cell.where),
            "hint": cell.hint,
        }
        for cell in row.missing
    ]
