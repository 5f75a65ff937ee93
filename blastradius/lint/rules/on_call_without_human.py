"""Rotations that may end in no person."""

from collections.abc import Iterator
from datetime import datetime

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import team
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity, quoted
from blastradius.model.cells import OnCall
from blastradius.model.durations import Duration, parse_moment
from blastradius.model.entities import Agent, System, Team
from blastradius.model.node import UNKNOWN
from blastradius.model.proofs import is_old
from blastradius.source.doubts import is_no_person

_ON_CALL = '\n  rotation: https://oncall.example.com/payments\n  phone: "+1-555-0113"'


@rule(
    severity=Severity.WARNING,
    misses=("reaches_human", "rotation", "phone"),
    passes=team(on_call=f"{_ON_CALL}\n  reaches_human: 2026-11-14"),
    fails=team(on_call=_ON_CALL).replace("on_call:", "on_call:  # here"),
)
def on_call_without_human(subject: Subject) -> Iterator[Problem]:
    """Every on-call has reached a person, lately.

    Why: rotations end in a bot that files a ticket, in a channel that nobody reads at night, at somebody who left. Only
    a test page that a person answered shows that it does not.
    Fix: send a test page and write the day somebody answered: `reaches_human: 2026-11-14`. A channel alone pages
    nobody: write `rotation` or `phone` as well. An escalation ends in a person or a role, not in a bot or a channel.
    """
    limit, now = subject.catalog.stale_after, subject.now
    words = [f"answered:{day}" for day in subject.documents.words("answered") if is_old(parse_moment(day), limit, now)]
    numbers = {
        number for word in ("note:unanswered", "note:escalation", *words) for number in subject.documents.naming(word)
    }
    for number in sorted(numbers):
        each = subject.catalog.entity(number)
        if not isinstance(each, Agent | System | Team) or (isinstance(each, Agent) and each.status == RETIRED):
            continue
        if each.on_call:
            yield from _problems(each.on_call, limit, now)


def _problems(cells: OnCall, limit: Duration, now: datetime) -> Iterator[Problem]:
    who = f"the on-call of {entity(cells.source.document)}"
    page = "send a test page and write the day a person answered: `reaches_human: DATE`"
    if cells.channel and not (_written(cells, "rotation") or _written(cells, "phone")):
        yield Problem(
            at=cells.source / "channel",
            message=f"{who} ends in the channel {quoted(cells.channel)}: a channel wakes nobody",
            help="write `rotation:` or `phone:` that pages a person",
        )
    elif not any(_written(cells, key) for key in ("rotation", "phone", "channel")):
        if not any((cells.source / key).value == UNKNOWN for key in ("rotation", "phone")):
            yield Problem(
                at=cells.source,
                message=f"{who} pages nobody: it has neither `rotation` nor `phone`",
                help="write `rotation:` or `phone:` that pages a person",
            )
    elif (cells.source / "reaches_human").value is None:
        yield Problem(
            at=cells.source / "reaches_human",
            message=f"{who} has never been shown to end in a person",
            help=page,
        )
    elif is_old(cells.reaches_human, limit, now) and cells.reaches_human:
        yield Problem(
            at=cells.source / "reaches_human",
            message=f"{who} last reached a person {(now - cells.reaches_human).days} days ago; after "
            f"{quoted(limit.text)} that proves nothing",
            help=page,
        )
    elif cells.escalation and is_no_person(cells.escalation[-1]):
        yield Problem(
            at=cells.source / "escalation" / (len(cells.escalation) - 1),
            message=f"the escalation of {entity(cells.source.document)} ends in {quoted(cells.escalation[-1])}: that "
            "is no person",
            help="write the person or the role that is called last",
        )


def _written(cells: OnCall, key: str) -> bool:
    value = (cells.source / key).value
    return value is not None and value != UNKNOWN
