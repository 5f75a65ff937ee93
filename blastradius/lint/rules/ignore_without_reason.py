"""Comments that ignore a rule without saying why."""

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
    id: payments  # blastradius: ignore[unproven] because the team is being founded
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    # blastradius: ignore[unproven]  # here
    id: payments
    """,
)
def ignore_without_reason(subject: Subject) -> Iterator[Finding]:
    """A comment that ignores a rule names the rule and the reason.

    Why: whoever comes next has to judge whether it still holds. Without rule and reason it ignores nothing.
    Fix: write `# blastradius: ignore[rule-name] because …`, at the end of the line or on a line of its own right above;
    several rules: `ignore[rule-a, rule-b]`. Who answers for it and until when can stand before the reason or in it:
    `ignore[rule-name] by payments until 2027-01-31 because …`; after that day the finding is reported again.
    """
    for ignore in subject.suppression.ignores:
        if ignore.wrong or (ignore.reasoned and ignore.rules):
            continue
        missing = "gives no reason" if ignore.rules else "names no rule"
        yield Finding(
            rule="ignore-without-reason",
            severity=Severity.ERROR,
            message=f"this comment {missing}: it ignores nothing",
            help=f"write `# blastradius: ignore[{', '.join(ignore.rules) or 'rule-name'}] because …`",
            location=ignore.location,
        )
