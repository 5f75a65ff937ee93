"""Cells that say `unknown`."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint import cells
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.waiting import place_key, rest_on_it, waiting
from blastradius.lint.wording import key_of, owner_of


@rule(
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
    if not subject.survey.unknown:
        return
    resting = waiting(subject.rows, lambda cell: cell.where if cell.said else None)
    beside = waiting(subject.rows, lambda cell: cell.where.parent)
    for place in subject.survey.unknown:
        each = resting.get(place_key(place)) or beside.get(place_key(place.parent))
        words = cells.words(place)
        yield Problem(
            at=place,
            message=f"`{key_of(place)}` of {owner_of(place)} is unknown: {words.without}{rest_on_it(each)}",
            help=words.write,
        )
