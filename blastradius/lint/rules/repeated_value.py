"""Values that stand twice in a list."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: payments
    tools: unknown
    delegates_to: [billing-bot, mail-bot]
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: payments
    tools: unknown
    delegates_to:
      - billing-bot
      - billing-bot  # here
    """,
)
def repeated_value(subject: Subject) -> Iterator[Finding]:
    """A list of names has each name once.

    Why: the second one adds nothing, and whoever takes one away believes that it is gone.
    Fix: delete one of the two.
    """
    return subject.reported("repeated-value")
