"""Sentences that the answers to `drift` share."""

from collections.abc import Iterator

from blastradius.analysis.drift.report import Change, DriftReport, Gone, Unlisted
from blastradius.output.prose import counted


def headline(report: DriftReport) -> str:
    """What was compared with what, and how it ended."""
    held = " and ".join(
        f"{what} {name}" for what, name in (("agent", report.agent), ("system", report.system)) if name is not None
    )
    rows = "rows" if report.agent is not None else "operations"
    against = f"the {rows} of {held}" if held else "the inventory"
    what = "system" if report.kind == "backstage" else "operation" if report.kind == "openapi" else "tool"
    start = f"{counted(report.compared, what)} of {report.source} against {against}"
    changed = {(each.tool, each.server) for each in report.told(verbose=False)}
    parts = [
        f"{number} {word}"
        for number, word in (
            (len(report.unlisted), "unlisted"),
            (len(report.gone), "gone"),
            (len(changed), "changed"),
        )
        if number
    ]
    nothing = "no drift" if report.compared or report.complete else "nothing could be compared"
    return f"{start}: {', '.join(parts) or nothing}."


def partial(report: DriftReport) -> Iterator[str]:
    """What says that the answer is not whole."""
    if report.complete:
        return
    why = f"{counted(len(report.problems), 'problem')} in the inventory" if report.problems else "see the remarks"
    yield f"PARTIAL: not everything could be compared ({why})."
    yield from (f"{problem.location} {problem.message}" for problem in report.problems[:3])


def unlisted(each: Unlisted) -> str:
    """A tool without a row."""
    return f"`{each.name}`{_of(each.server)} is registered and has no row"


def gone(each: Gone) -> str:
    """A row without a tool."""
    return f"`{each.tool}`{_of(each.server)} has a row and is not registered"


def changed(each: Change) -> str:
    """A difference, with what was and what is."""
    found = each.difference
    values = [f"{word} {value}" for word, value in (("was", found.before), ("now", found.after)) if value is not None]
    return f"{found.message} ({', '.join(values)})" if values else found.message


def _of(server: str | None) -> str:
    return f" of {server}" if server else ""
