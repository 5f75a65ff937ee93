"""Logs that are deleted before the undo window closes."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.waiting import PlaceKey, place_key
from blastradius.lint.wording import listed, quoted
from blastradius.model import places
from blastradius.model.entities import Operation, System
from blastradius.source.document import Ref
from blastradius.source.spans import SECONDS

_OPERATIONS = """
  - id: delete_dashboard
    effect: delete
    reversibility: {class: reversible, window: 30d, undo: [Restore it from Recently deleted]}"""

_UNLIMITED = "unlimited"
_ENDLESS = 30 * SECONDS["d"]


@entity_rule(
    note="evidence",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system(
        "datadog",
        audit_log='\n  location: Audit Trail\n  query: "@usr.id:{principal}"\n  retention: 90d',
        operations=_OPERATIONS,
    ),
    fails=system(
        "datadog",
        audit_log='\n  location: Audit Trail\n  query: "@usr.id:{principal}"\n  retention: 7d  # here',
        operations=_OPERATIONS,
    ),
)
def evidence_too_short(entity: System, near: Near) -> Iterator[Problem]:
    """The audit log is kept at least as long as an operation can be undone.

    Why: the undo needs to know which calls there were. Once the log is gone, the rest of the window is of no use: it
    could still be undone, and nobody can tell what. An operation's own `audit_log` counts before its system's. Where an
    undo never runs out, a log that is kept less than a month is an information.
    Fix: have the log kept longer, or ship it to a store of your own, and write that place and its `retention`.
    """
    found: dict[PlaceKey, tuple[Ref, list[tuple[int, str, Operation]]]] = {}
    for operation in entity.operations:
        kept = operation.audit_log.retention if operation.audit_log else None
        cells = near.reversibility_of(operation)
        window = cells.window if cells and not operation.reads_only else None
        if kept and window and kept.seconds is not None:
            seconds = _ENDLESS if window.seconds is None else window.seconds
            if kept.seconds < seconds:
                place = places.audit_log(operation, entity, "retention").ref
                found.setdefault(place_key(place), (place, []))[1].append((seconds, window.text, operation))
    for place, every in found.values():
        ending = [each for each in every if each[1] != _UNLIMITED]
        several = ending or every
        longest = max(several, key=lambda each: each[0])[1]
        yield Problem(
            at=place,
            message=f"the log of {quoted(entity.id)} is kept {quoted(place.value)}, the undo window of "
            f"{listed(operation.id for _, _, operation in several)} is {quoted(longest)}: after "
            f"{quoted(place.value)} nobody can tell what to undo",
            help=f"keep the log for {longest if ending else 'a month'} or longer, here or in a store of your own, "
            "and write its `location` "
            "and `retention`",
            # it may be another plan's; and an undo without end outlasts every log
            severity=Severity.INFO if not ending or (place.loan and place.loan.worst) else None,
            about=(f"{operation.id} {window}" for _, window, operation in several),
        )
