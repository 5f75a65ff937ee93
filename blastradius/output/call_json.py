"""`CALL` of the JSON answers about recorded runs."""

from blastradius.model.durations import rfc3339
from blastradius.output.json import Object
from blastradius.traces.events import Call
from blastradius.traces.join import Ambiguous, Effect, Outcome, outcome_of


def call(each: Call, effect: Effect | None = None) -> Object:
    """A call, with what the inventory says of it where that is known."""
    outcome = effect.outcome if effect else outcome_of(each, None)
    return {
        "file": each.origin.file,
        "item": each.origin.item,
        "message": each.origin.message,
        "span": each.origin.span,
        "session": each.session,
        "agent": (effect.agent if effect else None) or each.agent,
        "tool": each.tool,
        "call_id": each.call_id,
        "at": None if each.lower_bound else rfc3339(each.started),
        "ended": rfc3339(each.ended),
        "outcome": (outcome or Outcome.UNKNOWN).value,
        "operation": effect.target if effect else None,
        "system": effect.system if effect else None,
        "credential": effect.credential if effect else None,
    }


def ambiguous(each: Ambiguous) -> Object:
    """A call that several agents can have made."""
    return {"call": call(each.call), "agents": list(each.agents)}
