"""Values of another form."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    instead_of=("misspelt-environment",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified: {on: 2026-11-02, by: payments, how: drilled}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified:
      on: 2 Nov 2026  # here
      by: payments
      how: drilled
    """,
)
def wrong_format(subject: Subject) -> Iterator[Finding]:
    """Ids, dates, durations, addresses and paths have their form.

    Why: `90 days` or `next March` mean something to people and cannot be added to a date; in an incident every deadline
    made of them would be missing.
    Fix: write the form that is shown: `90d`, `1h30m`, `2026-11-02`, `stripe/create_refund`, `https://…`.
    """
    return subject.reported("wrong-format")
