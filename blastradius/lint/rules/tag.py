"""YAML tags."""

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
    lead: "42"
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: !!str 42  # here
    """,
)
def tag(subject: Subject) -> Iterator[Finding]:
    """Values carry no YAML tags.

    Why: a tag (`!!str`, `!secret`) makes another value of what is written. An inventory is a list of facts, not a
    program.
    Fix: write the value alone; quote it if it has to be text.
    """
    return subject.reported("tag")
