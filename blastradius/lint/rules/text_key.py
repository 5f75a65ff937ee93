"""Keys that are no text."""

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
    labels: {"2026": founded}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    labels:
      2026: founded  # here
    """,
)
def text_key(subject: Subject) -> Iterator[Finding]:
    """Every key is text.

    Why: `1`, `true` or an empty key are a number, a truth value and nothing in YAML, so they are never the key that was
    meant.
    Fix: put the key in quotes.
    """
    return subject.reported("text-key")
