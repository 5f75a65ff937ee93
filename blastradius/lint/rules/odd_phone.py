"""Phone numbers that nobody can dial."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import team
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import entity, quoted
from blastradius.model.entities import Agent, System, Team
from blastradius.source.doubts import is_phone

_CELLS = ("on_call", "contact")


@entity_rule(
    note="phone",
    of=(Team, System, Agent),
    severity=Severity.WARNING,
    passes=team(contact='\n  phone: "+44 20 7946 0001 ext. 12"'),
    fails=team(contact='\n  phone: "+44 20"  # here'),
)
def odd_phone(each: Team | System | Agent) -> Iterator[Problem]:
    """A phone number can be dialled.

    Why: it is what is left when paging fails. A number that lacks digits, or is a note for later, is found out in the
    hour in which it is needed.
    Fix: write the number with its country: `phone: "+44 20 7946 0001"`, with `ext. 12` behind it where there is one.
    """
    for key in _CELLS:
        place = each.source / key / "phone"
        number = place.value
        if isinstance(number, str) and number != "unknown" and not is_phone(number):
            yield Problem(
                at=place,
                message=f"{quoted(number)} of {entity(each.source.document)} is no number that can be dialled",
                help='write it with its country: `phone: "+44 20 7946 0001"`',
            )
