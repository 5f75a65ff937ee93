"""Durations that say nothing."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, quoted
from blastradius.model.durations import parse_duration

_INSTEAD = {
    "rotate_every": "write how often it is replaced, or delete the key if it never is",
    "window": "write how long it lasts; what cannot be undone at all has `class: irreversible`",
    "retention": "write how long the log is kept; where there is none, `audit_log: {none: true, because: …}`",
    "stale_after": "write how old proof may be; the default is 90d",
    "took": "write how long it took, `1s` at least",
}


@rule(
    severity=Severity.ERROR,
    instead_of=("evidence-too-short",),
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    rotate_every: 90d
    revoke:
      how: [Revoke it]
      issued_tokens_live: 0s
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    rotate_every: 0d  # here
    revoke:
      how: [Revoke it]
      issued_tokens_live: 0s
    """,
)
def zero_duration(subject: Subject) -> Iterator[Problem]:
    """A window, a retention, a rotation and a measured time last longer than nothing.

    Why: a window of no time reads like a window and gives none; most such zeros stand for `none` or `never`.
    Fix: write the length (`90s`, `15m`, `36h`, `30d`, `1y`), or the word that is meant. `0s` is fine where it means *at
    once*: `delay`, `effect_within`, `issued_tokens_live`.
    """
    for place in subject.survey.durations:
        duration = parse_duration(place.value)
        if duration is not None and duration.seconds == 0:
            key = key_of(place)
            yield Problem(
                at=place,
                message=f"`{key}` lasts no time at all: {quoted(place.value)}",
                help=_INSTEAD.get(key, "write how long it lasts"),
            )
