"""Kill switches that nobody ever tried."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import LIVE, RETIRED
from blastradius.lint.example import agent
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity
from blastradius.model.cells import KillSwitch
from blastradius.model.entities import Agent, System

_SWITCH = "\n  how: [Set the flag to off and see state Stopped]\n  effect_within: 2m"


@rule(
    severity=Severity.WARNING,
    misses=("measured",),
    passes=agent(kill_switch=f"{_SWITCH}\n  measured: {{on: 2026-11-02, took: 40s}}"),
    fails=agent(kill_switch=_SWITCH).replace("kill_switch:", "kill_switch:  # here"),
)
def kill_switch_untested(subject: Subject) -> Iterator[Problem]:
    """Somebody has tried the kill switch of every agent, and timed it.

    Why: a switch that was never used stops nothing on the day: the flag is read at start only, the page needs a role,
    a queue goes on. How long it takes decides how many effects there are. Of an agent that is not live yet, and of a
    system's own switch, it is an information.
    Fix: stop the agent once, watch the last call, and write `measured: {on: DATE, took: 40s}`.
    """
    for each, switch in _switches(subject):
        live = isinstance(each, Agent) and each.status == LIVE
        if switch.how and (switch.source / "measured").value is None:
            yield Problem(
                at=switch.source / "measured",
                message=f"the kill switch of {entity(each.source.document)} was never tried: nobody knows whether it "
                "stops anything, or how soon",
                help="use it once, watch the last call, and write `measured: {on: DATE, took: 40s}`",
                severity=None if live else Severity.INFO,
            )


def _switches(subject: Subject) -> Iterator[tuple[Agent | System, KillSwitch]]:
    """Of agents that run, and of systems in which live agents change something."""
    for agent_ in subject.catalog.agents:
        if agent_.kill_switch and agent_.status != RETIRED:
            yield agent_, agent_.kill_switch
    changed = dict.fromkeys(call.operation.system for call in subject.calls if call.agent.status == LIVE)
    for system in filter(None, map(subject.catalog.system.get, changed)):
        if system.kill_switch:
            yield system, system.kill_switch
