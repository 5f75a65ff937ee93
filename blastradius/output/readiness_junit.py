"""`readiness` as JUnit XML: a suite for each agent, a case for each cell of each tool."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from blastradius.analysis.readiness.report import AgentReadiness, ReadinessReport, RowReadiness
from blastradius.finding import Severity
from blastradius.model.durations import rfc3339
from blastradius.model.rows import Cell, State
from blastradius.output import readiness_words as words

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def readiness(report: ReadinessReport) -> str:
    """The answer as JUnit XML. What makes it partial are errors of a suite of their own."""
    root = Element("testsuites", {"name": "blastradius readiness"})
    if not report.complete:
        root.append(_reading(report))
    for agent in report.agents:
        root.append(_suite(agent, report))
    suites = list(root)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(root, encoding='unicode')}\n"


def _reading(report: ReadinessReport) -> Element:
    suite = Element("testsuite", {"name": "reading the inventory"})
    for finding in report.problems:
        if finding.severity is Severity.ERROR:
            at = finding.location
            case = _case(suite, finding.rule, "inventory", f"{at.path}:{at.line}")
            SubElement(case, "error", {"type": finding.rule, "message": _text(finding.message)})
    if not len(suite):
        SubElement(_case(suite, "complete", "inventory", None), "error", {"message": "part of it could not be read"})
    return _counted(suite, report)


def _suite(agent: AgentReadiness, report: ReadinessReport) -> Element:
    suite = Element("testsuite", {"name": _text(agent.id)})
    for number, obstacle in enumerate(agent.obstacles, start=1):
        case = _case(suite, f"obstacle {number}", agent.id, obstacle.where)
        SubElement(case, "failure" if agent.held else "skipped", {"message": _text(obstacle.what)})
    for row in agent.rows:
        for cell in row.cells:
            _cell(suite, agent, row, cell, allowed=not agent.held or report.allow_stale)
    return _counted(suite, report)


def _cell(suite: Element, agent: AgentReadiness, row: RowReadiness, cell: Cell, *, allowed: bool) -> None:
    holder = f"{agent.id}.{row.tool}" if row.tool else agent.id
    known = cell.state is State.KNOWN
    case = _case(suite, cell.name, holder, None if known else str(cell.where))
    if not known:
        skipped = not agent.held or (allowed and cell.state is State.STALE)
        message = _text(f"{cell.where}: {words.named(cell)} is {words.state(cell)}")
        SubElement(case, "skipped" if skipped else "failure", {"message": message})


def _case(suite: Element, name: str, holder: str, where: str | None) -> Element:
    case = SubElement(suite, "testcase", {"classname": _text(holder), "name": _text(name), "time": "0"})
    if where:
        path, _, line = where.rpartition(":")
        case.set("file", _text(path))
        case.set("line", line)
    return case


def _counted(suite: Element, report: ReadinessReport) -> Element:
    suite.set("tests", str(len(suite)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", "0")
    suite.set("timestamp", (rfc3339(report.now) or "").removesuffix("Z"))
    return suite


def _text(text: str) -> str:
    """Without characters that XML cannot say."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
