"""Keys written twice."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import Subject, rule


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
    lead: Dana Reyes
    lead: Sam Okoro  # here
    """,
)
def repeated_key(subject: Subject) -> Iterator[Finding]:
    """A mapping has each key once.

    Why: YAML readers differ in which of the two they take, and the other one is lost without a word. Here the first
    is read and the second reported.
    Fix: keep one of the two.
    """
    return subject.reported("repeated-key")
