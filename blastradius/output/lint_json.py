"""`blastradius/lint/v1`."""

from blastradius.finding import Finding, Severity
from blastradius.lint.run import LintResult
from blastradius.lint.suppress import How
from blastradius.output.json import Object, document, problem
from blastradius.source.load import LOST


def lint(result: LintResult, *, complete: bool) -> str:
    """The findings as JSON."""
    return document(
        {
            "schema": "blastradius/lint/v1",
            "complete": complete,
            "findings": [_finding(each) for each in result.findings],
            "counts": {
                severity.value: sum(each.severity is severity for each in result.findings) for severity in Severity
            },
            "suppressed": result.suppressed,
            "fixable": sum(each.fix is not None for each in result.findings),
            "statistics": [
                {"rule": rule, "severity": severity.value, "count": count, "fixable": fixable}
                for rule, severity, count, fixable in result.statistics
            ],
            "baseline": _baseline(result),
            "files": result.files,
            "entities": result.entities,
            "problems": [problem(each) for each in result.findings if each.rule in LOST],
        }
    )


def _finding(finding: Finding) -> Object:
    at = finding.location
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "entity": finding.entity,
        "pointer": finding.pointer,
        "fingerprint": finding.fingerprint,
        "help": finding.help,
        "fixable": finding.fix is not None,
    }


def _baseline(result: LintResult) -> Object | None:
    if result.gone is None:
        return None
    return {
        "accepted": sum(each.how is How.BASELINE for each in result.accepted),
        "gone": [
            {
                "rule": each.rule,
                "where": each.where,
                "pointer": each.pointer,
                "message": each.message,
                "count": each.found,
            }
            for each in result.gone
        ],
    }
