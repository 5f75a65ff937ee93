"""`drift` for people: what is unlisted, what is gone, and what changed by meaning, the risks first."""

from collections.abc import Iterator
from itertools import groupby

from blastradius.analysis.drift.report import Change, DriftReport
from blastradius.finding import Severity
from blastradius.output import drift_words
from blastradius.output.prose import Paint, counted, one_line, wrapped

_WORD = {Severity.ERROR: "risk", Severity.WARNING: "change", Severity.INFO: "noise"}
_SHOWN = 50
_SEVERAL = 4
_NAMED = 12


def drift(report: DriftReport, paint: Paint, width: int, *, verbose: bool) -> str:
    """The answer as text."""
    return "\n".join(_lines(report, paint, width, verbose=verbose)) + "\n"


def _lines(report: DriftReport, paint: Paint, width: int, *, verbose: bool) -> Iterator[str]:
    for text in drift_words.partial(report):
        yield from (paint.bad(line) for line in wrapped(text, width))
    colour = paint.bold if report.drifted else paint.good
    yield from (colour(line) for line in wrapped(drift_words.headline(report), width))
    yield from _listed("Registered, and no row says what it does:", _unlisted(report), paint, width)
    yield from _listed("A row, and nothing is registered:", _gone(report), paint, width)
    if changes := report.told(verbose=verbose):
        yield from ("", paint.bold("Changed since it was imported:"))
        several, single = _folded(changes)
        for same in several:
            yield from _of_several(same, paint, width)
        for (tool, server, where), group in groupby(_by_tool(single), key=_key):
            of = f" of {one_line(server)}" if server else ""
            yield f"  {one_line(tool)}{of}  {paint.dim(where)}"
            yield from (line for each in group for line in _change(each, paint, width))
    if report.remarks:
        yield from ("", paint.warn("To know:"))
        for remark in report.remarks:
            yield from wrapped(remark, width, "  - ", "    ")
    if hidden := len(report.changed) - len(report.told(verbose=verbose)):
        yield from ("", *wrapped(f"{counted(hidden, 'difference')} without meaning left out: --verbose", width))


def _listed(head: str, items: list[str], paint: Paint, width: int) -> Iterator[str]:
    if items:
        yield from ("", paint.bold(head))
        for item in items[:_SHOWN]:
            yield from wrapped(item, width, "  ", "    ")
        if len(items) > _SHOWN:
            yield f"  and {len(items) - _SHOWN} more: --format json"


def _unlisted(report: DriftReport) -> list[str]:
    return [f"{each.name}{f' of {each.server}' if each.server else ''}" for each in report.unlisted]


def _gone(report: DriftReport) -> list[str]:
    return [f"{each.tool}{f' of {each.server}' if each.server else ''}  {each.where}" for each in report.gone]


def _folded(changes: tuple[Change, ...]) -> tuple[list[list[Change]], tuple[Change, ...]]:
    """What changed in the same way of several tools, the worst first, and the rest."""
    alike: dict[tuple[int, str], list[Change]] = {}
    for each in changes:
        alike.setdefault((each.difference.severity.rank, drift_words.changed(each)), []).append(each)
    several = sorted((each for each in alike.items() if len(each[1]) >= _SEVERAL), key=lambda each: each[0])
    folded = {id(each) for _, group in several for each in group}
    return [group for _, group in several], tuple(each for each in changes if id(each) not in folded)


def _of_several(same: list[Change], paint: Paint, width: int) -> Iterator[str]:
    names = list(dict.fromkeys(each.tool for each in same))
    more = f" and {len(names) - _NAMED} more: --format json" if len(names) > _NAMED else ""
    listed = ", ".join(map(one_line, names[:_NAMED]))
    yield from wrapped(f"{counted(len(same), 'time')} the same: {listed}{more}", width, "  ", "    ")
    yield from _change(same[0], paint, width)


def _by_tool(changes: tuple[Change, ...]) -> list[Change]:
    """Together what is of one tool, the tools with the worst first."""
    worst: dict[tuple[str, str, str], int] = {}
    for each in changes:
        worst[_key(each)] = min(worst.get(_key(each), 9), each.difference.severity.rank)
    return sorted(changes, key=lambda each: (worst[_key(each)], _key(each)))


def _key(each: Change) -> tuple[str, str, str]:
    where = each.where.document.root / each.where.pointer[0] if each.where.pointer else each.where
    entry = where / each.where.pointer[1] if len(each.where.pointer) > 1 else where
    return each.tool, each.server or "", str(entry)


def _change(each: Change, paint: Paint, width: int) -> Iterator[str]:
    severity = each.difference.severity
    first, *rest = wrapped(drift_words.changed(each), width, f"    {_WORD[severity]:<7}", " " * 11)
    colour = {Severity.ERROR: paint.bad, Severity.WARNING: paint.warn, Severity.INFO: paint.dim}[severity]
    yield first.replace(_WORD[severity], colour(_WORD[severity]), 1)
    yield from rest
