"""Keys that have to be there."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject
from blastradius.model.left_out import inherits


@rule(
    severity=Severity.ERROR,
    instead_of=("missing-cell",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    """,
    fails="""
    apiVersion: blastradius/v1  # here
    kind: Team
    lead: Dana Reyes
    """,
)
def missing_key(subject: Subject) -> Iterator[Finding]:
    """Every entity has the keys that its kind asks for.

    Why: they are the questions of the first hour, and a key that is not there does not even say that nobody knows.
    Fix: write the key. While nobody knows, write `unknown` where the key takes it: that keeps the file valid, and
    lint goes on reminding. What is inherited from the profile of a vendor may be left out.
    """
    return (finding for finding in subject.reported("missing-key") if not inherits(subject.catalog, finding))
