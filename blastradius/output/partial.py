"""What stands above a partial answer, so that it does not look whole."""

from collections.abc import Iterable, Iterator, Sequence

from blastradius.finding import Finding, Severity
from blastradius.output.prose import Paint, counted, wrapped

_SHOWN = 3
_INVENTORY = "the inventory"


def partial(
    missing: Iterable[str], problems: Sequence[Finding], paint: Paint, width: int, *, of: str = _INVENTORY
) -> Iterator[str]:
    """Entries that nobody wrote (`system stripe`), then the first errors of reading. `of` is what was read."""
    for name in missing:
        text = f"PARTIAL: there is no entry for {name}; this is what others say of it."
        yield from map(paint.bad, wrapped(text, width))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        text = f"PARTIAL: {counted(len(errors), 'problem')} in {of}; what they hide is missing here:"
        yield from map(paint.bad, wrapped(text, width))
        for problem in errors[:_SHOWN]:
            yield from wrapped(f"{problem.location} {problem.message}", width, "  ")
        if len(errors) > _SHOWN:
            where = ": blastradius lint" if of == _INVENTORY else ", all of them with --format json"
            yield f"  and {len(errors) - _SHOWN} more{where}"
        for hint in ways_out(errors):
            yield from wrapped(hint, width, "  ")


def in_short(problems: Sequence[Finding]) -> str:
    """The same in one line, without the problems themselves."""
    return f"{counted(len(problems), 'problem')} in the inventory, so something may be missing"


def ways_out(problems: Sequence[Finding]) -> tuple[str, ...]:
    """What to do about recorded runs that could not be read, each once."""
    return tuple(dict.fromkeys(each.help for each in problems if each.rule == "broken-trace"))
