"""References to agents."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference, dangling
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.model.node import UNKNOWN


@rule(
    severity=Severity.ERROR,
    instead_of=("wrong-format",),
    passes="""
    apiVersion: blastradius/v1
    kind: Agent
    id: billing-bot
    status: live
    owner: unknown
    tools: unknown
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    delegates_to: [billing-bot]
    tools: unknown
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Agent
    id: billing-bot
    status: live
    owner: unknown
    tools: unknown
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    delegates_to:
      - billing-bto  # here
    tools: unknown
    """,
)
def dangling_agent(subject: Subject) -> Iterator[Problem]:
    """Every agent in `delegates_to` is written down.

    Why: who hijacks an agent has the tools of the agents it calls. One that is only a name hides them.
    Fix: correct the id, or write the agent: `kind: Agent`, `id`, `status`, `owner`, `tools`.
    """
    return dangling(
        subject,
        "agent",
        _references(subject),
        subject.catalog.agent,
        otherwise="write the agent (`kind: Agent`), or correct the id",
    )


def _references(subject: Subject) -> Iterator[Reference]:
    for agent in subject.referring("agent", subject.catalog.agent):
        place = agent.source / "delegates_to"
        listed = place.value if isinstance(place.value, list) else []
        for index, name in enumerate(listed):
            if isinstance(name, str) and name != UNKNOWN:
                yield place / index, name
