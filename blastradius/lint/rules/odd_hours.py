"""Hours of an on-call that name no time."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import team
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import entity, quoted
from blastradius.model.entities import Agent, System, Team
from blastradius.source.doubts import is_hours

_ON_CALL = "\n  rotation: https://oncall.example.com/payments\n  reaches_human: 2026-11-14\n  hours: "


@entity_rule(
    note="hours",
    of=(Team, System, Agent),
    severity=Severity.WARNING,
    passes=team(on_call=f"{_ON_CALL}weekdays 09:00-18:00 Europe/London; outside these hours the page goes to Platform"),
    fails=team(on_call=f"{_ON_CALL}office hours  # here"),
)
def odd_hours(each: Team | System | Agent) -> Iterator[Problem]:
    """The hours of an on-call say when somebody answers.

    Why: at two in the morning, from another country, `office hours` says nothing: not when they begin, and not who is
    paged until then. `9-5` names neither the days nor whose clock.
    Fix: write `24x7`, or the days and times with their zone, and who is paged outside of them.
    """
    place = each.source / "on_call" / "hours"
    if isinstance(place.value, str) and not is_hours(place.value):
        yield Problem(
            at=place,
            message=f"the hours {quoted(place.value)} of {entity(each.source.document)} do not say when somebody "
            "answers",
            help="write `24x7`, or days and times and who is paged else: `weekdays 09:00-18:00 Europe/London; "
            "outside these hours the page goes to Platform`",
        )
