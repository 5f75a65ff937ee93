"""Findings as SARIF 2.1.0, with the page of every rule and with what people accepted.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub Docs, "SARIF support for code scanning", for
what GitHub reads of it.
"""

from urllib.parse import quote

from blastradius.finding import Finding, Location, Severity
from blastradius.lint.rule import HERE, Rule
from blastradius.lint.rules import RULES
from blastradius.lint.run import LintResult
from blastradius.lint.suppress import Accepted, How
from blastradius.output.json import Object, document
from blastradius.output.lint_repeats import numbered
from blastradius.output.rules_text import paragraphs
from blastradius.source.load import LOST

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NUMBER = {rule.name: number for number, rule in enumerate(RULES)}


def lint(result: LintResult, *, complete: bool, version: str) -> str:
    """One run with all findings, those that are accepted among them, each with its suppression."""
    accepted = {id(each.finding): each for each in result.accepted}
    every = sorted((*result.findings, *(each.finding for each in result.accepted)), key=lambda each: each.order)
    run = {
        "tool": {
            "driver": {
                "name": "blastradius",
                "semanticVersion": version,
                "rules": [_rule(each) for each in RULES],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": complete,
                "toolExecutionNotifications": [_notification(each) for each in result.findings if each.rule in LOST],
            }
        ],
        "results": [_result(finding, name, accepted.get(id(finding))) for finding, name in numbered(every)],
    }
    return document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> Object:
    said = paragraphs(rule.page)
    return {
        "id": rule.name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": " ".join(said[:2])},
        "help": {"text": "\n\n".join(said), "markdown": _markdown(rule, said)},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"tags": ["blast-radius"]},
    }


def _markdown(rule: Rule, said: list[str]) -> str:
    parts = ["\n\n".join(each.replace("Why:", "**Why:**", 1).replace("Fix:", "**Fix:**", 1) for each in said)]
    if rule.fails:
        parts.append(f"Reported, at the line marked `{HERE}`:\n\n```yaml\n{rule.fails}\n```")
    if rule.passes:
        parts.append(f"Fine:\n\n```yaml\n{rule.passes}\n```")
    return "\n\n".join(parts)


def _result(finding: Finding, fingerprint: str, accepted: Accepted | None) -> Object:
    text = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    location: Object = {"physicalLocation": _place(finding.location)}
    if finding.entity:
        name = f"{finding.entity}{finding.pointer}"
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "member" if finding.pointer else "object"}]
    found: Object = {"ruleId": finding.rule}
    if finding.rule in _NUMBER:
        found["ruleIndex"] = _NUMBER[finding.rule]
    found |= {
        "level": _LEVEL[finding.severity],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "blastradius/v1": fingerprint},
    }
    if accepted is not None:
        kind = "inSource" if accepted.how is How.IGNORE else "external"
        found["suppressions"] = [{"kind": kind, "status": "accepted", "justification": accepted.reason}]
    return found


def _place(at: Location) -> Object:
    return {
        "artifactLocation": {"uri": _uri(at.path)},
        "region": {
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        },
    }


def _uri(path: str) -> str:
    """A path as a URI: relative ones stay so, and go from the root of the checkout where that is the working folder."""
    quoted = quote(path, safe="/", errors="surrogateescape")
    return f"file://{quoted}" if path.startswith("/") else quoted


def _notification(finding: Finding) -> Object:
    return {
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _place(finding.location)}],
    }
