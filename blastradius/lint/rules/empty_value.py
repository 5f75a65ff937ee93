"""Keys with nothing behind them."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import Subject, rule


@rule(
    severity=Severity.ERROR,
    instead_of=("missing-cell",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: Dana Reyes
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead:  # here
    """,
)
def empty_value(subject: Subject) -> Iterator[Finding]:
    """Behind every key stands something.

    Why: an empty value reads as if somebody had meant to come back to it, and nobody reports it missing.
    Fix: fill it in, write `unknown` where nobody knows, or delete the key.
    """
    return subject.reported("empty-value")
