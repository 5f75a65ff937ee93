"""Logs whose entries appear when the undo window has closed."""

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

_LOG = """
  location: Mail log events
  query: "actor:{{principal}}"
  retention: 180d
  delay: {delay}"""
_OPERATIONS = """
  - id: send_message
    effect: send
    reversibility: {class: reversible, window: 30m, undo: [Recall the message]}"""


@entity_rule(
    note="evidence",
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system("mail", audit_log=_LOG.format(delay="5m"), operations=_OPERATIONS),
    fails=system("mail", audit_log=_LOG.format(delay="2h  # here"), operations=_OPERATIONS),
)
def evidence_too_late(entity: System, near: Near) -> Iterator[Problem]:
    """The audit log shows a call while it can still be undone.

    Why: whoever looks sees nothing, takes it for *nothing happened*, and learns of the call when it can no longer be
    taken back.
    Fix: find an earlier sign of the call (a webhook, a log of your own in front of the system) and write that as the
    log; or shorten the delay.
    """
    found: dict[PlaceKey, tuple[Ref, list[tuple[int, str, Operation]]]] = {}
    for operation in entity.operations:
        late = operation.audit_log.delay if operation.audit_log else None
        cells = near.reversibility_of(operation)
        window = cells.window if cells and not operation.reads_only else None
        if late and window and late.seconds is not None and window.seconds and late.seconds >= window.seconds:
            place = places.audit_log(operation, entity, "delay").ref
            found.setdefault(place_key(place), (place, []))[1].append((window.seconds, window.text, operation))
    for place, several in found.values():
        shortest = min(several, key=lambda each: each[0])[1]
        yield Problem(
            at=place,
            message=f"entries of this log appear after {quoted(place.value)}, but "
            f"{listed(operation.id for _, _, operation in several)} can be undone for {quoted(shortest)} only: "
            "when the log shows a call it is too late",
            help="write a log that shows it earlier (a webhook, a gateway in front of it), or correct `delay` or "
            "`window`",
            about=(f"{operation.id} {window}" for _, window, operation in several),
        )
