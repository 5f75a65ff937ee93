"""Access of live agents that has ended."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.finding import Severity
from blastradius.lint.access import Use, uses
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import PlaceKey, place_key
from blastradius.lint.wording import owner_of, quoted, tools
from blastradius.model.entities import Grant
from blastradius.source.document import Ref


@rule(
    severity=Severity.ERROR,
    instead_of=("credential-expired",),
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    expires: 2027-01-31
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - {name: look_up, operation: stripe/get_refund, credential: stripe-key}
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations:
      - {id: get_refund, effect: read}
    credentials:
      - {credential: stripe-key, access: read, until: 2027-01-31}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    expires: 2026-10-31  # here
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - {name: look_up, operation: stripe/get_refund, credential: stripe-key}
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations:
      - {id: get_refund, effect: read}
    credentials:
      - {credential: stripe-key, access: read, until: 2026-09-30}  # here
    """,
)
def grant_ended(subject: Subject) -> Iterator[Problem]:
    """No live agent rests on access that has ended.

    Why: either the agent is broken, or the access was prolonged and nobody wrote it: then `reach` takes for closed what
    is open.
    Fix: write the new end, or take the tool and its grant out. An end on a day holds through that day.
    """
    ended: dict[PlaceKey, tuple[Ref, set[tuple[str, str]]]] = {}
    for use in uses(subject):
        if use.agent.status == "live":
            for place in _ends(subject, use):
                ended.setdefault(place_key(place), (place, set()))[1].add((use.agent.id, use.tool.name))
    for place, users in ended.values():
        yield Problem(
            at=place,
            message=f"{owner_of(place)} ended on {quoted(place.value)}, but "
            f"{tools(sorted(users))} still {'uses' if len(users) == 1 else 'use'} it",
            help="write the new end, or take the tools that use it out",
        )


def _ends(subject: Subject, use: Use) -> Iterator[Ref]:
    """The ends in the past that a tool rests on: of its credential, and of grants without which it has too little."""
    credential = subject.catalog.credential[use.credential]
    if credential.expires and credential.expires < subject.now:
        yield credential.source / "expires"
    over = [grant for grant in use.grants if _over(grant, subject.now)]
    if not over or use.operation is None or not subject.index.suffices(use.grants, use.operation):
        return
    if not subject.index.suffices([grant for grant in use.grants if not _over(grant, subject.now)], use.operation):
        yield from (grant.source / "until" for grant in over)


def _over(grant: Grant, now: datetime) -> bool:
    return grant.until is not None and grant.until < now
