"""Findings as GitLab shows them in a merge request: a Code Quality report.

Source: GitLab Docs, Code Quality, "Import code quality results from a CI/CD job", the report format.
"""

import json

from blastradius.finding import Finding, Severity
from blastradius.lint.run import LintResult
from blastradius.output.json import Object
from blastradius.output.lint_repeats import numbered
from blastradius.output.prose import one_line
from blastradius.source.invisible import escaped

_LEVEL = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def lint(result: LintResult) -> str:
    """One JSON array. GitLab reads no more than these fields."""
    issues = [_issue(finding, name) for finding, name in numbered(result.findings)]
    return escaped(json.dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _issue(finding: Finding, fingerprint: str) -> Object:
    at = finding.location
    text = f"{finding.message}: {finding.help}" if finding.help else finding.message
    return {
        "description": one_line(text),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _LEVEL[finding.severity],
        "location": {"path": at.path, "lines": {"begin": at.line, "end": at.end_line}},
    }
