"""Conditions that are one slip away from another one."""

from collections import Counter
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.slips import slips
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: System
    id: mail
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {{credential: mail-key, access: read}}
    discharges:
      - {{condition: email-otp}}
    ---
    apiVersion: blastradius/v1
    kind: System
    id: shop
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - credential: shop-key
        access: read
        conditions: [email-otp]
      - credential: shop-admin
        access: admin
        conditions: [{condition}]{here}
    """


@rule(
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(condition="approval", here=""),
    fails=_EXAMPLE.format(condition="emial-otp", here="  # here"),
)
def misspelt_condition(subject: Subject) -> Iterator[Problem]:
    """No condition is one slip away from another one.

    Why: conditions are names of your own, so that a misspelt one is a new one: nothing meets it, and `reach` says
    *only if* where it should say *yes*.
    Fix: write the condition that is meant. Two that are meant to differ need names that do.
    """
    named = [*_asked(subject), *_met(subject)]
    better = slips(Counter(name for _, name in named))
    first = {name: place for place, name in reversed(named)}
    for place, name in named:
        if name in better:
            meant = better[name]
            yield Problem(
                at=place,
                message=f"the condition {quoted(name)} is one slip away from {quoted(meant)} at {first[meant]}",
                help=f"write `{meant}`, or give one of the two another name",
            )


def _asked(subject: Subject) -> Iterator[Reference]:
    for system in subject.catalog.systems:
        for grant in system.grants:
            yield from _items(grant.source, grant.conditions)
    for credential in subject.catalog.credentials:
        for way in credential.ways:
            yield from _items(way.source, way.conditions)
            for need in way.needs:
                if need.source is not way.source and need.source.pointer != way.source.pointer:
                    yield from _items(need.source, need.conditions)


def _items(holder: Ref, known: tuple[str, ...]) -> Iterator[Reference]:
    place = holder / "conditions"
    for index, name in enumerate(place.value if isinstance(place.value, list) else ()):
        if name in known:
            yield place / index, name


def _met(subject: Subject) -> Iterator[Reference]:
    for system in subject.catalog.systems:
        for discharge in system.discharges:
            yield discharge.source / "condition", discharge.condition
