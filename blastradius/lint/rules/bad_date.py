"""Dates that the calendar does not have."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.dates import has_shape_of_date
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, quoted
from blastradius.model.durations import parse_moment


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    rotated: 2026-02-28
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    rotated: 2026-02-30  # here
    """,
)
def bad_date(subject: Subject) -> Iterator[Problem]:
    """Every date is a day that the calendar has.

    Why: a day that does not exist proves nothing, and an end that does not exist never comes: the cell counts as not
    known.
    Fix: write the day as YYYY-MM-DD, or the moment in UTC as YYYY-MM-DDTHH:MM:SSZ.
    """
    for place in subject.survey.dates:
        if has_shape_of_date(place.value) and parse_moment(place.value) is None:
            yield Problem(
                at=place,
                message=f"the calendar has no {quoted(place.value)}: `{key_of(place)}` counts as not known",
                help="write a day that exists, as YYYY-MM-DD",
            )
