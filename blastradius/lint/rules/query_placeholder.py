"""Placeholders of audit-log queries."""

import re
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import one_slip_apart, slips_apart
from blastradius.lint.wording import quoted
from blastradius.source.queries import DOUBLED, PLACEHOLDERS

_LONG = "principal"
_BRACES = re.compile(r"\{(\s*[A-Za-z_]+\s*)\}")


@rule(
    severity=Severity.WARNING,
    instead_of=("query-without-principal", "query-without-time"),
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
            meant = _meant(word, place.value)
            if meant and f"{{{{{word}}}}}" not in place.value:
                yield Problem(
                    at=place,
                    within=f"{{{word}}}",
                    message=f"{quoted(f'{{{word}}}')} is not filled in: it goes to the log as it stands",
                    help=f"write `{{{meant}}}`",
                )

        for doubled in dict.fromkeys(DOUBLED.findall(place.value)):
            name = doubled.strip("{ }")
            yield Problem(
                at=place,
                within=doubled,
                message=f"of {quoted(doubled)} the outer braces stay: the log is asked for `{{…}}`",
                help=f"write `{{{name}}}`",
            )


def _meant(word: str, query: str) -> str | None:
    """The placeholder that a word in braces was to be; a longer slip counts where the query lacks that one."""
    if word in PLACEHOLDERS:
        return None
    folded = word.strip().casefold()
    near = next((name for name in PLACEHOLDERS if folded == name or one_slip_apart(folded, name)), None)
    lacking = f"{{{_LONG}}}" not in query
    return near or (_LONG if lacking and (slips_apart(folded, _LONG, most=2) or folded.startswith(_LONG)) else None)
