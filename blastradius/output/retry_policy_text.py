"""The retry policies for people: a line for each tool, then why."""

from collections.abc import Iterator

from blastradius.analysis.retry_policy.report import Retry, RetryPolicyReport, ToolPolicy
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, counted, one_line, wrapped


def retry_policy(report: RetryPolicyReport, paint: Paint, width: int) -> str:
    """The policies as text."""
    return "\n".join(_lines(report, paint, width)) + "\n"


def _lines(report: RetryPolicyReport, paint: Paint, width: int) -> Iterator[str]:
    if not report.complete:
        yield from partial((), report.problems, paint, width)
    counts = {retry: sum(each.retry is retry for each in report.tools) for retry in Retry}
    said = ", ".join(f"{number} {retry.value}" for retry, number in counts.items())
    yield from map(paint.bold, wrapped(f"{counted(len(report.tools), 'tool')}: {said}.", width))
    for each in report.tools:
        yield ""
        yield from _tool(each, paint, width)


def _tool(each: ToolPolicy, paint: Paint, width: int) -> Iterator[str]:
    colour = paint.bad if each.retry is Retry.NEVER else paint.good
    most = (
        ""
        if each.max_retries is None or each.retry is Retry.NEVER
        else f", at most {counted(each.max_retries, 'time')}"
    )
    yield f"{one_line(each.agent)}/{one_line(each.tool)}: {colour(each.retry.value)}{most}"
    for reason in each.reasons:
        yield from wrapped(f"{reason.where} {reason.says}", width, "  ", "    ")
    for one in each.operations:
        for reason in one.reasons:
            yield from wrapped(f"{reason.where} {one.operation}: {reason.says}", width, "  ", "    ")
    for reason in each.violations:
        yield from map(paint.bad, wrapped(f"{reason.where} NOT KEPT: {reason.says}", width, "  ", "    "))
