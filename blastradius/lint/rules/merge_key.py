"""YAML merge keys."""

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
    contact: {channel: pay}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    contact:
      <<: {channel: pay}  # here
      phone: "1"
    """,
)
def merge_key(subject: Subject) -> Iterator[Finding]:
    """Mappings are written out, without merge keys (`<<`).

    Why: a merge key brings facts in from elsewhere, and what is written beside them silently wins.
    Fix: write the facts out where they hold.
    """
    return subject.reported("merge-key")
