"""`blastradius/retry-policy/v1`."""

from collections.abc import Iterable

from blastradius.analysis.retry_policy.report import (
    OperationPolicy,
    Reason,
    RetryKey,
    RetryPolicyReport,
    ToolPolicy,
)
from blastradius.model.durations import Duration, rfc3339
from blastradius.output.json import Object, document, problem


def retry_policy(report: RetryPolicyReport) -> str:
    """The policies as JSON, for the runtimes of agents."""
    return document(
        {
            "schema": "blastradius/retry-policy/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "tools": [_tool(each) for each in report.tools],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _tool(each: ToolPolicy) -> Object:
    return {
        "agent": each.agent,
        "tool": each.tool,
        "retry": each.retry.value,
        "max_retries": each.max_retries,
        "operations": [_operation(one) for one in each.operations],
        "reasons": _reasons(each.reasons),
        "violations": _reasons(each.violations),
        "where": str(each.source),
    }


def _operation(one: OperationPolicy) -> Object:
    back = one.read_back
    return {
        "operation": one.operation,
        "retry": one.retry.value,
        "key": _key(one.key) if one.key else None,
        "read_back": {"operation": back.operation, "after": _seconds(back.after)} if back else None,
        "reasons": _reasons(one.reasons),
    }


def _key(key: RetryKey) -> Object:
    return {
        "carrier": key.carrier,
        "name": key.name,
        "window": key.window.text,
        "window_seconds": key.window.seconds,
        "made_of": ["run", "step", "tool", "scope"],
        "scope": list(key.scope),
        "on_mismatch": key.on_mismatch,
    }


def _seconds(duration: Duration | None) -> int | None:
    return duration.seconds if duration else None


def _reasons(reasons: Iterable[Reason]) -> list[Object]:
    return [{"says": each.says, "where": str(each.where)} for each in reasons]
