"""Words that are not among the legal ones."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    instead_of=("key-in-vain", "key-from-call"),
    passes="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: payments
    tools: unknown
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: production  # here
    owner: payments
    tools: unknown
    """,
)
def unknown_value(subject: Subject) -> Iterator[Finding]:
    """Where the format lists the words, one of them is written.

    Why: a word of one's own (`semi-reversible`) is understood by its author only and counts as not known.
    Fix: write the word that is suggested, or one of those listed; `blastradius schema KIND` explains each.
    """
    return subject.reported("unknown-value")
