"""Keys written twice."""

from collections.abc import Iterator

import msgspec

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


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
    Fix: keep one of the two. Where `apiVersion` stands twice, a second entity begins, and `---` is missing above it.
    """
    begun: set[str] = set()
    for finding in subject.reported("repeated-key"):
        path, outermost = finding.location.path, finding.location.column == 1
        if outermost and finding.message.startswith("`apiVersion` "):
            begun.add(path)
            yield msgspec.structs.replace(
                finding,
                message="a second entity begins here, and nothing separates it from the one above: it is not read",
                help="put a line `---` above it",
            )
        elif not outermost or path not in begun:
            yield finding
