"""Exemptions that have run out."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.durations import parse_moment


@rule(
    severity=Severity.WARNING,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    exemptions:
      - rule: unproven
        target: team:payments
        reason: The team is being founded.
        by: security
        until: 2026-11-22
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    exemptions:
      - rule: unproven
        target: team:payments
        reason: The team is being founded.
        by: security
        until: 2026-11-21  # here
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    """,
)
def expired_exemption(subject: Subject) -> Iterator[Problem | Finding]:
    """No exemption has run out, in `blastradius.yaml` or in a comment with `until`.

    Why: its end was a promise to be done by then. What it exempted is reported again from the day after.
    Fix: mend what it stood for and delete it, or agree on a new day with whoever stands in `by`.
    """
    for settings in subject.catalog.settings:
        for exemption in settings.exemptions:
            if exemption.until is not None and exemption.until < subject.now:
                asked = f" with {quoted(exemption.by)}" if exemption.by else ""
                yield Problem(
                    at=exemption.source / "until",
                    message=f"this exemption of {quoted(exemption.target)} from {quoted(exemption.rule)} has run out: "
                    "its findings are reported again",
                    help=f"mend what it stood for and delete it, or agree on a new day{asked}",
                )
    yield from _comments(subject)


def _comments(subject: Subject) -> Iterator[Finding]:
    for ignore in subject.suppression.ignores:
        if ignore.reasoned and ignore.ended(subject.now):
            is_day = parse_moment(ignore.until) is not None
            asked = f" with {quoted(ignore.by)}" if ignore.by else ""
            yield Finding(
                rule="expired-exemption",
                severity=Severity.WARNING,
                message="this comment has run out: what it ignored is reported again"
                if is_day
                else f"{quoted(ignore.until)} is no day: this comment ignores nothing",
                help=f"mend what it stood for and delete it, or agree on a new day{asked}"
                if is_day
                else "write the last day on which it counts, such as `until 2027-01-31`",
                location=ignore.location,
            )
