"""Ids that lead nowhere: the same words for every kind of reference."""

from collections.abc import Iterable, Iterator

from blastradius.finding import Fix
from blastradius.lint.rule import Problem, Subject
from blastradius.lint.slips import slip_of
from blastradius.lint.suggest import Words, one_slip_apart
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

Reference = tuple[Ref, str]
_SURE_FROM = 4  # of shorter ids too many are one slip apart


def dangling(
    subject: Subject, noun: str, references: Iterable[Reference], known: Iterable[str], *, otherwise: str
) -> Iterator[Problem]:
    """A problem for each reference to an id that nobody wrote. `otherwise` is what to do where no id is near.

    What a mistake that is reported elsewhere hides is no mistake of its own.
    """
    ids = frozenset(known)
    words = Words(ids)
    for at, name in references:
        if name not in ids and not subject.hides(name, whole_kind=not ids):
            yield Problem(
                at=at,
                message=f"there is no {noun} {quoted(name)}{words.guess(name)}",
                help=words.instead_of(name, otherwise=otherwise_lost(subject, name, otherwise)),
                fix=sure_fix(name, words, ids, within=at.value) if not subject.lost else None,
            )


def sure_fix(name: str, words: Words, known: Iterable[str], *, within: object = None) -> Fix | None:
    """The correction of an id where exactly one known id can be meant. `within` is the text that it is a part of."""
    near = words.nearest(name)
    if near is None or len(name) < _SURE_FROM or slip_of(name, [near]) is None:
        return None
    others = [other for other in known if abs(len(other) - len(name)) < 2 and one_slip_apart(name, other)]
    if others != [near]:
        return None
    whole = within if isinstance(within, str) and within.count(name) == 1 else name
    return Fix(old=whole, new=whole.replace(name, near))


def otherwise_lost(subject: Subject, name: str, otherwise: str) -> str:
    """What to do, with the hint that the entity may stand in a file that could not be read."""
    lost = subject.lost
    if not lost:
        return otherwise
    where = next((path for path in lost if name in path), lost[0])
    return f"{quoted(where)} could not be read whole and may hold it: mend that first; else {otherwise}"
