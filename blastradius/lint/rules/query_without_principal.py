"""Queries of audit logs that find everybody, or nobody in particular."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.queries import stray
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of
from blastradius.model.entities import Operation, System

_LOG = "\n  location: Console > Log\n  query: {query}\n  retention: 90d"
_ASKED = ("{principal}", "{agent}")


@entity_rule(
    note="anybody",
    of=(System,),
    severity=Severity.WARNING,
    passes=system(audit_log=_LOG.format(query='"user={principal} from={since}"')),
    fails=system(audit_log=_LOG.format(query='"user=AC123 from={since}"  # here')),
)
def query_without_principal(entity: System) -> Iterator[Problem]:
    """The query of an audit log asks for the credential or the agent.

    Why: a responder wants the calls of one credential. A query without `{principal}` or `{agent}` shows everybody's,
    or those of the one that somebody pasted in when it was written.
    Fix: write `{principal}` where the log names who called, or `{agent}` where it names the agent.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        place = part.source / "audit_log" / "query"
        query = place.value
        if isinstance(query, str) and query != "unknown" and not any(word in query for word in _ASKED):
            yield Problem(
                at=place,
                message=f"the query of {owner_of(place)} asks for nobody: it has neither `{{principal}}` nor "
                f"`{{agent}}`{stray(query)}",
                help="write `{principal}` where the log names the credential; the runbook fills it in",
            )
