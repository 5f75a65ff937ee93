"""`blastradius/triage/v1`."""

from collections.abc import Iterator

from blastradius.analysis.triage.report import TriageAgent, TriageReport, TriageSession, TriageSystem, Unlisted
from blastradius.model.durations import rfc3339
from blastradius.output import claims_json, retries_json, undo_json
from blastradius.output.call_json import call
from blastradius.output.json import Listed, Object, contact, on_call, problem, streamed


def triage(report: TriageReport) -> Iterator[str]:
    """The answer to `triage` as JSON."""
    return streamed(
        {
            "schema": "blastradius/triage/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "found": report.found,
            "sessions": Listed(_session, report.sessions),
            "agents": [_agent(each) for each in report.agents],
            "systems": [_system(each) for each in report.systems],
            "unlisted": [_unlisted(each) for each in report.unlisted],
            "undo": undo_json.body(report.undo),
            "retries": retries_json.body(report.retries),
            "claims": claims_json.body(report.claims),
            "pages": [undo_json.page(each) for each in report.pages],
            "unknown": list(report.unknown),
            "problems": [problem(each) for each in report.problems],
        }
    )


def _session(each: TriageSession) -> Object:
    return {
        "id": each.id,
        "file": each.origin.file,
        "item": each.origin.item,
        "began": rfc3339(each.began),
        "ended": rfc3339(each.ended),
        "calls": each.calls,
        "agents": list(each.agents),
    }


def _agent(each: TriageAgent) -> Object:
    switch = each.kill_switch
    return {
        "id": each.id,
        "shown": each.shown,
        "status": each.status,
        "calls": each.calls,
        "tools": list(each.tools),
        "owner": each.owner,
        "on_call": on_call(each.on_call),
        "contact": contact(each.contact),
        "kill_switch": {"how": list(switch.how), "url": switch.url, "by": switch.by} if switch else None,
    }


def _system(each: TriageSystem) -> Object:
    return {
        "id": each.id,
        "known": each.known,
        "used": each.calls > 0,
        "calls": each.calls,
        "changed": each.changed,
        "failed": each.failed,
        "access": each.access.word if each.access else None,
        "credentials": list(each.credentials),
        "owner": each.owner,
        "on_call": on_call(each.on_call),
        "contact": contact(each.contact),
        "data": list(each.data),
        "audit_log": each.log.location if each.log else None,
        "queries": list(each.queries),
        "evidence_until": rfc3339(each.evidence_until),
    }


def _unlisted(each: Unlisted) -> Object:
    return {"tool": each.tool, "calls": Listed(call, each.calls)}
