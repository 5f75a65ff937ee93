"""Agents that call themselves, or one that is retired."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted


@rule(
    severity=Severity.WARNING,
    passes=together(agent(delegates_to="[billing-agent]"), agent("billing-agent")),
    fails=together(agent(delegates_to="[macro-bot]  # here"), agent("macro-bot", status="retired")),
)
def delegation_in_vain(subject: Subject) -> Iterator[Problem]:
    """An agent calls others that run, not itself and not one that is retired.

    Why: the tools of the agents that it calls are in its reach. One that is retired should have none left to lend, and
    itself is mostly a slip for another, whose tools are then missing from every answer.
    Fix: name the agent that is called, or take the entry out.
    """
    for each in subject.catalog.agents:
        if each.status == RETIRED:
            continue
        for number, name in enumerate(each.delegates_to):
            called = subject.catalog.agent.get(name)
            what = "itself" if name == each.id else "which is retired" if called and called.status == RETIRED else ""
            if what:
                yield Problem(
                    at=each.source / "delegates_to" / number,
                    message=f"{quoted(each.id)} calls "
                    + (what if name == each.id else f"{quoted(name)}, {what}: its tools still count as reached"),
                    help="name the agent that it calls, or take the entry out",
                )
