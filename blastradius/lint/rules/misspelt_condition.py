"""Conditions that are one slip away from another one."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference
from blastradius.lint.rule import Problem, rule
from blastradius.lint.slips import slips
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import Credential, Entity, System
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
    names = _names(subject)
    near = slips(dict.fromkeys(names, 1))  # nearly always none, and then nothing has to be counted
    better = slips({name: len(list(_places(subject, name))) for name in names}) if near else {}
    first = {name: next(_places(subject, name), None) for name in better.values()}
    for name, meant in better.items():
        for place in _places(subject, name):
            where = f" at {first[meant]}" if first[meant] else ""
            yield Problem(
                at=place,
                message=f"the condition {quoted(name)} is one slip away from {quoted(meant)}{where}",
                help=f"write `{meant}`, or give one of the two another name",
            )


def _names(subject: Subject) -> set[str]:
    return {*subject.documents.words("condition"), *subject.documents.words("discharge")}


def _places(subject: Subject, name: str) -> Iterator[Ref]:
    """Where it is asked for or met, in the order of files."""
    numbers = {*subject.documents.naming(f"condition:{name}"), *subject.documents.naming(f"discharge:{name}")}
    for number in sorted(numbers):
        entity = subject.catalog.entity(number)
        yield from (place for place, found in _said(entity) if found == name)


def _said(entity: Entity | None) -> Iterator[Reference]:
    match entity:
        case System():
            for grant in entity.grants:
                yield from _items(grant.source, grant.conditions)
            yield from ((each.source / "condition", each.condition) for each in entity.discharges)
        case Credential():
            for way in entity.ways:
                yield from _items(way.source, way.conditions)
                for need in way.needs:
                    if need.source is not way.source and need.source.pointer != way.source.pointer:
                        yield from _items(need.source, need.conditions)


def _items(holder: Ref, known: tuple[str, ...]) -> Iterator[Reference]:
    place = holder / "conditions"
    for index, name in enumerate(place.value if isinstance(place.value, list) else ()):
        if name in known:
            yield place / index, name
