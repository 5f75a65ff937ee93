"""Empty documents between two `---`."""

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
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: platform
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    ---
    ---  # here
    apiVersion: blastradius/v1
    kind: Team
    id: platform
    """,
)
def empty_document(subject: Subject) -> Iterator[Finding]:
    """Every document of a file holds an entity.

    Why: two `---` with nothing between them are mostly the rest of an entity that was deleted by half.
    Fix: delete one of the two lines, or write the entity that belongs there.
    """
    return subject.reported("empty-document")
