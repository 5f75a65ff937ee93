"""Ids that lead nowhere: the same words for every kind of reference."""

from collections.abc import Iterable, Iterator

from blastradius.finding import Fix
from blastradius.lint.rule import Problem
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words, one_slip_apart, written_alike
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
        if name not in ids and not subject.hides(name, whole_kind=not ids) and not subject.names.is_meant(noun, name):
            fix = sure_fix(name, words, ids, within=at.value) if not subject.lost else None
            other_way = _other_way(subject, noun, name, words.nearest(name)) if fix else ""
            yield Problem(
                at=at,
                message=f"there is no {noun} {quoted(name)}{words.guess(name)}",
                help=words.instead_of(name, otherwise=otherwise_lost(subject, name, otherwise)) + other_way,
                fix=fix if not other_way else None,
            )


def _other_way(subject: Subject, noun: str, name: str, near: str | None) -> str:
    """Where a declared id may be the slip as well, because nothing else names it: where it stands."""
    numbers = subject.documents.named(noun.capitalize()).get(near or "", ())
    if near is None or not numbers or written_alike(name, near) or subject.names.is_named(noun, near):
        return ""
    return f"; or correct the id itself ({(subject.documents[numbers[0]].root / 'id').location})"


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
