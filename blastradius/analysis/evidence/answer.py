"""The evidence sheet of an inventory."""

from datetime import datetime

from blastradius.analysis.evidence.measures import MEASURES, Facts
from blastradius.analysis.evidence.report import Measured, Sheet, Supported
from blastradius.analysis.runbook.index import title_of
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.source.frameworks import Framework


def sheet(
    catalog: Catalog,
    known: tuple[Framework, ...],
    *,
    judged: datetime | None = None,
    problems: tuple[Finding, ...] = (),
) -> Sheet:
    """What the inventory shows for each reference of the frameworks. `problems` are those of reading."""
    facts = Facts(catalog, judged)
    wanted = {name for framework in known for each in framework.references for name in each.shows}
    measured = {name: _measured(name, facts) for name in sorted(wanted)}
    return Sheet(
        title=title_of(catalog),
        complete=catalog.complete,
        judged=judged,
        frameworks=tuple(
            (
                framework,
                tuple(
                    Supported(reference=each, measures=tuple(measured[name] for name in each.shows))
                    for each in framework.references
                ),
            )
            for framework in known
        ),
        problems=problems,
    )


def _measured(name: str, facts: Facts) -> Measured:
    says, count = MEASURES[name]
    found = list(count(facts))
    return Measured(
        id=name,
        says=says,
        shown=tuple(place for place, holds in found if holds),
        missing=tuple(place for place, holds in found if not holds),
    )
