"""`blastradius/diff/v1`."""

from collections.abc import Iterable

from blastradius.analysis.diff.report import (
    Cause,
    CellChange,
    Change,
    DiffReport,
    Extent,
    GrantChange,
    OperationChange,
    StartChange,
)
from blastradius.model.durations import rfc3339
from blastradius.output import diff_words as words
from blastradius.output.json import Object, document, problem
from blastradius.output.reach_json import path


def diff(report: DiffReport) -> str:
    """The answer to `diff` as JSON."""
    return document(
        {
            "schema": "blastradius/diff/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "base": report.base,
            "head": report.head,
            "assumed": list(report.assumed),
            "summary": words.summary(report),
            "grew": report.grew,
            "compared": report.compared,
            "renamed": [{"kind": each.kind, "before": each.before, "after": each.after} for each in report.renamed],
            "reach": [_start(start) for start in report.starts],
            "cells": {
                "gained": _cells(report.cells_gained),
                "lost": _cells(report.cells_lost),
                "open": _cells(report.cells_open),
            },
            "guards": [
                {
                    "agent": each.agent,
                    "tool": each.tool,
                    "guard": each.guard,
                    "before": each.before,
                    "after": each.after,
                    "weaker": each.weaker,
                    "where": str(each.where),
                }
                for each in report.guards
            ],
            "effects": [
                {
                    "agent": each.agent,
                    "by": each.by,
                    "tool": each.tool,
                    "operation": each.operation,
                    "effect": list(each.effect),
                    "approval": each.approval,
                    "before": each.before,
                    "where": str(each.where),
                }
                for each in report.effects
            ],
            "tools": {"added": list(report.tools_added), "removed": list(report.tools_removed)},
            "notes": list(report.notes),
            "problems": [problem(each) for each in report.problems],
        }
    )


def _start(start: StartChange) -> Object:
    return {
        "start": {"kind": start.kind.value, "id": start.id},
        "before": start.before,
        "after": start.after,
        "grew": start.grew,
        "gained": [_change(each) for each in start.gained],
        "lost": [_change(each) for each in start.lost],
        "operations": {
            "gained": [_operation(each) for each in start.operations_gained],
            "lost": [_operation(each) for each in start.operations_lost],
        },
        "grants": {
            "widened": [_grant(each) for each in start.widened],
            "narrowed": [_grant(each) for each in start.narrowed],
        },
    }


def _change(each: Change) -> Object:
    return {
        "system": each.system,
        "access": each.extent.access.word,
        "class": each.extent.kind.value,
        "other": _extent(each.other),
        "cause": _cause(each.cause),
        "path": path(each.path),
    }


def _extent(extent: Extent | None) -> Object | None:
    return {"access": extent.access.word, "class": extent.kind.value} if extent else None


def _cause(cause: Cause | None) -> Object | None:
    return {"where": str(cause.where) if cause.where else None, "says": cause.says} if cause else None


def _operation(each: OperationChange) -> Object:
    return {
        "system": each.system,
        "operation": each.operation,
        "effect": list(each.effect),
        "conditional": each.conditional,
        "described": each.described,
        "cause": _cause(each.cause),
    }


def _grant(each: GrantChange) -> Object:
    return {"system": each.system, "what": each.what, "where": str(each.where)}


def _cells(changes: Iterable[CellChange]) -> list[Object]:
    return [
        {
            "agent": each.agent,
            "tool": each.tool,
            "cell": each.cell,
            "before": each.before.value if each.before else None,
            "after": each.after.value if each.after else None,
            "where": str(each.where),
        }
        for each in changes
    ]
