"""Scopes that no grant has, one slip away from one that a grant does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.wording import quoted
from blastradius.model.entities import Credential, System
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
    instead_of=("unsatisfiable-scope",),
    passes=_EXAMPLE.format(scope="refunds:write", here=""),
    fails=_EXAMPLE.format(scope="refund:write", here="  # here"),
)
def misspelt_scope(subject: Subject) -> Iterator[Problem]:
    """What is required is a scope that a grant has, where one is nearly so called.

    Why: a scope that no grant has puts the operation, or the credential, out of everybody's reach on paper only.
    Fix: write the scope as the vendor does, in `requires`, in `undo_requires` and in the grants.
    """
    for place, scope, system in _required(subject):
        records = subject.catalog.records(System, system)
        grants = [grant for each in records for grant in each.grants if grant.scopes and not grant.worst]
        words = {scope for grant in grants for scope in grant.scopes or ()}
        carries = subject.index.scope_rules(system).carries
        if scope not in words and not any(carries(grant, scope) for grant in grants):
            meant = slip_of(scope, words)
            if meant:
                yield Problem(
                    at=place,
                    message=f"no grant on {quoted(system)} has the scope {quoted(scope)}, which is one slip away from "
                    f"{quoted(meant)}",
                    help=f"write `{meant}`, or correct the grant",
                )


def _required(subject: Subject) -> Iterator[tuple[Ref, str, str]]:
    twice = {name: numbers for name, numbers in subject.documents.named("System").items() if len(numbers) > 1}
    several = [each for name in twice for each in subject.catalog.records(System, name)]
    for system in (*(each for each in subject.noted("scope", System) if each.id not in twice), *several):
        for operation in system.operations:
            for place, scope in _items(operation.source, operation.requires):
                yield place, scope, system.id
            if operation.reversibility:
                cells = operation.reversibility
                for place, scope in _items(cells.source, cells.undo_requires, "undo_requires"):
                    yield place, scope, system.id
    for word in subject.documents.words("scope"):
        name, _, scope = word.partition(" ")
        given = {
            each
            for record in subject.catalog.records(System, name)
            for grant in record.grants
            for each in grant.scopes or ()
        }
        if scope in given:
            continue
        for credential in subject.catalog.naming(f"scope:{word}", Credential):
            for need in (need for way in credential.ways for need in way.needs if need.system == name):
                yield from (
                    (place, asked, name) for place, asked in _items(need.source, need.requires) if asked == scope
                )


def _items(holder: Ref, known: tuple[str, ...], key: str = "requires") -> Iterator[Reference]:
    place = holder / key
    for index, scope in enumerate(place.value if isinstance(place.value, list) else ()):
        if scope in known:
            yield place / index, scope
