"""References to vendor profiles."""

from collections.abc import Container, Iterator

from blastradius.finding import Severity
from blastradius.lint.references import Reference, dangling
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.model.entities import System
from blastradius.model.node import UNKNOWN
from blastradius.source.profiles import shipped_profiles

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: System
    id: payments-gateway
    vendor: {vendor}
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: unknown
    operations: unknown
    """


@rule(
    severity=Severity.WARNING,
    instead_of=("wrong-format",),
    passes=_EXAMPLE.format(vendor="stripe"),
    fails=_EXAMPLE.format(vendor="strpe  # here"),
)
def dangling_vendor(subject: Subject) -> Iterator[Problem]:
    """Every `vendor` is a profile that ships with the program, or one of this inventory.

    Why: the profile knows the traps of the product: how long logs are kept, what cannot be undone, what a revocation
    leaves alive. A misspelt id has none of them, and nothing else would say so.
    Fix: correct the id, write a profile of your own (`kind: Vendor`), or leave `vendor` out.
    """
    if subject.documents.words("vendor"):
        known = {*shipped_profiles(), *subject.documents.named("Vendor")}
        otherwise = "leave it out, write the profile (`kind: Vendor`), or correct the id"
        references = _references(subject, known)
        yield from dangling(subject, "vendor profile", references, known, otherwise=otherwise)


def _references(subject: Subject, known: Container[str]) -> Iterator[Reference]:
    for system in subject.referring("vendor", known):
        if not isinstance(system, System):
            continue
        for place in (system.source, *(operation.source for operation in system.operations)):
            name = place.value.get("vendor") if isinstance(place.value, dict) else None
            if isinstance(name, str) and name != UNKNOWN:
                yield place / "vendor", name
