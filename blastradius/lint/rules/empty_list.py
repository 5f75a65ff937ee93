"""Empty lists where a list narrows."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, owner_of

_ALL = {"scopes": "every scope", "resources": "the whole system"}


@rule(
    severity=Severity.ERROR,
    instead_of=("empty-value",),
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {credential: stripe-key, access: read, scopes: ["charges:read"]}
      - {credential: root-key, access: admin}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - credential: stripe-key
        access: read
        scopes: []  # here
    """,
)
def empty_list(subject: Subject) -> Iterator[Problem]:
    """No list that narrows access is empty.

    Why: `scopes: []` can mean *none* or *not limited*, and people read it both ways. Here it counts as everything, so
    that the answer of `reach` is never too small.
    Fix: write the scopes or resources. If there is no limit, delete the key: that says *all of it*.
    """
    for place in subject.survey.empty:
        key = key_of(place)
        yield Problem(
            at=place,
            message=f"`{key}` of {owner_of(place)} is an empty list: it counts as {_ALL[key]}",
            help=f"write the {key} it has; if it has {_ALL[key]}, delete the key",
        )
