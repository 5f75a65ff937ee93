"""Files that are not YAML."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    lasting=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: "Dana: Reyes"
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: Dana: Reyes  # here
    """,
)
def syntax(subject: Subject) -> Iterator[Finding]:
    """Every file is YAML, and every document in it is a mapping.

    Why: what cannot be parsed is not in the inventory. Everything else is still read, and every answer says that it
    is partial.
    Fix: mend the YAML at the place that is named. Often it is a tab, a missing blank after a colon, or a text with `:
    ` or `#` that needs quotes.
    """
    return subject.reported("syntax")
