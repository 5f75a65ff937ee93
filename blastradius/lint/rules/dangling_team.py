"""References to teams."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference, dangling
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.model.entities import Agent, Credential, Operation, System


@rule(
    severity=Severity.ERROR,
    instead_of=("wrong-format",),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke: unknown
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payment  # here
    revoke: unknown
    """,
)
def dangling_team(subject: Subject) -> Iterator[Problem]:
    """Every owner is a team of this inventory.

    Why: the owner is who gets paged and who decides. A name without an entry behind it has no rotation and no phone.
    Fix: correct the id, or write the team: `kind: Team`, `id`, `on_call`.
    """
    return dangling(
        subject,
        "team",
        _references(subject),
        subject.catalog.team,
        otherwise="write the team (`kind: Team`), or correct the id",
    )


def _references(subject: Subject) -> Iterator[Reference]:
    for entity in subject.referring("team", subject.catalog.team):
        if isinstance(entity, System | Credential | Agent) and entity.owner:
            yield entity.source / "owner", entity.owner
        if isinstance(entity, System):
            undoable: list[System | Operation] = [entity, *entity.operations]
            for item in undoable:
                if item.reversibility and item.reversibility.undo_by:
                    yield item.reversibility.source / "undo_by", item.reversibility.undo_by
