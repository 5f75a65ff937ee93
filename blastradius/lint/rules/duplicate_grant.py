"""Grants written twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import Grant, System


@entity_rule(
    note="twice",
    of=(System,),
    severity=Severity.WARNING,
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: github
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {credential: ci-token, access: write, resources: ["repo:site"]}
      - {credential: ci-token, access: read, resources: ["repo:infra"]}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: github
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {credential: ci-token, access: write, scopes: [repo, workflow]}
      - {credential: ci-token, access: write, scopes: [workflow, repo]}  # here
    """,
)
def duplicate_grant(system: System) -> Iterator[Problem]:
    """No grant is written twice.

    Why: who takes access away changes one of the two and believes that it is gone. Several grants of one credential are
    fine where they differ.
    Fix: delete one, or write what sets the second apart (`resources`, `conditions`, `until`).
    """
    first: dict[tuple[object, ...], Grant] = {}
    for grant in system.grants:
        other = first.setdefault(_says(grant), grant)
        if other is not grant:
            yield Problem(
                at=grant.source,
                message=f"the grant of {quoted(grant.credential)} is written twice, first at {other.source}",
                help="delete one of the two, or write what sets it apart",
            )


def _says(grant: Grant) -> tuple[object, ...]:
    return (
        grant.credential,
        grant.access,
        _any_order(grant.scopes),
        _any_order(grant.resources),
        _any_order(grant.denies),
        _any_order(grant.conditions),
        grant.until,
        grant.worst,
    )


def _any_order(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)
