"""Cells that say `unknown`."""

from collections.abc import Iterable, Iterator

from blastradius.finding import Severity
from blastradius.lint import cells
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import Waiting, place_key, rest_on_it
from blastradius.lint.wording import owner_of
from blastradius.model.entities import Credential, System
from blastradius.model.hints import hinted
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Borrowing, Ref

_WHOLE = ("audit_log", "reversibility", "idempotency", "receipt", "limit", "revoke")
"""Cells that are inherited as a whole where they are open."""


def _not_offered(heir: System | Credential) -> Iterator[Ref]:
    """What is inherited as unknown, and the cells of an audit log beside those that are inherited."""
    document = heir.source.document
    loans = document.loans if isinstance(document, Borrowing) else {}
    for place in dict.fromkeys(pointer if pointer[-1] in _WHOLE else pointer[:-1] for pointer in loans):
        cells = Ref(document, place)
        if isinstance(cells.value, dict):
            yield from (cells / key for key, value in cells.value.items() if value == UNKNOWN)


@rule(
    search=search_for(_not_offered, heirs=True, of=(System, Credential)),
    severity=Severity.WARNING,
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke:
      how: [Open Developers > API keys and revoke it]
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke: unknown  # here
    """,
)
def unknown_cell(subject: Subject) -> Iterator[Problem]:
    """No cell says `unknown`.

    Why: `unknown` is honest, and it is still a hole: it counts as worse than the worst known value, and runbooks print
    it where it hurts.
    Fix: ask the owner, the vendor or a rehearsal, and write the answer. The message says which tools wait for it.
    """
    if not subject.survey.unknown and not subject.documents.words("vendor"):
        return
    resting = subject.resting.waiting(lambda cell: cell.where if cell.said else None)
    beside = subject.resting.waiting(lambda cell: cell.where.parent)
    for place in _open(subject, resting.values()):
        each = resting.get(place_key(place)) or beside.get(place_key(place.parent))
        words = cells.words(place)
        yield Problem(
            at=place,
            message=f"`{cells.name(place)}` of {owner_of(place)} is unknown: {words.without}{rest_on_it(each)}",
            help=f"{words.write}{hinted(subject.catalog, place)}",
        )


def _open(subject: Subject, resting: Iterable[Waiting]) -> Iterator[Ref]:
    """What is written as unknown and not inherited, and what the profile it is inherited from does not know either."""
    for place in subject.survey.unknown:
        here = Ref(subject.catalog.inheriting(place.document), place.pointer)
        if here.value == UNKNOWN:
            yield here
    told = set()
    for here in (*(each.where for each in resting), *subject.places(unknown_cell)):
        if here.written.value != UNKNOWN and place_key(here) not in told:
            told.add(place_key(here))
            yield here
