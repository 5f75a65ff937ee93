"""Entities that were written twice: every answer that rests on them has to say so."""

from blastradius.finding import Finding, Severity
from blastradius.model.catalog import Catalog
from blastradius.source.document import Ref


def said_twice(catalog: Catalog) -> tuple[Finding, ...]:
    """A finding for each entity that has a second entry with other facts."""
    return tuple(map(_doubled, catalog.said_twice))


def _doubled(places: tuple[Ref, Ref]) -> Finding:
    """An entity that was written twice, with other facts: whoever answers has to choose, and must say so."""
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
