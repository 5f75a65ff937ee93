"""Characters that cannot be seen."""

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
    lead: "Dana Reyes"
    """,
    fails=r"""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: "Dana\u202eReyes"  # here
    """,
)
def control_character(subject: Subject) -> Iterator[Finding]:
    """A file has no characters that cannot be seen.

    Why: marks that turn the reading direction make a line read differently from what it says, and control characters
    are obeyed by terminals.
    Fix: delete the character; its place and its code point are named.
    """
    return subject.reported("control-character")
