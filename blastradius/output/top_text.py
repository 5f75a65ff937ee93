"""`top` for people: a table that fits the terminal. Ids stay whole: one that is too long gets a line of its own."""

from collections.abc import Iterator, Sequence

from blastradius.analysis.top import Ranked, Sort, TopReport
from blastradius.output.prose import Paint, counted, moment, one_line, wrapped

FIRST = {
    Sort.SYSTEMS: "those that reach most systems",
    Sort.IRREVERSIBLE: "those that can do most that cannot be undone, or of which nobody knows whether it can,",
    Sort.LATENT: "those that can do most that no tool does",
    Sort.OPERATIONS: "those that can do most",
}
LEGEND = (
    "dir: systems opened directly; esc: only by way of other credentials; cond: only under a condition that nobody "
    "assumed. ops: operations, those under a condition too; irrev: of them irreversible; unkn: not known whether they "
    "are; latent: no tool does them. held: by how many agents and others."
)
_MORE = "What it can touch, and how: blastradius reach CREDENTIAL"
_HEADS = ("dir", "esc", "cond", "ops", "irrev", "unkn", "latent", "held")
_SHOWN_PROBLEMS = 3
_NARROWEST = 12


def top(report: TopReport, limit: int | None, paint: Paint, width: int) -> str:
    """The answer as text: the first `limit` credentials, or all."""
    return "\n".join(_lines(report, report.credentials[:limit], paint, width)) + "\n"


def _lines(report: TopReport, shown: Sequence[Ranked], paint: Paint, width: int) -> Iterator[str]:
    for text in partial(report):
        yield from (paint.bad(line) for line in wrapped(text, width))
    yield from (paint.bold(line) for line in wrapped(headline(report), width))
    yield from wrapped(assumptions(report), width)
    if not shown:
        return
    yield ""
    yield from _table(shown, paint, width)
    yield ""
    if left := len(report.credentials) - len(shown):
        yield from wrapped(f"And {left} more: --limit 0 shows all.", width)
    yield from (paint.dim(line) for line in wrapped(LEGEND, width))
    yield from wrapped(_MORE, width)


def partial(report: TopReport) -> Iterator[str]:
    """What says that the answer is not whole."""
    errors = [problem for problem in report.problems if problem.severity.value == "error"]
    if errors:
        yield f"PARTIAL: {counted(len(errors), 'problem')} in the inventory; what they hide is missing here:"
        yield from (f"{problem.location} {problem.message}" for problem in errors[:_SHOWN_PROBLEMS])
        if len(errors) > _SHOWN_PROBLEMS:
            yield f"and {len(errors) - _SHOWN_PROBLEMS} more: blastradius lint"
    missing = [each for each in report.credentials if not each.known]
    if missing:
        verb = "has" if len(missing) == 1 else "have"
        yield f"PARTIAL: {counted(len(missing), 'credential')} {verb} no entry; what counts is what others say of them."
    if not (errors or missing or report.complete):
        yield "PARTIAL: part of the inventory could not be read."


def headline(report: TopReport) -> str:
    """How many there are, as of when, in which order."""
    if not report.credentials:
        return f"There are no credentials, as of {moment(report.now)}."
    return f"{counted(len(report.credentials), 'credential')} as of {moment(report.now)}, {FIRST[report.sort]} first."


def assumptions(report: TopReport) -> str:
    """What was taken for granted."""
    since = f"What was valid at any moment since {moment(report.since)} counts" if report.since else ""
    names = ", ".join(report.assumed)
    return f"{since}{'. ' if since else ''}{f'Assumed: {names}' if names else 'No condition is assumed'}."


def _table(shown: Sequence[Ranked], paint: Paint, width: int) -> Iterator[str]:
    rows = [[str(number) for number in _numbers(each)] for each in shown]
    widths = [max(len(head), *(len(row[at]) for row in rows)) for at, head in enumerate(_HEADS)]
    ranks = len(str(shown[-1].rank))
    owners = [one_line(each.owner or "not known") if each.known else "(no entry)" for each in shown]
    names = [one_line(each.id) for each in shown]
    room = max(2 * _NARROWEST, width - ranks - 2 - sum(widths) - len(widths))
    owner = min(max(map(len, (*owners, "owner"))), max(_NARROWEST, room - max(map(len, names))))
    name = min(max(map(len, (*names, "credential"))), room - owner)

    def line(rank: str, first: str, second: str, numbers: Sequence[str]) -> str:
        cells = " ".join(f"{number:>{wide}}" for number, wide in zip(numbers, widths, strict=True))
        return f"{rank:>{ranks}} {first:{name}} {second:{owner}} {cells}"

    yield paint.bold(line("#", "credential", "owner", _HEADS))
    for each, whole, whose, numbers in zip(shown, names, owners, rows, strict=True):
        cut = whose if len(whose) <= owner else f"{whose[: owner - 1]}…"
        if len(whole) > name:
            yield f"{each.rank:>{ranks}} {whole}"
            yield line("", "", cut, numbers)
        else:
            yield line(str(each.rank), whole, cut, numbers)


def _numbers(each: Ranked) -> tuple[int, ...]:
    extent = each.extent
    return (
        extent.direct,
        extent.escalated,
        extent.conditional,
        extent.operations,
        extent.irreversible,
        extent.undo_unknown,
        extent.latent,
        len(each.agents) + len(each.others),
    )
