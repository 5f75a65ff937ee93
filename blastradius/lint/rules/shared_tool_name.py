"""Names of tools that mean different operations in one run."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Agent, Tool

_FIRST = agent(
    delegates_to="[billing-bot]", tools="\n  - {name: refund, operation: stripe/create_refund, credential: unknown}"
)
_SECOND = """
  - name: {name}
    operation: paypal/refund_capture
    credential: unknown"""


@rule(
    severity=Severity.WARNING,
    passes=together(_FIRST, agent("billing-bot", tools=_SECOND.format(name="refund_wallet"))),
    fails=together(_FIRST, agent("billing-bot", tools=_SECOND.format(name="refund  # here"))),
)
def shared_tool_name(subject: Subject) -> Iterator[Problem]:
    """In one run, the name of a tool means one operation.

    Why: a trace says the name. With two operations behind it, `undo` and `retries` cannot tell what the recorded call
    was, and the planner may take one for the other.
    Fix: give one of the two another name, here and where it is registered.
    """
    reported = set()
    for agent_ in subject.catalog.agents:
        if agent_.status == RETIRED:
            continue
        known = {tool.name: (agent_, tool) for tool in reversed(agent_.tools)}
        for other in _helpers(subject, agent_):
            for tool in other.tools:
                first, namesake = known.setdefault(tool.name, (other, tool))
                if first.id == other.id or _targets(tool) == _targets(namesake) or (other.id, tool.name) in reported:
                    continue
                reported.add((other.id, tool.name))
                yield Problem(
                    at=tool.source / "name",
                    message=f"{quoted(tool.name)} is {_says(tool)} here and {_says(namesake)} in {quoted(first.id)}; "
                    f"{quoted(agent_.id)} delegates, so one run can have both",
                    help="give one of the two another name, here and where it is registered",
                )


def _helpers(subject: Subject, start: Agent) -> Iterator[Agent]:
    """The agents to which one delegates, at any remove, nearest first."""
    seen, wave = {start.id}, list(start.delegates_to)
    while wave:
        name = wave.pop(0)
        other = subject.catalog.agent.get(name)
        if name not in seen and other is not None:
            seen.add(name)
            wave += other.delegates_to
            yield other


def _targets(tool: Tool) -> frozenset[str]:
    return frozenset(bound.target for bound in tool.bound)


def _says(tool: Tool) -> str:
    return listed(sorted(_targets(tool))) or "no operation"
