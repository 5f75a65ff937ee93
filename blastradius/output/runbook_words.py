"""What states and cells are called on a page."""

from datetime import datetime

from blastradius.analysis.reach.report import Class, ReachedSystem
from blastradius.analysis.runbook.report import Effect
from blastradius.analysis.windows import State, Window
from blastradius.model.cells import Idempotency, Reversal
from blastradius.output.markdown import Markdown, code, escape

_CLASSES = {Class.DIRECT: "directly", Class.ESCALATED: "by way of others"}


def day(moment: datetime) -> str:
    """`2026-11-22`."""
    return moment.strftime("%Y-%m-%d")


def window(found: Window) -> Markdown:
    """Until when something can be undone, counted from the call: short, for a table."""
    length = escape(found.duration.text) if found.duration else ""
    match found.state:
        case State.CLOSING:
            said = f"within **{length}**" + (f", or until {escape(found.event)}" if found.event else "")
        case State.EVENT:
            said = f"until {escape(found.event or '')}"
        case State.UNKNOWN:
            said = "**not known**"
        case State.OPEN:
            said = "at any time"
        case State.CLOSED:
            said = "too late at once"
        case State.NEVER:
            return Markdown("**never**")
    said += ", or sooner: a window is **not known**" if found.sooner else ""
    return Markdown(f"{said}; harms at once" if found.at_once else said)


def undo(found: Window) -> Markdown:
    """The same as the end of a sentence."""
    match found.state:
        case State.NEVER:
            return Markdown("**cannot be undone**")
        case State.UNKNOWN if found.reversal is Reversal.UNKNOWN:
            return Markdown("**not known** whether it can be undone: count it as final")
        case State.UNKNOWN:
            return Markdown("can be undone, **not known** until when: do it now")
        case _:
            return Markdown(f"can be undone {window(found)}")


def repeat(cell: Idempotency) -> Markdown:
    """Whether the call can be made again."""
    within = f" for {escape(cell.window.text)}" if cell.window and cell.window.seconds is not None else ""
    said = {
        "natural": "safe, a second call changes nothing more",
        "keyed": f"safe only with the same key{f' ({code(cell.key)})' if cell.key else ''}{within}",
        "none": "**not safe**, a second call happens again",
        "worsens": "**never**, a second call does more harm",
    }.get(cell.kind or "", "**not known**; do not")
    return Markdown(f"{said}. {escape(cell.on_repeat)}" if cell.on_repeat else said)


def how_reached(system: ReachedSystem) -> Markdown:
    """How far a system is reached, and how."""
    parts: list[tuple[str, str]] = []
    for level, kind in sorted(system.levels):
        said = _CLASSES.get(kind) or f"only with {' and '.join(system.conditions) or 'a condition'}"
        if parts and parts[-1][1] == said:
            parts.pop()
        parts.append((level.word, said))
    return Markdown(", ".join(f"{level} {escape(said)}" for level, said in parts))


def effects(effect: Effect) -> Markdown:
    """What an operation does, with its class where that is not told by the window."""
    does = " + ".join(effect.effect) or "effect not known"
    worst = effect.window.reversal
    reversal = effect.reversibility.reversal if effect.reversibility else Reversal.UNKNOWN
    told = reversal.value if worst is reversal else f"{reversal.value}, at worst {worst.value}"
    return escape(f"{does} · {told}")
