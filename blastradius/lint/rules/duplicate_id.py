"""Entities written twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity, quoted
from blastradius.source.document import Document
from blastradius.source.documents import Documents


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
    for other, document in _pairs(subject.documents):
        if subject.names.is_told(other) or subject.names.is_told(document):
            continue
        place = (other.root / "id").location
        same = other.data == document.data
        lost = subject.names.lost(str(document.data.get("kind")).lower())
        named = f": {quoted(lost)} is named, and written nowhere" if lost else ""
        yield Problem(
            at=document.root / "id",
            message=f"{entity(document)} is also written at {place}, with {'the same' if same else 'other'} facts",
            help="delete one of the two" if same else "merge the two into one, or give this one another id" + named,
            severity=Severity.WARNING if same else None,
        )


def _pairs(documents: Documents) -> Iterator[tuple[Document, Document]]:
    """Each further document of an entity with the first one, in the order of paths."""
    for kind in documents.kinds:
        for name, numbers in documents.named(kind).items():
            if name and len(numbers) > 1:
                found = [document for document in map(documents.__getitem__, numbers) if document.entity]
                found.sort(key=lambda each: (each.path, each.index))
                yield from ((found[0], other) for other in found[1:])
