"""Entities written twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.wording import entity
from blastradius.source.document import Document


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: payments
    status: live
    owner: payments
    tools: unknown
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: Dana Reyes
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments  # here
    lead: Sam Okoro
    """,
)
def duplicate_id(subject: Subject) -> Iterator[Problem]:
    """Each entity is written once: an id is unique within its kind.

    Why: of two records with different facts one is wrong, and nobody knows which when it counts. Different kinds may
    share an id.
    Fix: merge the two, or give the second one an id of its own. Where both say the same, delete one: a warning only.
    """
    first: dict[str, Document] = {}
    for document in sorted(subject.documents, key=lambda each: (each.path, each.index)):
        name = document.entity
        if name is None:
            continue
        other = first.setdefault(name, document)
        if other is document:
            continue
        place = (other.root / "id").location
        same = other.data == document.data
        yield Problem(
            at=document.root / "id",
            message=f"{entity(document)} is also written at {place}, with {'the same' if same else 'other'} facts",
            help="delete one of the two" if same else "merge the two into one, or give this one another id",
            severity=Severity.WARNING if same else None,
        )
