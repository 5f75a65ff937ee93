"""Annotations for GitHub Actions: workflow commands, one line each.

Source: GitHub Docs, Workflow commands for GitHub Actions, "Setting an error message".
"""

from blastradius.finding import Finding, Severity
from blastradius.lint.run import LintResult

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def lint(result: LintResult) -> str:
    """`::error file=…,line=…::message` for every finding."""
    return "".join(f"{_annotation(finding)}\n" for finding in result.findings)


def _annotation(finding: Finding) -> str:
    at = finding.location
    properties = {
        "file": at.path,
        "line": at.line,
        "col": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
        "title": finding.rule,
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = f"{finding.message}: {finding.help}" if finding.help else finding.message
    return f"::{_LEVEL[finding.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
