"""Until when something can be undone, and whether it can be repeated, in the words of every form of a runbook."""

from collections.abc import Callable

from msgspec import Struct

from blastradius.analysis.windows import State, Window
from blastradius.model.cells import Idempotency, Reversal
from blastradius.output.prose import one_line


class Style(Struct, frozen=True, kw_only=True):
    """How a form writes what people wrote (`tell`), what is to be copied (`quote`) and what must not be missed."""

    tell: Callable[[str], str]
    quote: Callable[[str], str]
    stress: Callable[[str], str]


PLAIN = Style(tell=one_line, quote=one_line, stress=str)
"""Text without any mark-up."""


def window(found: Window, style: Style) -> str:
    """Until when something can be undone, counted from the call: short, for a table."""
    unknown = style.stress("not known")
    length = style.tell(found.duration.text) if found.duration else ""
    match found.state:
        case State.CLOSING:
            said = f"within {style.stress(length)}" + (f", or until {style.tell(found.event)}" if found.event else "")
        case State.EVENT:
            said = f"until {style.tell(found.event or '')}"
        case State.UNKNOWN:
            said = unknown
        case State.OPEN:
            said = "at any time"
        case State.CLOSED:
            said = "too late at once"
        case State.NEVER:
            return style.stress("never")
    said += f", or sooner: a window is {unknown}" if found.sooner else ""
    return f"{said}; harms at once" if found.at_once else said


def undo(found: Window, style: Style) -> str:
    """The same as the end of a sentence."""
    unknown = style.stress("not known")
    match found.state:
        case State.NEVER:
            return style.stress("cannot be undone")
        case State.UNKNOWN if found.reversal is Reversal.UNKNOWN:
            return f"{unknown} whether it can be undone: count it as final"
        case State.UNKNOWN:
            return f"can be undone, {unknown} until when: do it now"
        case _:
            return f"can be undone {window(found, style)}"


def repeat(cell: Idempotency, style: Style) -> str:
    """Whether the call can be made again."""
    within = f" for {style.tell(cell.window.text)}" if cell.window and cell.window.seconds is not None else ""
    said = {
        "natural": "safe, a second call changes nothing more",
        "keyed": f"safe only with the same key{f' ({style.quote(cell.key)})' if cell.key else ''}{within}",
        "none": f"{style.stress('not safe')}, a second call happens again",
        "worsens": f"{style.stress('never')}, a second call does more harm",
    }.get(cell.kind or "", f"{style.stress('not known')}; do not")
    return f"{said}. {style.tell(cell.on_repeat)}" if cell.on_repeat else said
