"""Systems and operations without any audit log."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of
from blastradius.model.entities import Operation, System

_LOG = '{location: Console > Log, query: "user={principal}", retention: 90d}'
_BESIDE = {"none", "because", "verified"}


@entity_rule(
    note="no-log",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system("label-printer", audit_log=_LOG),
    fails=system("label-printer", audit_log="\n  none: true  # here\n  because: The appliance keeps no log."),
)
def no_audit_log(entity: System) -> Iterator[Problem]:
    """Every system keeps a log of what was done in it.

    Why: without one nobody can say what an agent did, how often, or that it did nothing. Every other answer of an
    incident begins there.
    Fix: put a gateway or proxy that logs in front of it and write that as `audit_log`, or let the agent's runtime log
    every call. If there will be none, accept it with an exemption and a date.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        place = part.source / "audit_log" / "none"
        if place.value is True and set(place.parent.value) <= _BESIDE:  # else `unknown-key` says what is wrong
            yield Problem(
                at=place,
                message=f"{owner_of(place)} has no audit log at all: nobody can tell what was done there, or that "
                "nothing was",
                help="log the calls in front of it (gateway, proxy, agent runtime) and write `location`, `query` "
                "and `retention`",
                severity=Severity.INFO if place.loan and place.loan.worst else None,  # it may be another plan's
            )
