"""YAML anchors and aliases."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    instead_of=("empty-value",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    contact: {channel: pay}
    on_call: {channel: pay, phone: "1"}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    contact: &contact {channel: pay}  # here
    on_call: *contact  # here
    """,
)
def alias(subject: Subject) -> Iterator[Finding]:
    """Every fact is written where it holds, without anchors and aliases.

    Why: an alias moves a fact away from its place: the reader cannot see it, and whoever changes it changes more than
    they know.
    Fix: write the value out. What holds for everything a team owns belongs to the team (`on_call`), what holds for
    all operations to the system (`reversibility`).
    """
    return subject.reported("alias")
