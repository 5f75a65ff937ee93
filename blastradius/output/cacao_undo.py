"""The acts of a playbook that undo, or tell those concerned where nothing can be undone."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.report import UndoBlock
from blastradius.analysis.runbook.report import Effect
from blastradius.analysis.windows import State
from blastradius.output import operation_words
from blastradius.output.cacao_act import Act, not_known
from blastradius.output.prose import one_line, sentence
from blastradius.output.window_words import PLAIN, repeat, undo

_BLOCKED = {
    UndoBlock.REVOKED: "Undo it before you revoke: only the credential of this playbook can.",
    UndoBlock.NOBODY: "Nobody can carry out the undo: no credential that is written down opens it.",
    UndoBlock.UNKNOWN: "Not known: what it takes to carry out the undo.",
}


def undo_act(effect: Effect) -> Act:
    """How one effect is undone."""
    cell = effect.reversibility
    does = [*map(one_line, cell.undo)] if cell else []
    if cell and cell.undo_operation:
        does.append(f"By call: {one_line(cell.undo_operation)}")
    about = [_what(effect), *_limits(effect)]
    if effect.idempotency:
        about.append(f"Repeat the call? {sentence(repeat(effect.idempotency, PLAIN))}")
    return Act(
        key=f"undo {effect.system}/{effect.id}",
        name=f"Undo {effect.id} on {effect.system}: {undo(effect.window, PLAIN)}",
        activity="revert-system",
        does=tuple(does) or (not_known("the steps", (cell.source if cell else effect.source) / "undo"),),
        about=tuple(about),
        at=(effect.source,),
        team=cell.undo_by if cell else None,
    )


def _limits(effect: Effect) -> Iterator[str]:
    """What goes wrong with the undo."""
    cell = effect.reversibility
    if effect.blocked:
        yield _BLOCKED[effect.blocked]
    if cell is None:
        return
    if cell.available_after:
        yield f"Not before {cell.available_after.text} have passed."
    if cell.one_shot:
        yield "Works only once."
    if cell.residue:
        yield f"What remains: {sentence(cell.residue)}"
    yield from (one_line(operation_words.case_words(case)) for case in cell.unless)


def final_act(effect: Effect) -> Act:
    """Whom to tell of an effect that stays."""
    return Act(
        key=f"final {effect.system}/{effect.id}",
        name=f"Tell who must be told: {effect.id} on {effect.system} cannot be undone",
        activity="compose-content",
        does=(f"Find every {effect.id} of the time in question, and tell those concerned.",),
        about=(_what(effect), *_limits(effect)),
        at=(effect.source,),
    )


def _what(effect: Effect) -> str:
    does = " + ".join(effect.effect) or "effect not known"
    who = f"used by {', '.join(map(one_line, effect.tools))}" if effect.tools else "latent: no tool lists it"
    only = f"; only with {' and '.join(map(one_line, effect.conditions))}" if effect.conditions else ""
    summary = f"{one_line(effect.summary)}: " if effect.summary else ""
    return f"{summary}{does}; {who}{only}."


def latent_act(effects: Iterable[Effect]) -> Act:
    """How the effects are undone that no tool is there for, in one step."""
    return _together("latent", "Undo what can have been done although no tool lists it", effects)


def farther_act(effects: Iterable[Effect]) -> Act:
    """How the effects by way of other systems are undone, in one step."""
    return _together("farther", "Undo what can have been done by way of other systems", effects)


def _together(key: str, name: str, effects: Iterable[Effect]) -> Act:
    listed = tuple(effects)
    return Act(
        key=key,
        name=name,
        activity="revert-system",
        does=tuple(f"{each.system}/{each.id}: {undo(each.window, PLAIN)}.{_steps(each)}" for each in listed),
        at=tuple(each.source for each in listed),
    )


def _steps(effect: Effect) -> str:
    cell = effect.reversibility
    if effect.window.state is State.NEVER or cell is None or not cell.undo:
        return ""
    return " " + " ".join(f"{number}) {one_line(step)}" for number, step in enumerate(cell.undo, 1))
