"""Placeholders of audit-log queries."""

import re
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.suggest import one_slip_apart
from blastradius.lint.wording import quoted

_FILLED_IN = ("principal", "agent", "since", "until")
_BRACES = re.compile(r"\{(\s*[A-Za-z_]+\s*)\}")


@rule(
    severity=Severity.WARNING,
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: loki
    environment: production
    owner: unknown
    reversibility: unknown
    credentials: unknown
    operations: unknown
    audit_log:
      location: Grafana > Explore
      query: '{app="gateway"} | json | key="{principal}" | line_format "{{.msg}}" # {since} to {until}'
      retention: 30d
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: loki
    environment: production
    owner: unknown
    reversibility: unknown
    credentials: unknown
    operations: unknown
    audit_log:
      location: Grafana > Explore
      query: '{app="gateway"} | json | key="{Principal}"'  # here
      retention: 30d
    """,
)
def query_placeholder(subject: Subject) -> Iterator[Problem]:
    """The placeholders of a query are `{principal}`, `{agent}`, `{since}` and `{until}`.

    Why: these four are filled in, every other brace stays as it is, because LogQL, SPL and JSON have braces of their
    own. A misspelt one reaches the log as it stands and finds nothing, and an empty answer reads like *nothing
    happened*.
    Fix: write the placeholder exactly: small letters, no blanks.
    """
    for place in subject.survey.queries:
        for word in dict.fromkeys(_BRACES.findall(place.value)):
            meant = _meant(word)
            if meant:
                yield Problem(
                    at=place,
                    within=f"{{{word}}}",
                    message=f"{quoted(f'{{{word}}}')} is not filled in: it goes to the log as it stands",
                    help=f"write `{{{meant}}}`",
                )


def _meant(word: str) -> str | None:
    if word in _FILLED_IN:
        return None
    folded = word.strip().casefold()
    return next((name for name in _FILLED_IN if folded == name or one_slip_apart(folded, name)), None)
