"""Credentials that several agents hold."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted

_TOOLS = "\n  - {{name: post, operation: slack/post_message, credential: {key}}}"


@rule(
    severity=Severity.WARNING,
    passes=together(
        credential("support-key"),
        credential("billing-key"),
        agent(tools=_TOOLS.format(key="support-key")),
        agent("billing-bot", tools=_TOOLS.format(key="billing-key")),
    ),
    fails=together(
        credential("slack-key  # here"),
        agent(tools=_TOOLS.format(key="slack-key")),
        agent("billing-bot", tools=_TOOLS.format(key="slack-key")),
    ),
)
def credential_shared_by_agents(subject: Subject) -> Iterator[Problem]:
    """Each agent has credentials of its own.

    Why: the audit log cannot tell two agents with one key apart, and revoking it for the one that misbehaves stops the
    others too, so people hesitate.
    Fix: make one credential for each agent, with the scopes that its tools need, and bind the tools to it.
    """
    for name, held in subject.holders.items():
        credential_ = subject.catalog.credential.get(name)
        agents = sorted({each.id for each, _ in held if each.status != RETIRED})
        if credential_ and len(agents) > 1:
            yield Problem(
                at=credential_.source / "id",
                message=f"{quoted(name)} is shared by {listed(agents)}: the log cannot tell them apart, and "
                "revoking it stops them all",
                help="make one for each agent, with the scopes that its tools need, and bind the tools to it",
                about=agents,
            )
