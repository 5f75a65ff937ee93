"""References to credentials."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference, dangling
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.model import places
from blastradius.model.entities import Agent, Credential, System


@rule(
    severity=Severity.ERROR,
    instead_of=("wrong-format",),
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {credential: stripe-key, access: read}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    revoked_with: stripe-rooot  # here
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {credential: strip-key, access: read}  # here
    """,
)
def dangling_credential(subject: Subject) -> Iterator[Problem]:
    """Every credential that a grant, a tool or another credential names is written down.

    Why: `reach` starts from credentials. One that is only a name has no owner, no revocation and no other doors, so the
    answer in an incident ends at it.
    Fix: correct the id, or write the credential: `kind: Credential`, `id`, `type`, `owner`, `revoke`.
    """
    return dangling(
        subject,
        "credential",
        _references(subject),
        subject.catalog.credential,
        otherwise="write the credential (`kind: Credential`), or correct the id",
    )


def _references(subject: Subject) -> Iterator[Reference]:
    for entity in subject.referring("credential", subject.catalog.credential):
        match entity:
            case System():
                yield from ((grant.source / "credential", grant.credential) for grant in entity.grants)
            case Credential() if entity.revoked_with:
                yield entity.source / "revoked_with", entity.revoked_with
            case Agent():
                yield from _of_tools(entity)


def _of_tools(agent: Agent) -> Iterator[Reference]:
    for tool in agent.tools:
        if tool.credential:
            yield tool.source / "credential", tool.credential
        for bound in tool.bound:
            place = places.credential(tool, bound)
            if bound.credential and place.parent.pointer == bound.source.pointer:
                yield place, bound.credential
