"""Where the traces of misuse are, how to search for them, and until when they can be found."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from blastradius.analysis.reach.report import Evidence, OperationLog, Query
from blastradius.analysis.windows import State, Window
from blastradius.model.catalog import Catalog
from blastradius.model.cells import AuditLog
from blastradius.model.durations import later, rfc3339
from blastradius.model.entities import Operation
from blastradius.source.queries import FILLED_IN

_LASTING = frozenset({State.OPEN, State.EVENT, State.UNKNOWN})
"""What can perhaps be undone at any time: evidence that is kept for a while goes first, which is told once it goes."""


def evidence_of(  # noqa: PLR0913 - what a query is filled with
    catalog: Catalog,
    log: AuditLog | None,
    *,
    credentials: Iterable[str],
    agents: tuple[str, ...],
    operations: Iterable[tuple[Operation, Window | None]],
    since: datetime | None,
    now: datetime,
) -> Evidence:
    """The evidence in one system, for the credentials by which it was reached."""
    reached = list(operations)
    named = list(credentials)
    logs = [log, *(operation.audit_log for operation, _ in reached)]
    limits = [each.retention for each in logs if each and each.retention and each.retention.seconds is not None]
    shortest = min(limits, key=lambda limit: limit.seconds or 0, default=None)
    until = later(since or now, shortest) if shortest else None
    undo = [window.deadline for _, window in reached if window and window.state is State.CLOSING and window.deadline]
    lasting = any(window is not None and window.state in _LASTING for _, window in reached)
    return Evidence(
        log=log,
        queries=tuple(_queries(catalog, log, named, agents, since, now)),
        operations=tuple(
            OperationLog(
                operations=tuple(sorted({operation.id for operation in logged})),
                log=own,
                queries=tuple(_queries(catalog, own, named, agents, since, now)),
                until=_end(own, since or now),
            )
            for own, logged in _logs_of_their_own(log, (operation for operation, _ in reached))
        ),
        system_until=_end(log, since or now),
        until=until,
        gone_before_undo=until is not None
        and ((lasting and until <= now) or any(until < deadline for deadline in undo)),
    )


def _end(log: AuditLog | None, since: datetime) -> datetime | None:
    """When the first of a log goes."""
    return later(since, log.retention) if log and log.retention else None


def _logs_of_their_own(
    log: AuditLog | None, operations: Iterable[Operation]
) -> Iterable[tuple[AuditLog, list[Operation]]]:
    """The logs that are not the system's, each with the operations that it is for."""
    found: dict[tuple[object, ...], tuple[AuditLog, list[Operation]]] = {}
    for operation in sorted(operations, key=lambda each: each.id):
        own = operation.audit_log
        if own is not None and _cells(own) != _cells(log):
            found.setdefault(_cells(own), (own, []))[1].append(operation)
    return found.values()


def _cells(log: AuditLog | None) -> tuple[object, ...]:
    """What a log says, wherever it says it."""
    return (log.none, log.because, log.location, log.query, log.retention, log.delay) if log else ()


def _queries(
    catalog: Catalog,
    log: AuditLog | None,
    credentials: Iterable[str],
    agents: tuple[str, ...],
    since: datetime | None,
    now: datetime,
) -> Iterable[Query]:
    if log is None or log.query is None:
        return
    for name in credentials:
        entity = catalog.credential.get(name)
        filled = {
            "principal": (entity.principal if entity else None) or f"<principal of {name}: not known>",
            "agent": " or ".join(agents) or "<agent: not known>",
            "since": rfc3339(since) or "<start of misuse>",
            "until": rfc3339(now) or "",
        }
        yield Query(credential=name, text=fill(log.query, filled))


def fill(query: str, words: Mapping[str, str]) -> str:
    """The query with exactly its four placeholders filled in; every other brace is literal."""
    return FILLED_IN.sub(lambda match: words[match.group(1)], query)
