"""Rehearsals of long ago."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.switches import switch_of
from blastradius.lint.wording import entity, quoted
from blastradius.model.durations import parse_moment
from blastradius.model.entities import Agent, Credential, System
from blastradius.model.proofs import is_old

_SWITCH = (
    "\n  how: [Set the flag to off and see state Stopped]\n  effect_within: 2m\n  measured: {{on: {day}, took: 40s}}"
)


@rule(
    severity=Severity.WARNING,
    passes=agent(kill_switch=_SWITCH.format(day="2026-11-02")),
    fails=agent(kill_switch=f"{_SWITCH.format(day='2026-05-02')}  # here"),
)
def old_measurement(subject: Subject) -> Iterator[Problem]:
    """Kill switches and revocations were tried within `stale_after`.

    Why: consoles are rebuilt, roles change, caches grow. What worked in May may take an hour in November, and the first
    to notice would be the responder.
    Fix: try it again and write the day and the time it took.
    """
    limit, now = subject.catalog.stale_after, subject.now
    days = [day for day in subject.documents.words("measured") if is_old(parse_moment(day), limit, now)]
    for number in sorted({number for day in days for number in subject.documents.naming(f"measured:{day}")}):
        each = subject.catalog.entity(number)
        if not isinstance(each, Agent | System | Credential) or (isinstance(each, Agent) and each.status == RETIRED):
            continue
        switch = switch_of(each)
        day = switch.measured.on if switch and switch.measured else None
        if switch and day and is_old(day, limit, now):
            noun = "revocation" if isinstance(each, Credential) else "kill switch"
            yield Problem(
                at=switch.source / "measured" / "on",
                message=f"the {noun} of {entity(each.source.document)} was last tried {(now - day).days} days ago; "
                f"after {quoted(limit.text)} that proves nothing",
                help="try it again and write the day and how long it took",
            )
