"""What can be done in the systems reached and how it is undone, in the words of every answer that tells it."""

from datetime import datetime

from blastradius.analysis.reach.report import ReachedOperation, ReachReport, StopCredential, UndoBlock
from blastradius.analysis.windows import State
from blastradius.model.cells import Reversal, Unless
from blastradius.model.durations import spoken
from blastradius.output.prose import deadline, one_line

_TOO_LATE = frozenset({State.CLOSED, State.NEVER})
_NAMED = 3

_BLOCKED = {
    UndoBlock.REVOKED: "The undo ({undo}) needs a credential that is being revoked: do it first, or by hand.",
    UndoBlock.NOBODY: "Nobody can carry out the undo ({undo}): no credential that is written down opens it.",
    UndoBlock.UNKNOWN: "Who can carry out the undo ({undo}) is not known: what it takes is not written down.",
}


def undoable(report: ReachReport) -> list[tuple[str, ReachedOperation]]:
    """The operations that change something, with their names, the soonest closing window first."""
    found = [
        (operation.window.order, f"{system.id}/{operation.id}", operation)
        for system in report.systems
        for operation in system.operations
        if operation.window
    ]
    return [(name, operation) for _, name, operation in sorted(found, key=lambda each: each[:2])]


def latent_reads(report: ReachReport) -> list[str]:
    """The operations that only read and that no tool lists."""
    return [
        f"{system.id}/{operation.id}"
        for system in report.systems
        for operation in system.operations
        if not operation.window and not operation.tools
    ]


def without_operations(report: ReachReport) -> list[str]:
    """The systems of which nobody knows what can be done there."""
    return [
        system.id
        for system in report.systems
        if system.source is None or not isinstance((system.source / "operations").value, list)
    ]


def use(operation: ReachedOperation) -> str:
    """Which tools do it, or what it happens with."""
    text = f"used by {', '.join(operation.tools)}" if operation.tools else "latent"
    return f"{text}, happens with {', '.join(operation.brought_about_by)}" if operation.brought_about_by else text


def effect(operation: ReachedOperation) -> str:
    """What it does to the world."""
    return "+".join(operation.effect) or "effect not known"


def state_words(operation: ReachedOperation, now: datetime) -> str:
    """Where the undo of an operation stands, in words."""
    window = operation.window
    if window is None:
        return ""
    length = f" (window {window.duration.text})" if window.duration else ""
    at = window.deadline
    words = {
        State.CLOSING: f"undo until {deadline(at, now)}{length}" if at else "",
        State.CLOSED: f"window closed {spoken(now - at)} ago{length}" if at else "",
        State.EVENT: f"undo until {one_line(window.event or '')}",
        State.UNKNOWN: "undo at any time, if it is not too late already"
        if window.reversal is Reversal.IRREVERSIBLE
        else "whether it can be undone is not known",
        State.OPEN: "undo at any time",
        State.NEVER: "cannot be undone",
    }
    text = words[window.state]
    if window.event and window.state is State.CLOSING:
        text += f", or until {one_line(window.event)}"
    soon = window.sooner and window.state in {State.CLOSING, State.EVENT}
    return f"{text}, or sooner: a window is not known" if soon else text


def undo_steps(operation: ReachedOperation) -> tuple[str, ...]:
    """The steps, where it is not too late for them."""
    too_late = operation.window is not None and operation.window.state in _TOO_LATE
    return operation.reversibility.undo if operation.reversibility and not too_late else ()


def case_words(case: Unless) -> str:
    """A case in which the undo is another one."""
    turned = f"it is {case.reversal.value}" if case.reversal else "it is otherwise"
    window = f", window {case.window.text}" if case.window else ", window not known" if case.window_unknown else ""
    return f"Check first: if {case.when} {turned}{window}."


def blocked(operation: ReachedOperation) -> str | None:
    """Why nobody may be left who can carry out the undo."""
    if operation.undo_block is None or operation.reversibility is None:
        return None
    cell = operation.reversibility
    return _BLOCKED[operation.undo_block].format(undo=cell.undo_operation or ", ".join(cell.undo_requires))


def ends_undo(report: ReachReport, credential: StopCredential) -> str | None:
    """Which undos nothing else can carry out once it is revoked."""
    named = [
        name
        for name, operation in undoable(report)
        if credential.id in operation.undo_needs and operation.window and operation.window.state not in _TOO_LATE
    ]
    if not named:
        return None
    rest = len(named) - _NAMED
    listed = f"{', '.join(named[:_NAMED])}{f' and {rest} more' if rest > 0 else ''}"
    return f"Needed to undo {listed}: nothing else that is written down can."
