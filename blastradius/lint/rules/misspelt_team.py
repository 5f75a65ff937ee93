"""Whoever stands for something, called nearly like a team."""

import re
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, quoted

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")
_SHORT = 5
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
    Of exemptions every `by` that is written like an id is looked at: whoever accepted a finding has to be found again.
    Fix: write the id of the team. A person who is called nearly like one is better named in full.
    """
    teams = subject.catalog.team
    for place in subject.survey.makers:
        name = place.value
        if name not in teams and not subject.names.is_meant("team", name):
            meant = slip_of(name, teams)
            if meant and not _is_given_name(name, meant):
                yield Problem(
                    at=place,
                    message=f"{quoted(name)}, by whom {quoted(key_of(place.parent))} is, is no team; "
                    f"did you mean `{meant}`?",
                    help=f"write `{meant}`, or the full name of a person",
                )
    for settings in subject.catalog.settings:
        for each in settings.exemptions:
            if teams and each.by not in teams and _ID.match(each.by):
                meant = slip_of(each.by, teams)
                yield Problem(
                    at=each.source / "by",
                    message=f"{quoted(each.by)}, by whom an exemption is, is no team"
                    + (f"; did you mean `{meant}`?" if meant else " of this inventory"),
                    help=f"write `{meant}`, or the full name of a person"
                    if meant
                    else "write the id of a team, or the full name of a person",
                    severity=None if meant else Severity.INFO,
                )


def _is_given_name(name: str, team: str) -> bool:
    """Whether a name is written like that of a person: `Dana` beside the team `data`, and not `Data`."""
    return name.istitle() and len(name) <= _SHORT and name.casefold() != team.casefold()
