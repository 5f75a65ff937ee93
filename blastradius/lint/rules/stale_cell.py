"""Proof that ran out."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.waiting import place_key, rest_on_it
from blastradius.lint.wording import owner_of, quoted
from blastradius.model.cells import Proof
from blastradius.model.node import Node
from blastradius.model.proofs import nearest_proof, ran_out
from blastradius.model.read_cells import proof
from blastradius.model.rows import Cell, State
from blastradius.source.document import Ref


@rule(
    severity=Severity.WARNING,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified: {on: 2026-11-02, by: payments, how: drilled}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    verified:
      on: 2026-05-02  # here
      by: payments
      how: drilled
    """,
)
def stale_cell(subject: Subject) -> Iterator[Problem]:
    """Every proof is younger than `stale_after`.

    Why: rotations change hands, consoles are rebuilt, windows are shortened. What was checked long ago counts as merely
    declared, and the first to notice is the responder.
    Fix: check the facts again, then set `verified` to today, with who checked and how. `stale_after` in
    `blastradius.yaml` says how old proof may be; the default is 90d.
    """
    limit = subject.catalog.stale_after
    resting = subject.resting.waiting(_proof_of)
    for place in subject.survey.proofs:
        holder = place.parent
        found = proof(Node(holder.value, holder))
        if found is None or found.on is None or not ran_out(found, limit, subject.now):
            continue
        yield Problem(
            at=place / "on",
            message=f"{owner_of(holder)} was last verified {(subject.now - found.on).days} days ago; after "
            f"{quoted(limit.text)} facts count as merely declared{rest_on_it(resting.get(place_key(place)))}",
            help=_whom_to_ask(found),
        )


def _proof_of(cell: Cell) -> Ref | None:
    """The proof that ran out under a cell."""
    found = nearest_proof(cell.where) if cell.state is State.STALE else None
    return found.source if found else None


def _whom_to_ask(found: Proof) -> str:
    asked = f"ask {quoted(found.by)} to check the facts again" if found.by else "check the facts again"
    return f"{asked}, then write today's date and how they know"
