"""Ids that lead nowhere: the same words for every kind of reference."""

from collections.abc import Iterable, Iterator

from blastradius.lint.rule import Problem, Subject
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

Reference = tuple[Ref, str]


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
            )


def otherwise_lost(subject: Subject, name: str, otherwise: str) -> str:
    """What to do, with the hint that the entity may stand in a file that could not be read."""
    lost = subject.lost
    if not lost:
        return otherwise
    where = next((path for path in lost if name in path), lost[0])
    return f"{quoted(where)} could not be read whole and may hold it: mend that first; else {otherwise}"
