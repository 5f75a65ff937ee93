"""Scopes that no grant has, one slip away from one that a grant does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.wording import quoted
from blastradius.model.entities import Grant
from blastradius.source.document import Ref

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials:
      - {{credential: stripe-key, access: write, scopes: ["refunds:write"]}}
    operations:
      - id: create_refund
        effect: pay
        requires: ["{scope}"]{here}
    """


@rule(
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(scope="refunds:write", here=""),
    fails=_EXAMPLE.format(scope="refund:write", here="  # here"),
)
def misspelt_scope(subject: Subject) -> Iterator[Problem]:
    """What is required is a scope that a grant has, where one is nearly so called.

    Why: a scope that no grant has puts the operation, or the credential, out of everybody's reach on paper only.
    Fix: write the scope as the vendor does, in `requires` and in the grants.
    """
    given: dict[str, list[Grant]] = {}
    for system in subject.catalog.systems:
        given.setdefault(system.id, []).extend(grant for grant in system.grants if grant.scopes and not grant.worst)
    words = {name: {scope for grant in grants for scope in grant.scopes or ()} for name, grants in given.items()}
    for place, scope, name in _required(subject):
        carries = subject.index.scope_rules(name).carries
        if scope not in words.get(name, ()) and not any(carries(grant, scope) for grant in given.get(name, ())):
            meant = slip_of(scope, words.get(name, ()))
            if meant:
                yield Problem(
                    at=place,
                    message=f"no grant on {quoted(name)} has the scope {quoted(scope)}, which is one slip away from "
                    f"{quoted(meant)}",
                    help=f"write `{meant}`, or correct the grant",
                )


def _required(subject: Subject) -> Iterator[tuple[Ref, str, str]]:
    for system in subject.catalog.systems:
        for operation in system.operations:
            for place, scope in _items(operation.source, operation.requires):
                yield place, scope, system.id
    for credential in subject.catalog.credentials:
        for way in credential.ways:
            for need in way.needs:
                for place, scope in _items(need.source, need.requires):
                    yield place, scope, need.system


def _items(holder: Ref, known: tuple[str, ...]) -> Iterator[Reference]:
    place = holder / "requires"
    for index, scope in enumerate(place.value if isinstance(place.value, list) else ()):
        if scope in known:
            yield place / index, scope
