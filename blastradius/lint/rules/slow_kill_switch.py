"""Kill switches that take longer than the rate limit counts."""

from collections.abc import Iterator

from msgspec import Struct

from blastradius.finding import Severity
from blastradius.lint.calls import Call
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rates import Rate, parse_rate
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.wording import quoted
from blastradius.model.durations import Duration
from blastradius.model.entities import Agent
from blastradius.source.document import Ref

_MOST_SHOWN = 3
_SYSTEM = system(operations="\n  - {id: create_refund, effect: pay}")
_AGENT = """
  - name: refund
    operation: stripe/create_refund
    credential: stripe-key
    approval: policy
    limit: {rate: 20/h}"""
_SWITCH = "{{how: [Set the flag to off], effect_within: {within}}}"


@rule(
    severity=Severity.WARNING,
    passes=together(_SYSTEM, credential(), agent(kill_switch=_SWITCH.format(within="5m"), tools=_AGENT)),
    fails=together(_SYSTEM, credential(), agent(kill_switch=f"{_SWITCH.format(within='2h15m')}  # here", tools=_AGENT)),
)
def slow_kill_switch(subject: Subject) -> Iterator[Problem]:
    """A kill switch works before an agent has used up its rate limit.

    Why: a limit bounds the damage of an hour; the switch has to bound the rest. One that takes longer lets a whole
    allowance through, and then more: effects before containment = rate x time until the switch works. The longer of
    `effect_within` and `measured.took` counts, and the lower of the limits of tool and operation.
    Fix: make the switch faster (a flag that is read before each call), or lower the `limit` of the tools it names.
    """
    found: dict[str, tuple[Agent, list[_Effects]]] = {}
    for call in subject.calls:
        slow, rate = _time(call.agent), _rate(call)
        if slow and rate and rate.number and (slow[0].seconds or 0) > rate.seconds:
            effects = _Effects(call=call, rate=rate, number=rate.number * (slow[0].seconds or 0) // rate.seconds)
            found.setdefault(call.agent.id, (call.agent, []))[1].append(effects)
    for agent_, several in found.values():
        slow = _time(agent_)
        if slow is None:
            continue
        took, place = slow
        most = sorted(several, key=lambda each: (-each.number, each.call.tool.name))
        shown = ", ".join(
            f"{quoted(each.call.tool.name)} {each.rate.text} x {took.text} = {each.number:,}"
            for each in most[:_MOST_SHOWN]
        )
        rest = len(most) - _MOST_SHOWN
        yield Problem(
            at=place,
            message=f"the kill switch of {quoted(agent_.id)} takes {quoted(took.text)}, longer than its rate limits "
            f"count; effects before containment: {shown}" + (f", and {rest} more tools" if rest > 0 else ""),
            help="make the switch work before each call, measure it again, or lower `limit.rate` of these tools",
        )


class _Effects(Struct, frozen=True, kw_only=True):
    """How often a call can happen before the switch works."""

    call: Call
    rate: Rate
    number: int


def _time(agent_: Agent) -> tuple[Duration, Ref] | None:
    """How long the switch takes, by the worse of word and measurement, and where that stands."""
    switch = agent_.kill_switch
    if switch is None:
        return None
    known: list[tuple[Duration, Ref]] = []
    if switch.effect_within:
        known.append((switch.effect_within, switch.source / "effect_within"))
    if switch.measured and switch.measured.took:
        known.append((switch.measured.took, switch.source / "measured" / "took"))
    return max(known, key=lambda each: each[0].seconds or 0, default=None)


def _rate(call: Call) -> Rate | None:
    """The lower of the limits of tool and operation."""
    limits = (call.tool.limit, call.operation.limit)
    rates = [rate for each in limits if each and (rate := parse_rate(each.rate))]
    return min(rates, key=lambda each: each.number / each.seconds, default=None)
