"""Credentials that have ended, or are about to."""

from collections.abc import Iterator
from datetime import timedelta

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.durations import parse_moment
from blastradius.model.entities import Credential

_SOON = timedelta(days=7)


@rule(
    severity=Severity.WARNING,
    passes=credential(expires="2027-01-31"),
    fails=credential(expires="2026-10-31  # here"),
)
def credential_expired(subject: Subject) -> Iterator[Problem]:
    """No credential has expired, or will within a week.

    Why: `reach` counts one that has expired as dead. If it was renewed and nobody wrote the new end, the answer is too
    small. One that a live agent uses is reported by `grant-ended`.
    Fix: see whether it still works, or replace it in time. Write the new end, or delete it with its grants.
    """
    documents, now = subject.documents, subject.now
    over = [day for day in documents.words("ends") if _ends_soon(day, subject)]
    for number in sorted({number for day in over for number in documents.naming(f"ends:{day}")}):
        each = subject.catalog.entity(number)
        if not isinstance(each, Credential) or not each.expires:
            continue
        days = (each.expires - now).days
        if each.expires < now:
            yield Problem(
                at=each.source / "expires",
                message=f"{quoted(each.id)} expired {(now - each.expires).days} days ago: `reach` takes it for dead",
                help="see whether it still works; write the new end, or delete it with its grants",
            )
        else:
            when = f"in {days} {'day' if days == 1 else 'days'}" if days else "today"
            yield Problem(
                at=each.source / "expires",
                message=f"{quoted(each.id)} expires {when}: whoever uses it fails from then on",
                help="replace it and write the new end; if it is meant to end, delete it with its grants",
            )


def _ends_soon(day: str, subject: Subject) -> bool:
    moment = parse_moment(day, end_of_day=True)
    return moment is not None and moment < subject.now + _SOON
