"""Credentials that should have been replaced."""

from collections.abc import Iterator
from datetime import UTC

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.durations import later
from blastradius.model.entities import Credential


@rule(
    severity=Severity.WARNING,
    passes=credential(rotate_every="90d", rotated="2026-10-01"),
    fails=credential(rotate_every="90d", rotated="2026-06-01  # here"),
)
def rotation_overdue(subject: Subject) -> Iterator[Problem]:
    """Every credential was replaced within `rotate_every`.

    Why: a value that leaked in the spring works until somebody replaces it, and a rotation that is late is one that
    nobody does: the steps are not known to work any more.
    Fix: rotate it and write the day into `rotated`; or write how often it really is replaced.
    """
    today = subject.now.astimezone(UTC).date().isoformat()
    due = [day for day in subject.documents.words("due") if day <= today]
    for number in sorted({number for day in due for number in subject.documents.naming(f"due:{day}")}):
        each = subject.catalog.entity(number)
        if not isinstance(each, Credential) or each.rotated is None or each.rotate_every is None:
            continue
        if each.rotate_every.seconds == 0:
            continue  # said by `zero-duration`
        end = later(each.rotated, each.rotate_every)
        over = each.expires is not None and each.expires < subject.now
        if end is not None and end < subject.now and not over:
            late = (subject.now - end).days
            yield Problem(
                at=each.source / "rotated",
                message=f"{quoted(each.id)} is to be replaced every {quoted(each.rotate_every.text)}: that was due on "
                f"{end.date().isoformat()}, {f'{late} days ago' if late else 'today'}",
                help="rotate it and write the day into `rotated`, or write how often it really is replaced",
            )
