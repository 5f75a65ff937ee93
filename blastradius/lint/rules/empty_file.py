"""Files without an entity."""

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
    """,
    fails="""
    # A file that has only a comment holds no entity.  # here
    """,
)
def empty_file(subject: Subject) -> Iterator[Finding]:
    """Every file holds an entity.

    Why: an empty file is mostly the rest of an accident: what stood in it is gone, and nothing else would say so.
    Fix: restore it, delete it, or exclude it in `blastradius.yaml`.
    """
    return subject.reported("empty-file")
