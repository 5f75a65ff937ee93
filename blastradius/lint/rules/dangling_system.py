"""References to systems."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference, dangling
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.model.entities import Agent, Credential, System


@rule(
    severity=Severity.ERROR,
    instead_of=("wrong-format",),
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: vault
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations: unknown
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    obtainable_from:
      - {system: vault, access: read}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    obtainable_from:
      - {system: vault, access: read}  # here
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - name: refund
        operation: stripe/create_refund  # here
        credential: stripe-key
    """,
)
def dangling_system(subject: Subject) -> Iterator[Problem]:
    """Every system that a tool, a feed or an `obtainable_from` names is written down.

    Why: a system that is only a name has no owner, no audit log and no switch. Data that flows there, or a key that
    lies there, leaves the map.
    Fix: correct the id, or write the system: `kind: System`. What is not known yet may say `unknown`.
    """
    return dangling(
        subject,
        "system",
        _references(subject),
        subject.catalog.system,
        otherwise="write the system (`kind: System`), or correct the id",
    )


def _references(subject: Subject) -> Iterator[Reference]:
    for entity in subject.referring("system", subject.catalog.system):
        match entity:
            case System():
                yield from ((feed.source / "system", feed.system) for feed in entity.feeds)
            case Credential():
                yield from ((need.source / "system", need.system) for way in entity.ways for need in way.needs)
            case Agent():
                for bound in (bound for tool in entity.tools for bound in tool.bound):
                    own = isinstance(bound.source.value, dict)
                    yield bound.source / "id" if own else bound.source, bound.system
