"""Kill switches that let many effects through before they work."""

from collections.abc import Container, Iterator

from msgspec import Struct

from blastradius.finding import Severity
from blastradius.lint.calls import Call
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rates import Rate, parse_rate
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import PlaceKey, place_key
from blastradius.lint.wording import entity, listed, quoted
from blastradius.model.durations import Duration
from blastradius.model.entities import Agent, System
from blastradius.source.document import Ref
from blastradius.source.spans import SECONDS

_MOST_SHOWN = 3
_MOST_OF_AGENT = 10
_MOST_OF_SYSTEM = 20
_HOUR = SECONDS["h"]
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
    fails=together(_SYSTEM, credential(), agent(kill_switch=f"{_SWITCH.format(within='45m')}  # here", tools=_AGENT)),
)
def slow_kill_switch(subject: Subject) -> Iterator[Problem]:
    """A kill switch works before many effects have happened.

    Why: a rate limit bounds the damage of an hour; the switch has to bound the rest. Effects before containment = rate
    x time until the switch works, however the rate is spelt (4/m is 240/h). More than 10 of one tool are reported, and
    of the second line, the switch of a system itself, more than 20; so is every switch that takes an hour, if a single
    call fits in. The longer of `effect_within` and `measured.took` counts, and the lower of the limits of tool and
    operation. Of a system it is an information, as long as the switches of its agents are in time. Where neither tool
    nor operation has a limit, nobody knows how many it will be: an information, and a warning where the switch takes an
    hour.
    Fix: make the switch faster (a flag that is read before each call), or lower the `limit` of the tools it names.
    """
    late: dict[PlaceKey, tuple[Agent | System, list[_Effects]]] = {}
    for call in subject.calls:
        for holder in (call.agent, subject.catalog.system.get(call.bound.system)):
            effects = _effects(call, holder) if holder else None
            if holder and effects:
                late.setdefault(place_key(effects.place), (holder, []))[1].append(effects)
    for holder, several in late.values():
        first = sorted(several, key=lambda each: (-each.number, each.call.tool.name))
        shown = ", ".join(
            f"{quoted(each.call.tool.name)} {each.rate.text} x {each.took.text} = {each.number:,}"
            for each in first[:_MOST_SHOWN]
        )
        rest = len(first) - _MOST_SHOWN
        second_line = isinstance(holder, System) and all(_in_time(each.call) for each in several)
        yield Problem(
            at=first[0].place,
            message=f"the kill switch of {entity(holder.source.document)} takes {quoted(first[0].took.text)}; effects "
            f"before containment: {shown}" + (f", and {rest} more tools" if rest > 0 else ""),
            help="make the switch work before each call, measure it again, or lower `limit.rate` of these tools",
            severity=Severity.INFO if second_line else None,
        )
    yield from _without_limit(subject, late)


def _without_limit(subject: Subject, late: Container[PlaceKey]) -> Iterator[Problem]:
    """Agents whose switch is not known to be late, with tools that nothing bounds until it works."""
    unbounded: dict[PlaceKey, tuple[Agent, Duration, Ref, list[str]]] = {}
    for call in subject.calls:
        slow = _time(call.agent)
        if slow and not any(each and each.rate for each in (call.tool.limit, call.operation.limit)):
            took, place = slow
            if place_key(place) not in late:
                found = unbounded.setdefault(place_key(place), (call.agent, took, place, []))
                found[-1].append(call.tool.name)
    for agent_, took, place, several in unbounded.values():
        yield Problem(
            at=place,
            message=f"the kill switch of {quoted(agent_.id)} takes {quoted(took.text)}, and nothing limits how often "
            f"{listed(dict.fromkeys(several))} can be called until then",
            help="write what the runtime or the system allows: `limit: {rate: 20/h}`, at the tool or its operation",
            severity=Severity.WARNING if (took.seconds or 0) >= _HOUR else Severity.INFO,
        )


class _Effects(Struct, frozen=True, kw_only=True):
    """How often a call can happen before a switch works, and where it stands how long that takes."""

    call: Call
    rate: Rate
    took: Duration
    number: int
    place: Ref


def _in_time(call: Call) -> bool:
    """Whether the switch of the agent is known to work before many effects have happened."""
    return _time(call.agent) is not None and _effects(call, call.agent) is None


def _effects(call: Call, holder: Agent | System) -> _Effects | None:
    """What happens until the switch works; `None` where that is little, or not known."""
    slow, rate = _time(holder), _rate(call)
    if slow is None or rate is None:
        return None
    took, place = slow
    seconds = took.seconds or 0
    number = rate.number * seconds // rate.seconds
    most = _MOST_OF_SYSTEM if isinstance(holder, System) else _MOST_OF_AGENT
    if number <= most and not (number and seconds >= _HOUR):
        return None
    return _Effects(call=call, rate=rate, took=took, number=number, place=place)


def _time(holder: Agent | System) -> tuple[Duration, Ref] | None:
    """How long the switch takes, by the worse of word and measurement, and where that stands."""
    switch = holder.kill_switch
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
