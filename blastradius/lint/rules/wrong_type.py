"""Values of another type."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    instead_of=("unknown-cell",),
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
    contact: pay  # here
    """,
)
def wrong_type(subject: Subject) -> Iterator[Finding]:
    """Every value has the type that its key asks for.

    Why: a text where a list or a mapping is expected is not read, so the fact is lost.
    Fix: the message says what is expected, the help what to type.
    """
    return subject.reported("wrong-type")
