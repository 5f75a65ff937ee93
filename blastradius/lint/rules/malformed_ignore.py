"""Comments that are meant to ignore a rule and cannot be read."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments  # blastradius: ignore[unproven] because it is being founded, by security until 2027-01-31
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments  # blastradius: ignore[unproven] owner security because it is being founded  # here
    """,
)
def malformed_ignore(subject: Subject) -> Iterator[Finding]:
    """A comment that ignores a rule says nothing but `by`, `until` and `because`.

    Why: an end that is not understood is an ignore for ever. So a comment with a word too many, an end date that is
    spelt otherwise, or another verb than `ignore` ignores nothing.
    Fix: write `# blastradius: ignore[rule-name] by TEAM until 2027-01-31 because …`. `by` and `until` can be left out,
    and stand before the reason or in it.
    """
    for ignore in subject.suppression.ignores:
        if ignore.wrong:
            yield Finding(
                rule="malformed-ignore",
                severity=Severity.ERROR,
                message=f"this comment ignores nothing: {ignore.wrong}",
                help=ignore.help,
                location=ignore.location,
            )
