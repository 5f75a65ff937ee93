"""Where the traces of what was done are, and how they are searched for; the time asked about stays open."""

from collections.abc import Iterable

from blastradius.analysis.reach.evidence import fill
from blastradius.analysis.reach.report import Query
from blastradius.analysis.runbook.desk import EPOCH, Desk
from blastradius.analysis.runbook.report import Trace
from blastradius.analysis.windows import State, window_at
from blastradius.model.cells import AuditLog
from blastradius.model.entities import Operation, System

_LATER = {"since": "{since}", "until": "{until}"}


def traces(
    desk: Desk, system: System, operations: Iterable[Operation], credentials: tuple[str, ...], agents: tuple[str, ...]
) -> tuple[Trace, ...]:
    """The evidence in one system: first what holds for most operations, then those that are logged in another way.

    Without `credentials` the principal stays open as well.
    """
    logs: dict[tuple[object, ...], tuple[AuditLog | None, list[Operation]]] = {
        _key(system.audit_log): (system.audit_log, [])
    }
    for operation in operations:
        logs.setdefault(_key(operation.audit_log), (operation.audit_log, []))[1].append(operation)
    return tuple(
        Trace(
            system=system.id,
            operations=tuple(sorted({each.id for each in logged})) if position else (),
            log=log,
            queries=_queries(desk, log, credentials, agents),
            early=_early(desk, log, logged),
            where=log.source if log else system.source / "audit_log",
        )
        for position, (log, logged) in enumerate(logs.values())
    )


def _key(log: AuditLog | None) -> tuple[object, ...]:
    return (log.location, log.query, log.retention, log.delay, log.none) if log else ()


def _queries(
    desk: Desk, log: AuditLog | None, credentials: tuple[str, ...], agents: tuple[str, ...]
) -> tuple[Query, ...]:
    if log is None or log.query is None:
        return ()
    agent = " or ".join(agents) or "{agent}"
    if "{principal}" not in log.query or not credentials:
        words = {"principal": "{principal}", "agent": agent, **_LATER}
        return (Query(credential="", text=fill(log.query, words)),)
    found = []
    for name in credentials:
        entity = desk.catalog.credential.get(name)
        principal = (entity.principal if entity else None) or f"<principal of {name}: not known>"
        words = {"principal": principal, "agent": agent, **_LATER}
        found.append(Query(credential=name, text=fill(log.query, words)))
    return tuple(found)


def _early(desk: Desk, log: AuditLog | None, operations: Iterable[Operation]) -> bool:
    """Whether the evidence goes while the undo window of one of the operations is still open."""
    if log is None or log.retention is None or log.retention.seconds is None:
        return False
    windows = [
        window_at(desk.catalog.reversibility_of(operation), EPOCH, EPOCH)
        for operation in operations
        if not operation.reads_only
    ]
    return any(
        window.state is State.CLOSING and window.duration and (window.duration.seconds or 0) > log.retention.seconds
        for window in windows
    )
