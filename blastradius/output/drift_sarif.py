"""`drift` as SARIF 2.1.0, for code scanning.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from collections.abc import Iterator
from hashlib import sha256

from blastradius import __version__
from blastradius.analysis.drift.report import DriftReport
from blastradius.finding import Severity
from blastradius.output import drift_words
from blastradius.output.json import Object, document
from blastradius.source.document import Ref

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_RULES = {
    "drift/unlisted": "A tool is registered and no row says what it does.",
    "drift/gone": "A row stands for a tool that is not registered.",
    "drift/input-schema": "The input of a tool is another than when its row was written.",
    "drift/output-schema": "The result of a tool is declared otherwise than when its row was written.",
    "drift/hints": "A tool claims something else of itself than when its row was written.",
    "drift/description": "A tool is described otherwise than when its row was written.",
    "drift/method": "An operation has another HTTP method.",
    "drift/scopes": "An operation needs other scopes.",
    "drift/security": "What has to be shown to call an operation is another.",
    "drift/address": "An operation is sent elsewhere, or with another type of body.",
    "drift/effect": "What is registered says more than the effect that is written.",
    "drift/owner": "The catalogue names another owner.",
    "drift/on-call": "The catalogue knows how somebody is paged, and the inventory does not.",
}


def drift(report: DriftReport, *, verbose: bool) -> str:
    """The answer as SARIF."""
    return document(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "blastradius",
                            "version": __version__,
                            "rules": [
                                {"id": name, "shortDescription": {"text": text}} for name, text in _RULES.items()
                            ],
                        }
                    },
                    "invocations": [{"executionSuccessful": report.complete}],
                    "columnKind": "unicodeCodePoints",
                    "results": list(_results(report, verbose=verbose)),
                }
            ],
        }
    )


def _results(report: DriftReport, *, verbose: bool) -> Iterator[Object]:
    for missing in report.unlisted:
        yield _result(
            "drift/unlisted", "error", drift_words.unlisted(missing), missing.near, missing.where, missing.name
        )
    for row in report.gone:
        yield _result("drift/gone", "warning", drift_words.gone(row), row.where, report.source, row.tool)
    for each in report.told(verbose=verbose):
        found = each.difference
        text = f"`{each.tool}`: {drift_words.changed(each)}"
        yield _result(f"drift/{found.what.value}", _LEVELS[found.severity], text, each.where, report.source, each.tool)


def _result(rule: str, level: str, text: str, place: Ref | None, otherwise: str, name: str) -> Object:
    print_ = sha256(f"{rule}\0{name}\0{text}".encode("utf-8", "replace")).hexdigest()[:32]
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(place, otherwise)}],
        "partialFingerprints": {"blastradius/v1": print_},
    }


def _location(place: Ref | None, otherwise: str) -> Object:
    from urllib.parse import quote  # noqa: PLC0415 - only this format has addresses

    if place is None:
        return {"artifactLocation": {"uri": quote(otherwise)}}
    at = place.location
    region = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
    return {"artifactLocation": {"uri": quote(at.path)}, "region": region}
