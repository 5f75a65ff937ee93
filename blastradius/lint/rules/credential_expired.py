"""Entries of credentials that have ended."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.wording import quoted
from blastradius.model.durations import parse_moment
from blastradius.model.entities import Credential


@rule(
    severity=Severity.WARNING,
    passes=credential(expires="2027-01-31"),
    fails=credential(expires="2026-10-31  # here"),
)
def credential_expired(subject: Subject) -> Iterator[Problem]:
    """No credential has expired.

    Why: `reach` counts one that has expired as dead. If it was renewed and nobody wrote the new end, the answer is too
    small. One that a live agent uses is reported by `grant-ended`.
    Fix: see whether it still works. Write the new end, or delete it with its grants.
    """
    documents, now = subject.documents, subject.now
    over = [day for day in documents.words("ends") if _has_passed(day, subject)]
    for number in sorted({number for day in over for number in documents.naming(f"ends:{day}")}):
        each = subject.catalog.entity(number)
        if isinstance(each, Credential) and each.expires and each.expires < now:
            yield Problem(
                at=each.source / "expires",
                message=f"{quoted(each.id)} expired {(now - each.expires).days} days ago: `reach` takes it for dead",
                help="see whether it still works; write the new end, or delete it with its grants",
            )


def _has_passed(day: str, subject: Subject) -> bool:
    moment = parse_moment(day, end_of_day=True)
    return moment is not None and moment < subject.now
