"""The sentences of `cut` that its text and its Markdown share."""

from collections.abc import Iterator

from blastradius.analysis.cut.report import CutReport, Protected, Removal, RemovalKind
from blastradius.analysis.reach.report import Class
from blastradius.model.cells import Level
from blastradius.output.prose import counted, moment

_LISTED = 8


def wanted(report: CutReport) -> str:
    """What has to be out of reach."""
    if report.chosen:
        return f"everything that takes an obtained credential: {counted(len(report.protected), 'system')}"
    return ", ".join(map(target, report.protected))


def target(each: Protected) -> str:
    """`stripe`, or `stripe from write on`."""
    level = each.target.level
    return each.target.system if level is Level.READ else f"{each.target.system} from {level.word} on"


def verdicts(report: CutReport) -> Iterator[str]:
    """What is to be done, and how far that is proven."""
    yield from nothing_to_do(report)
    number = len(report.removals)
    if not number:
        return
    cut = [each for each in report.protected if each.cuttable and each.kind]
    whom = target(cut[0]) if len(cut) == 1 else counted(len(cut), "system")
    be = "is" if len(cut) == 1 else "are"
    yield f"Remove {counted(number, 'fact')}, and {whom} {be} out of reach."
    if report.smallest:
        yield "Proven smallest: nothing less suffices."
        if not report.cheapest:
            yield "Not proven: that no other set of this size breaks less."
    else:
        yield (
            f"NOT PROVEN SMALLEST: at least {report.at_least} have to go, and none of these {number} can be left out; "
            "the search for fewer was given up."
        )
    them = "it" if number == 1 else "them"
    yield f"Verified: searched again without {them}, and {whom} {be} not reached{_conditions(report)}."


def _conditions(report: CutReport) -> str:
    if not report.presumed:
        return ""
    shown = report.presumed[:_LISTED]
    more = len(report.presumed) - len(shown)
    be = "is" if len(report.presumed) == 1 else "are"
    return f", also when {', '.join(shown)}{f' and {more} more conditions' if more else ''} {be} met"


def nothing_to_do(report: CutReport) -> Iterator[str]:
    """Why there is no cut."""
    if report.doubts:
        yield "NOT KNOWN: nothing that is written down takes an obtained credential, but something that is not may."
        yield from report.doubts[:_LISTED]
        if len(report.doubts) > _LISTED:
            yield f"And {len(report.doubts) - _LISTED} more."
    elif report.chosen and not report.protected:
        yield "Nothing here takes an obtained credential: there is nothing to cut."
    for each in report.protected:
        if each.kind is None and each.doubts:
            yield f"NOT KNOWN: nothing that is written down lets anybody get from here to {target(each)}."
            yield from each.doubts
        elif each.kind is None:
            yield f"{target(each)} is not reached from here, whatever conditions are met: there is nothing to cut."
        elif not each.cuttable:
            yield (
                f"THERE IS NO CUT for {each.target.system}: the search starts inside it. How to shut agents out, "
                f"`blastradius reach --system {each.target.system}` says."
            )


def breaks(removal: Removal) -> str:
    """Who uses what is removed."""
    used = ", ".join((*removal.tools, *removal.others))
    if not used:
        return "Breaks: nothing that is written down."
    if removal.kind is RemovalKind.GRANT:
        return f"Breaks: {used}." if not removal.others else f"Breaks or may break: {used}."
    return f"May break, if they fetch it there: {used}."


def after(removal: Removal) -> str | None:
    """What the removal does not undo."""
    if removal.kind is RemovalKind.PLACE:
        return f"Then rotate {removal.credential}: what was there may have been read already."
    return None


def ended(removal: Removal, report: CutReport) -> str | None:
    """Said of a grant that is over by itself."""
    if removal.ended and removal.ended < report.now:
        return f"It ended {moment(removal.ended)}, after the misuse may have begun."
    return None


def reached(each: Protected) -> str:
    """How a target is reached before the cut."""
    if each.kind is None:
        return "not reached"
    under = f", only if {' and '.join(each.conditions)}" if each.kind is Class.CONDITIONAL else ""
    others = [f"{level.word} {kind.value}" for level, kind in each.levels if level is not each.target.level]
    higher = f" (also {', '.join(others)})" if others else ""
    return f"{each.target.level.word}, {each.kind.value}{higher}{under}"


def left(report: CutReport) -> Iterator[str]:
    """What the cut leaves."""
    for each in report.protected:
        name = each.target.system
        if each.cuttable and each.remaining:
            levels = ", ".join(f"{level.word} {kind.value}" for level, kind in each.remaining)
            yield f"{name} is still reached below that: {levels}."
        for spread, what in (
            (each.contaminated, "wrong data can still arrive in"),
            (each.disclosed, "data can still be seen from"),
        ):
            if spread:
                step = spread.path[-1] if spread.path else None
                under = f", only if {' and '.join(spread.conditions)}" if spread.conditions else ""
                yield f"{what} {name}{under}{f': {step.says} {step.at or str()}' if step else ''}".rstrip()
    if report.obtained:
        yield f"Still to be had, without leading there: {', '.join(report.obtained)}."
