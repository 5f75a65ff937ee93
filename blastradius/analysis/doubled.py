"""Entities that were written twice, with other facts: whoever answers has to choose, and must say so."""

from blastradius.finding import Finding, Severity
from blastradius.model.catalog import Catalog
from blastradius.source.document import Ref


def doubled(catalog: Catalog) -> tuple[Finding, ...]:
    """What has been said twice and differs, each as a problem of the answer."""
    return tuple(map(_doubled, catalog.said_twice))


def _doubled(places: tuple[Ref, Ref]) -> Finding:
    first, second = places
    return Finding(
        rule="duplicate-id",
        severity=Severity.ERROR,
        message=f"{second.document.entity} is also written at {first}, with other facts; both count here",
        help="keep one of the two",
        location=second.location,
        entity=second.document.entity,
        pointer=second.rfc6901,
    )
