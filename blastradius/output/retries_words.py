"""The sentences of `retries` that its text and its Markdown share."""

from blastradius.analysis.retries.report import Duplicate, Kind, RetriesReport, Unknown, Unsafe
from blastradius.analysis.undo.reconcile import about_of
from blastradius.analysis.undo.recorded import value_at
from blastradius.output.prose import NO_CALLS, counted, moment
from blastradius.traces.join import Effect

_MOST = 1000
"""Of so many calls with an unknown outcome each is compared with what happened twice."""


def counts(report: RetriesReport) -> str:
    """How much was looked at, and what came of it."""
    certain = len(report.certain)
    numbers = (
        (certain, "happened more than once"),
        (len(report.duplicates) - certain, "may have"),
        (len(report.unknown), "with an unknown outcome"),
        (len(report.unsafe), "repeated without knowing"),
    )
    parts = ", ".join(f"{number} {words}" for number, words in numbers if number)
    looked = f"{counted(report.sessions, 'session')}, {counted(report.calls, 'call')}"
    if not report.calls:
        return f"{looked}. {NO_CALLS}"
    return f"{looked}: {parts or 'nothing found to have happened twice'}."


def without_inventory(report: RetriesReport) -> str:
    """What is missing where there is no inventory; empty where there is one."""
    if report.inventory:
        return ""
    return "There is no inventory: which tools change something, and what a repeat of them does, is not known."


def name(effect: Effect) -> str:
    """`stripe/create_refund`; an operation that nobody described is said to be none."""
    return effect.target or f"tool {effect.call.tool}"


def duplicate(each: Duplicate, report: RetriesReport) -> str:
    """What happened how often, what is left of it, and of how many more it is not known."""
    about = about_of(each.calls[0].operation, each.calls[0].call)
    undone = f", {each.undone} undone" if each.undone else ""
    verb = "made" if each.certain else "calls"
    worse = " WORSENS:" if each.worsens else ""
    left = f"{each.left} left{_more(each, report)}"
    return f"{name(each.calls[0])}{f' · {about}' if about else ''}:{worse} {each.made} {verb}{undone}, {left}"


def _more(each: Duplicate, report: RetriesReport) -> str:
    """The calls for the same object of which nobody knows whether they acted."""
    first, mine = each.calls[0], {id(effect.call) for effect in each.calls}
    operation = first.operation
    if operation is None or not operation.object or len(report.unknown) > _MOST:
        return ""

    def about(effect: Effect) -> list[object]:
        return [value_at(effect.call, path) for path in operation.object]

    number = sum(
        other.effect.target == first.target
        and id(other.effect.call) not in mine
        and about(other.effect) == about(first)
        for other in report.unknown
    )
    return f"; whether {number} more happened is not known" if number else ""


def why(each: Duplicate) -> str:
    """Why it counts, and how sure it is."""
    if each.certain:
        return f"{each.why[:1].upper()}{each.why[1:]}."
    what = "Not decided" if each.kind is Kind.SAME_ARGUMENTS else "Perhaps meant"
    return f"{what}: {each.why}."


def unknown(each: Unknown) -> str:
    """A call of which nobody knows whether it acted."""
    about = about_of(each.effect.operation, each.effect.call)
    return f"{name(each.effect)}{f' · {about}' if about else ''}: {each.why}; not safe to repeat"


def tells(each: Unknown) -> str:
    """What decides whether it acted."""
    if each.read_back:
        return each.read_back
    return "The audit log tells:" if each.query else "No read-back and no audit query is written: ask the owner."


def unsafe(each: Unsafe) -> str:
    """A repetition of a call, or of a request below it, of which nobody knew whether it had acted."""
    if each.after is each.effect:
        return f"{name(each.effect)}: {each.why}"
    return f"{name(each.effect)}: repeated after a call with an unknown outcome; {each.why}"


def place(effect: Effect) -> str:
    """Where a call is written, when it was, and how it ended."""
    call = effect.call
    at = f"{moment(call.started)}, " if call.started and not call.lower_bound else ""
    where = [call.origin.file]
    where += [f"item {call.origin.item}"] if call.origin.item is not None else []
    where += [f"message {call.origin.message}"] if call.origin.message is not None else []
    where += [f"span {call.origin.span}"] if call.origin.span else []
    return f"{at}{effect.outcome.value}: {', '.join(where)}"


def ambiguous(report: RetriesReport) -> tuple[str, ...]:
    """Calls that several agents can have made."""
    found = {(each.call.tool, each.agents) for each in report.ambiguous}
    return tuple(
        f"which of {', '.join(agents)} called {tool}: name one with --as-agent" for tool, agents in sorted(found)
    )
