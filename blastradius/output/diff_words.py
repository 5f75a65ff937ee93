"""What the text and the Markdown answer to `diff` say in the same words."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from blastradius.analysis.diff.report import (
    APPROVAL,
    Cause,
    CellChange,
    Change,
    DiffReport,
    EffectChange,
    GuardChange,
    OperationChange,
    StartChange,
)
from blastradius.model.rows import State
from blastradius.output.cell_words import key_in
from blastradius.output.prose import counted


class Told(Struct, frozen=True, kw_only=True):
    """What one start gained or lost, for one cause."""

    who: str
    what: str
    path: str


class Group(Struct, frozen=True, kw_only=True):
    """Everything that one line made different."""

    where: str
    says: str
    told: tuple[Told, ...]


def summary(report: DiffReport) -> str:
    """The whole answer in one line."""
    grew = [start for start in report.starts if start.grew]
    shrank = [start for start in report.starts if start.shrank]
    parts = []
    if grew:
        parts.append(f"reach GREW for {len(grew)} of {counted(report.compared, 'start')} ({_sum(grew, gained=True)})")
    if shrank:
        less = _sum(shrank, gained=False)
        parts.append(f"reach shrank for {len(shrank)} of {counted(report.compared, 'start')} ({less})")
    if not parts:
        parts.append(f"reach is the same for all of {counted(report.compared, 'start')}")
    if report.effects:
        parts.append(f"{counted(len(report.effects), 'effect')} NEW WITHOUT A PERSON")
    if weaker := [each for each in report.guards if each.weaker]:
        unapproved = sum(each.guard == APPROVAL for each in weaker)
        more = f", {counted(unapproved, 'approval')} among them" if unapproved else ""
        parts.append(f"{counted(len(weaker), 'guard')} WEAKER{more}")
    cells = f"cells: {len(report.cells_gained)} gained, {len(report.cells_lost)} lost, {len(report.cells_open)} open"
    partial = "" if report.complete else "PARTIAL: "
    return f"{partial}{'; '.join(parts)}; {cells}"


def _sum(starts: Iterable[StartChange], *, gained: bool) -> str:
    """`+3 systems`, or `+2 operations`, `+1 grant` where no system is new: never a zero."""
    systems, operations, grants = set(), set(), 0
    for start in starts:
        changes, parts = (start.gained, start.operations_gained) if gained else (start.lost, start.operations_lost)
        systems |= {(start.kind, start.id, each.system) for each in changes}
        operations |= {(start.kind, start.id, each.system, each.operation) for each in parts if not each.described}
        grants += len(start.widened if gained else start.narrowed)
    sums = (
        (len(systems), "system"),
        (len(operations), "operation"),
        (grants, "wider grant" if gained else "narrower grant"),
    )
    sign = "+" if gained else "-"
    return ", ".join(f"{sign}{counted(number, noun)}" for number, noun in sums if number)


def guard(each: GuardChange) -> str:
    """`support-bot/refund approval: none, was policy`."""
    return f"{each.agent}/{each.tool} {each.guard}: {each.after}, was {each.before}"


def effect(each: EffectChange) -> str:
    """`support-bot/refund can do stripe/create_refund (pay) with approval none, before human`."""
    through = f" through {each.by}" if each.by != each.agent else ""
    what = f"{each.operation} ({', '.join(each.effect)})" if each.operation else "what nobody knows"
    was = f"before {each.before}" if each.before else "before not at all"
    return f"{each.agent}/{each.tool}{through} can do {what} with approval {each.approval}, {was}"


def who(start: StartChange) -> str:
    """`new agent support-bot`."""
    state = "new " if start.before is None else "removed " if start.after is None else ""
    also = f" (was {start.before})" if start.before not in {None, start.id} else ""
    return f"{state}{start.kind.value} {start.id}{also}"


def change(each: Change, side: str) -> str:
    """`stripe: write access, escalated (before: read, direct)`."""
    other = each.other
    beside = f" ({side}: {other.access.word}, {other.kind.value})" if other else ""
    return f"{each.system}: {each.extent.access.word} access, {each.extent.kind.value}{beside}"


def operation(each: OperationChange) -> str:
    """`stripe/create_refund (pay)`."""
    effect = ", ".join(each.effect) or "effect not known"
    under = ", under a condition" if each.conditional else ""
    return f"{each.system}/{each.operation} ({effect}{under})"


def described(report: DiffReport) -> Iterator[str]:
    """Operations whose entry is new or gone, while nobody was granted or denied anything."""
    new = {f"{one.system}/{one.operation}" for each in report.starts for one in each.operations_gained if one.described}
    old = {f"{one.system}/{one.operation}" for each in report.starts for one in each.operations_lost if one.described}
    if new:
        yield f"Described newly, possible before: {', '.join(sorted(new))}."
    if old:
        yield f"No longer described, still possible: {', '.join(sorted(old))}."


def path(each: Change) -> str:
    """Where the path goes, each hop with its line."""
    hops = [f"{step.target.partition(':')[2]} [{step.at}]" if step.at else step.says for step in each.path]
    return " > ".join(hops)


def cell(each: CellChange) -> str:
    """`support-bot/refund audit_log.query: unknown, was known`."""
    was = each.before.value if each.before else "not asked for"
    now = each.after.value if each.after else "not asked for"
    key = key_in(each.cell, each.where) if each.after is State.UNKNOWN else ""
    return f"{each.agent}/{each.tool} {each.cell}{key}: {now}, was {was}"


def gained(report: DiffReport) -> list[Group]:
    """What was gained, by the line that caused it."""
    return _grouped(((start, start.gained, start.operations_gained) for start in report.starts), "before")


def lost(report: DiffReport) -> list[Group]:
    """What was lost, by the line of the base that gave it."""
    return _grouped(((start, start.lost, start.operations_lost) for start in report.starts), "now")


def _grouped(
    parts: Iterable[tuple[StartChange, Sequence[Change], Sequence[OperationChange]]], side: str
) -> list[Group]:
    found: dict[tuple[str, str], list[Told]] = {}
    for start, changes, operations in parts:
        for each in changes:
            told = Told(who=who(start), what=change(each, side), path=path(each))
            found.setdefault(_because(each.cause), []).append(told)
        by_cause: dict[tuple[str, str], list[str]] = {}
        for one in operations:
            if one.described:
                continue
            by_cause.setdefault(_because(one.cause), []).append(operation(one))
        for cause, names in by_cause.items():
            verb = "can do" if side == "before" else "can no longer do"
            told = Told(who=who(start), what=f"{verb} {', '.join(names)}", path="")
            found.setdefault(cause, []).append(told)
    return [Group(where=where, says=says, told=tuple(told)) for (where, says), told in found.items()]


def _because(cause: Cause | None) -> tuple[str, str]:
    if cause is None:
        return ("", "Without lines and paths:")
    return (str(cause.where) if cause.where else "", cause.says)
