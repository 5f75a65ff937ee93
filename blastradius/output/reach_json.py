"""`blastradius/reach/v1`."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import (
    Class,
    OperationLog,
    Query,
    ReachedCredential,
    ReachedOperation,
    ReachedSystem,
    ReachReport,
    Spread,
    Step,
)
from blastradius.model.cells import Level
from blastradius.model.durations import rfc3339
from blastradius.output import inherited
from blastradius.output.json import Object, contact, document, on_call, problem


def reach(report: ReachReport) -> str:
    """The answer to `reach` as JSON."""
    return document(
        {
            "schema": "blastradius/reach/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "since": rfc3339(report.since),
            "assumed": list(report.assumed),
            "start": [{"kind": start.kind.value, "id": start.id} for start in report.starts],
            "holders": {"agents": list(report.agents), "others": list(report.others)},
            "credentials": [_credential(each) for each in report.credentials],
            "systems": [_system(each) for each in report.systems],
            "contaminated": [_spread(each) for each in report.contaminated if not each.conditions],
            "contaminated_if": [_spread(each) for each in report.contaminated if each.conditions],
            "disclosed": [_spread(each) for each in report.disclosed if not each.conditions],
            "disclosed_if": [_spread(each) for each in report.disclosed if each.conditions],
            "upstream": [{"id": each.id, "path": path(each.path)} for each in report.upstream],
            "upstream_unknown": list(report.upstream_not_all),
            "rotation": [list(group) for group in report.rotation],
            "left_behind": list(report.left_behind),
            "pages": [
                {
                    "team": page.team,
                    "on_call": on_call(page.on_call),
                    "contact": contact(page.contact),
                    "deadline": rfc3339(page.deadline),
                    "for": list(page.why),
                }
                for page in report.pages
            ],
            "unknown": [{"where": str(each.where), "what": each.what} for each in report.unknown],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _credential(each: ReachedCredential) -> Object:
    return {
        "id": each.id,
        "cap": each.cap.word,
        "class": each.kind.value,
        "levels": levels(each.levels),
        "expired": each.expired,
        "ended": rfc3339(each.ended),
        "conditions": list(each.conditions),
        "path": path(each.path),
    }


def _system(each: ReachedSystem) -> Object:
    log = each.evidence.log
    return {
        "id": each.id,
        "class": each.kind.value,
        "access": each.access.word,
        "resources": list(each.resources),
        "scopes": list(each.scopes),
        "conditions": list(each.conditions),
        "levels": levels(each.levels),
        "credentials": list(each.credentials),
        "path": path(each.path),
        "ended": rfc3339(each.ended),
        "owner": each.owner,
        "on_call": on_call(each.on_call),
        "contact": contact(each.contact),
        "audit_log": {
            "location": log.location if log else None,
            "query": each.evidence.queries[0].text if each.evidence.queries else None,
            "queries": _queries(each.evidence.queries),
            "evidence_until": rfc3339(each.evidence.until),
            "gone_before_undo": each.evidence.gone_before_undo,
            "operations": [_log(own) for own in each.evidence.operations],
        },
        "operations": [_operation(operation) for operation in each.operations],
        "inherited": inherited.as_json(each.inherited),
    }


def _log(own: OperationLog) -> Object:
    return {
        "operations": list(own.operations),
        "location": own.log.location,
        "queries": _queries(own.queries),
        "evidence_until": rfc3339(own.until),
    }


def _queries(queries: Iterable[Query]) -> list[Object]:
    return [{"credential": query.credential, "query": query.text} for query in queries]


def _operation(each: ReachedOperation) -> Object:
    window, reversibility = each.window, each.reversibility
    return {
        "id": each.id,
        "effect": each.effect[0] if len(each.effect) == 1 else list(each.effect) or "unknown",
        "use": each.use,
        "tools": list(each.tools),
        "brought_about_by": list(each.brought_about_by),
        "conditions": list(each.conditions),
        "reversibility": window.reversal.value if window else None,
        "state": window.state.value if window else None,
        "deadline": rfc3339(window.deadline) if window else None,
        "window": window.duration.text if window and window.duration else None,
        "event": window.event if window else None,
        "may_end_sooner": window.sooner if window else False,
        "undo": list(reversibility.undo) if reversibility else [],
        "residue": reversibility.residue if reversibility else None,
        "undo_blocked": each.undo_blocked,
        "undo_block": each.undo_block.value if each.undo_block else None,
    }


def _spread(each: Spread) -> Object:
    return {"id": each.id, "conditions": list(each.conditions), "path": path(each.path)}


def levels(found: Iterable[tuple[Level, Class]]) -> Object:
    """The class of each level."""
    return {level.word: kind.value for level, kind in found}


def path(steps: Iterable[Step]) -> list[Object]:
    """The steps of a proof."""
    return [
        {
            "rule": step.rule,
            "from": step.origin,
            "to": step.target,
            "at": str(step.at) if step.at else None,
            "says": step.says,
        }
        for step in steps
    ]
