"""Dates of the past that lie ahead."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, quoted
from blastradius.model.durations import lies_ahead, rfc3339

_PAST = frozenset({"on", "reaches_human", "rotated", "seen"})


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified: {on: 2026-11-22, by: payments, how: drilled}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified: {on: 2027-11-02, by: payments, how: drilled}  # here
    """,
)
def future_date(subject: Subject) -> Iterator[Problem]:
    """What has happened has a date that is not ahead.

    Why: a proof, a rotation, a rehearsal or a test page from the future is a slip, mostly of the year, and it would
    never grow old.
    Fix: write the day it happened. `expires` and `until` may lie ahead.
    """
    for place in subject.survey.dates:
        if key_of(place) in _PAST and lies_ahead(place.value, subject.now):
            yield Problem(
                at=place,
                message=f"{quoted(place.value)} lies ahead of now ({rfc3339(subject.now)}): "
                f"`{key_of(place)}` says when something happened",
                help="write the day it happened; check the year",
            )
