"""`blastradius/undo/v1`."""

from collections.abc import Iterator

from blastradius.analysis.reach.report import Page
from blastradius.analysis.undo.report import Entry, Flow, Reconcile, UndoReport
from blastradius.model.durations import rfc3339
from blastradius.output import inherited
from blastradius.output.call_json import ambiguous, call
from blastradius.output.json import Listed, Object, contact, on_call, problem, streamed


def undo(report: UndoReport) -> Iterator[str]:
    """The answer to `undo` as JSON."""
    return streamed(
        {
            "schema": "blastradius/undo/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            **body(report),
            "problems": [problem(each) for each in report.problems],
        }
    )


def body(report: UndoReport) -> Object:
    """What the answer says, without what all answers have."""
    return {
        "inventory": report.inventory,
        "sessions": report.sessions,
        "calls": report.calls,
        "plan": Listed(_entry, report.plan),
        "unlisted": Listed(call, report.unlisted),
        "ambiguous": Listed(ambiguous, report.ambiguous),
        "pages": [page(each) for each in report.pages],
        "unknown": list(report.unknown),
    }


def page(each: Page) -> Object:
    """Whom to page, by when, for what."""
    return {
        "team": each.team,
        "on_call": on_call(each.on_call),
        "contact": contact(each.contact),
        "deadline": rfc3339(each.deadline),
        "why": list(each.why),
    }


def _entry(entry: Entry) -> Object:
    return {
        "order": entry.order,
        "session": entry.effect.call.session,
        "system": entry.effect.system,
        "operation": entry.effect.operation_id,
        "call": call(entry.effect.call, entry.effect),
        "about": entry.about,
        "first": entry.first.value,
        "class": entry.reversal.value,
        "state": entry.state.value,
        "deadline": rfc3339(entry.deadline),
        "at_is_lower_bound": entry.lower_bound,
        "window": entry.window.text if entry.window else None,
        "until": entry.event,
        "may_end_sooner": entry.sooner,
        "not_before": rfc3339(entry.not_before),
        "one_shot": entry.one_shot,
        "steps": list(entry.steps),
        "instead": list(entry.instead),
        "former": dict(entry.former),
        "check_first": list(entry.checks),
        "residue": entry.residue,
        "inherited": next(iter(inherited.as_json([entry.inherited])), None) if entry.inherited else None,
        "also": list(entry.also),
        "reconcile": _reconcile(entry.reconcile),
        "by": entry.by,
        "on_call": on_call(entry.on_call),
        "contact": contact(entry.contact),
        "requires": list(entry.requires),
        "depends_on": list(entry.depends_on),
        "undone_by": call(entry.undone_by.call, entry.undone_by) if entry.undone_by else None,
        "undoes": entry.undoes,
        "flows": [_flow(each) for each in entry.flows],
    }


def _reconcile(found: Reconcile | None) -> Object | None:
    if found is None:
        return None
    return {"why": found.why, "read_back": found.read_back, "query": found.query, "location": found.location}


def _flow(flow: Flow) -> Object:
    return {
        "system": flow.system,
        "via": list(flow.via),
        "what": flow.what,
        "since": rfc3339(flow.since),
        "arrived": flow.arrived,
        "stop": list(flow.stop),
    }
