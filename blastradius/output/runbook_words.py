"""What states and cells are called on a page."""

from datetime import datetime

from blastradius.analysis.reach.report import Class, ReachedSystem
from blastradius.analysis.runbook.report import Effect
from blastradius.analysis.windows import Window
from blastradius.model.cells import Idempotency, Reversal
from blastradius.output import window_words
from blastradius.output.markdown import Markdown, code, escape

_STYLE = window_words.Style(tell=escape, quote=code, stress="**{}**".format)
_CLASSES = {Class.DIRECT: "directly", Class.ESCALATED: "by way of others"}


def day(moment: datetime) -> str:
    """`2026-11-22`."""
    return moment.strftime("%Y-%m-%d")


def window(found: Window) -> Markdown:
    """Until when something can be undone, counted from the call: short, for a table."""
    return Markdown(window_words.window(found, _STYLE))


def undo(found: Window) -> Markdown:
    """The same as the end of a sentence."""
    return Markdown(window_words.undo(found, _STYLE))


def repeat(cell: Idempotency) -> Markdown:
    """Whether the call can be made again."""
    return Markdown(window_words.repeat(cell, _STYLE))


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
