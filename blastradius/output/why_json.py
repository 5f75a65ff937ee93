"""`blastradius/why/v1`."""

from blastradius.analysis.why.report import Alternatives, Chain, Reason, WhyAnswer, WhyReport, WhyStep, Written
from blastradius.graph.kinds import Cost
from blastradius.model.durations import rfc3339
from blastradius.output.json import Object, document, problem
from blastradius.source.document import Ref


def why(report: WhyReport) -> str:
    """The answer to `reach --why` as JSON."""
    return document(
        {
            "schema": "blastradius/why/v1",
            "complete": report.complete,
            "now": rfc3339(report.now),
            "since": rfc3339(report.since),
            "assumed": list(report.assumed),
            "start": [{"kind": start.kind.value, "id": start.id} for start in report.starts],
            "answers": [_answer(each) for each in report.answers],
            "problems": [problem(each) for each in report.problems],
        }
    )


def _answer(each: WhyAnswer) -> Object:
    return {
        "target": {
            "kind": each.target.kind.value,
            "id": each.target.id,
            "level": each.target.level.word if each.target.level else None,
        },
        "level": each.level.word if each.level else None,
        "reached": each.reached,
        "class": each.kind.value if each.kind else None,
        "verdict": each.verdict,
        "remarks": list(each.remarks),
        "levels": {level.word: kind.value for level, kind in each.levels},
        "chains": [_chain(chain) for chain in each.chains],
        "reasons": [_reason(reason) for reason in each.reasons],
        "all_paths": _paths(each.alternatives) if each.alternatives else None,
    }


def _chain(each: Chain) -> Object:
    return {
        "class": each.kind.value,
        "level": each.level.word if each.level else None,
        "title": each.title,
        "conditions": list(each.conditions),
        "assumed": list(each.assumed),
        "obtained": list(each.obtained),
        "cost": _cost(each.cost),
        "steps": [_step(step) for step in each.steps],
    }


def _cost(each: Cost) -> Object:
    return {
        "conditions": each.presumed,
        "assumed": each.assumed,
        "obtained": each.obtained,
        "hops": each.hops,
    }


def _step(each: WhyStep) -> Object:
    return {
        "number": each.number,
        "rule": each.rule,
        "from": each.origin,
        "to": each.target,
        "at": _place(each.at),
        "uses": list(each.uses),
        "says": each.says,
    }


def _reason(each: Reason) -> Object:
    return {"at": _place(each.at), "says": each.says}


def _paths(each: Alternatives) -> Object:
    return {
        "total": each.total,
        "ran_out": each.ran_out,
        "shared": [_fact(fact) for fact in each.shared],
        "paths": [
            {
                "conditions": list(path.conditions),
                "obtained": list(path.obtained),
                "cost": _cost(path.cost),
                "facts": [_fact(fact) for fact in path.facts],
            }
            for path in each.found
        ],
    }


def _fact(each: Written) -> Object:
    return {"fact": each.what, "at": _place(each.at), "says": each.says}


def _place(at: Ref | None) -> str | None:
    return str(at) if at else None
