"""Proof that never grows old."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.durations import parse_duration

_LONGEST = parse_duration("1y")
_SETTINGS = """
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    stale_after: {word}
    """


@rule(
    severity=Severity.WARNING,
    passes=_SETTINGS.format(word="180d"),
    fails=_SETTINGS.format(word="10y  # here"),
)
def stale_after_too_long(subject: Subject) -> Iterator[Problem]:
    """Proof is old after a year at the latest.

    Why: `stale_after` says how long a rehearsal, a test page or somebody's word counts. With years of it nothing is
    ever old, and every rule about proof is silent.
    Fix: write how long people, consoles and rotations really stay as they are: 90 days is the default.
    """
    for settings in subject.catalog.settings:
        limit = settings.stale_after
        if limit and limit.seconds and _LONGEST and _LONGEST.seconds and limit.seconds > _LONGEST.seconds:
            yield Problem(
                at=settings.source / "stale_after",
                message=f"`stale_after: {limit.text}` lets no proof grow old: what was tried years ago counts as new",
                help=f"write `stale_after: 90d`, and {quoted('1y')} at most",
            )
