"""Keys that the format does not have."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
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
    leed: Dana Reyes  # here
    """,
)
def unknown_key(subject: Subject) -> Iterator[Finding]:
    """Every key is one that the format has.

    Why: a misspelt key is a fact that nobody reads: `revok:` looks answered and is not.
    Fix: write the key that is suggested. Your own marks belong under `labels`.
    """
    return subject.reported("unknown-key")
