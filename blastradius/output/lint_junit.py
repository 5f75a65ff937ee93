"""Findings as JUnit XML: a suite for each file with findings, a case for each finding."""

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from blastradius.finding import Finding
from blastradius.lint.run import LintResult
from blastradius.source.load import LOST

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lint(result: LintResult, *, limit: int) -> str:
    """The findings as JUnit XML: failures up to the rank `limit` of severities, those that fail nothing are skipped.

    What could not be read is an error.
    """
    root = Element("testsuites", {"name": "blastradius lint"})
    for path, found in groupby(result.findings, key=lambda finding: finding.location.path):
        root.append(_suite(path, found, limit))
    if not len(root):
        suite = Element("testsuite", {"name": "inventory"})
        _case(suite, f"{result.files} files, {result.entities} entities", "inventory")
        root.append(_counted(suite))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(root, encoding='unicode')}\n"


def _suite(path: str, found: Iterable[Finding], limit: int) -> Element:
    suite = Element("testsuite", {"name": _text(path)})
    for finding in found:
        at = finding.location
        case = _case(suite, f"{finding.rule} at {at.line}:{at.column}", finding.entity or path)
        case.set("file", _text(path))
        case.set("line", str(at.line))
        tag = "error" if finding.rule in LOST else "failure" if finding.severity.rank <= limit else "skipped"
        outcome = SubElement(case, tag, {"message": _text(finding.message)})
        if tag != "skipped":
            outcome.set("type", finding.rule)
            outcome.text = _text(f"{at.path}:{at.line}:{at.column}: {finding.severity.value}\n{finding.help}")
    return _counted(suite)


def _case(suite: Element, name: str, holder: str) -> Element:
    return SubElement(suite, "testcase", {"classname": _text(holder), "name": _text(name), "time": "0"})


def _counted(suite: Element) -> Element:
    suite.set("tests", str(len(suite)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", "0")
    return suite


def _text(text: str) -> str:
    """Without characters that XML cannot say."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
