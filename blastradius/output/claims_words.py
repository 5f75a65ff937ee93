"""What the answers to `claims` say in words, for text and Markdown alike."""

from blastradius.analysis.claims.report import Claim, ClaimsReport, Made
from blastradius.output.prose import NO_CALLS, counted
from blastradius.source.invisible import doubt
from blastradius.traces.events import Origin

MEANINGS = {
    "unbacked": "claimed, and nothing recorded did it",
    "mismatch": "claimed, and what was recorded differs",
    "unverifiable": "called for, but the record does not prove it",
    "undecided": "the record does not decide",
    "backed": "claimed and done",
}


def summary(report: ClaimsReport) -> str:
    """The answer in one sentence."""
    alarms = len(report.alarms)
    said = (
        f"{counted(alarms, 'claim')} that the record does not bear out"
        if alarms
        else "no claim that the record contradicts"
    )
    read = f"{counted(report.sessions, 'session')}, {counted(report.messages, 'message')} of agents"
    return f"{said}, of {counted(len(report.claims), 'claim')} in {read}"


def place(origin: Origin) -> str:
    """Where something was said or done: `run.json item 3 message 60`."""
    parts = [origin.file]
    parts += [
        f"{name} {value}"
        for name, value in (("item", origin.item), ("message", origin.message), ("line", origin.line))
        if value is not None
    ]
    if origin.span and origin.message is None:
        parts.append(f"span {origin.span}")
    return " ".join(parts)


def call(made: Made) -> str:
    """A call by its operation, its tool and its place."""
    tool = "" if made.name == made.call.tool else f" ({made.call.tool})"
    return f"{made.name}{tool} {place(made.call.origin)}"


def later(claim: Claim) -> str | None:
    """Where a false claim was taken back."""
    return f"The agent apologises or corrects itself later: {place(claim.later)}" if claim.later else None


def caveats(report: ClaimsReport) -> list[str]:
    """What limits the whole answer."""
    said = [] if report.calls else [NO_CALLS]
    if not report.tools_known:
        said.append(
            "Without an inventory only the tools seen in these runs are known, and nothing says what proves that a "
            "call took effect."
        )
    if report.unlisted:
        named = ", ".join(f"{tool}{doubt(tool)}" for tool in report.unlisted)
        said.append(f"Not in the inventory, so judged by their names alone: {named}.")
    return said
