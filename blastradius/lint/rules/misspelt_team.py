"""Whoever stands for something, called nearly like a team."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.wording import key_of, quoted

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke:
      how: ["Developers > API keys > Roll key > now"]
      by: {by}
    """


@rule(
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(by="Dana Reyes"),
    fails=_EXAMPLE.format(by="payment  # here"),
)
def misspelt_team(subject: Subject) -> Iterator[Problem]:
    """Whoever revokes, switches off or vouches is a team of this inventory, where one is nearly so called.

    Why: `by` can also name a person, so that a misspelt team passes for one. In an incident nobody finds it.
    Fix: write the id of the team. A person who is called nearly like one is better named in full.
    """
    teams = subject.catalog.team
    for place in subject.survey.makers:
        name = place.value
        if name not in teams:
            meant = slip_of(name, teams)
            if meant:
                yield Problem(
                    at=place,
                    message=f"{quoted(name)}, by whom {quoted(key_of(place.parent))} is, is no team; "
                    f"did you mean `{meant}`?",
                    help=f"write `{meant}`, or the full name of a person",
                )
