"""Queries of audit logs that ask for all times."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.queries import stray
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of
from blastradius.model.entities import Operation, System

_LOG = "\n  location: Console > Log\n  query: {query}\n  retention: 90d"


@entity_rule(
    note="ageless",
    of=(System,),
    severity=Severity.INFO,
    passes=system(audit_log=_LOG.format(query='"user={principal} from={since} to={until}"')),
    fails=system(audit_log=_LOG.format(query='"user={principal} to={until}"  # here')),
)
def query_without_time(entity: System) -> Iterator[Problem]:
    """The query of an audit log begins where the incident does.

    Why: a query without `{since}` gives everything that the log still has. The responder reads weeks of calls instead
    of an hour, and a log that shows the first thousand may not show the incident at all.
    Fix: write `{since}` where the log takes a beginning, and `{until}` where it takes an end.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        place = part.source / "audit_log" / "query"
        query = place.value
        if isinstance(query, str) and query != "unknown" and "{since}" not in query:
            yield Problem(
                at=place,
                message=f"the query of {owner_of(place)} asks for all times: it has no `{{since}}`{stray(query)}",
                help="write `{since}` where the log takes a beginning; the runbook fills it in",
            )
