"""Operations written twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import Operation, System


@entity_rule(
    note="twice",
    of=(System,),
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations:
      - {id: get_refund, effect: read}
      - {id: get_charge, effect: read}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations:
      - {id: get_refund, effect: read}
      - {id: get_refund, effect: write}  # here
    """,
)
def duplicate_operation(system: System) -> Iterator[Problem]:
    """Each operation of a system is written once.

    Why: tools are bound to both of them. `reach` takes the worse of the two, pages show the first.
    Fix: merge the two, or give one of them an id of its own.
    """
    first: dict[str, Operation] = {}
    for operation in system.operations:
        other = first.setdefault(operation.id, operation)
        if other is not operation:
            yield Problem(
                at=operation.source / "id",
                message=f"{quoted(system.id)} has the operation {quoted(operation.id)} twice, "
                f"first at {(other.source / 'id').location}; `reach` takes the worse of the two",
                help="merge the two, or give one of them another id",
            )
