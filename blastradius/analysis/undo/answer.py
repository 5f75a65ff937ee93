"""The whole answer to `undo`."""

from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.undo.drafts import changes
from blastradius.analysis.undo.elsewhere import Offers
from blastradius.analysis.undo.gathered import Gathered
from blastradius.analysis.undo.pages import not_known, pages_of, switches_of
from blastradius.analysis.undo.plan import plan_of
from blastradius.analysis.undo.report import UndoReport, next_of
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.traces.events import Call, key_of
from blastradius.traces.join import Ambiguous
from blastradius.traces.portions import Portion
from blastradius.traces.spool import Spool


def undo(
    catalog: Catalog | None, portions: Iterable[Portion], *, now: datetime, problems: tuple[Finding, ...] = ()
) -> UndoReport:
    """What was done, and how it is taken back.

    What took back what, and what built on what, does not depend on how the question is narrowed, and entries keep
    their numbers. `problems` are those of reading; with any the answer is partial.
    """
    gathered, offers = Gathered(), Offers(catalog or Catalog.of(()))
    for portion in portions:
        offers.add(filter(changes, portion.whole.effects))
    unlisted: Spool[Call] = Spool()
    ambiguous: Spool[Ambiguous] = Spool()
    sessions = calls = 0
    for portion in portions:
        asked = portion.asked
        kept = {(id(effect.call), effect.target) for effect in asked.effects}
        plan = plan_of(catalog or Catalog.of(()), portion.whole.effects, now, offers)
        gathered.add(plan, ((id(entry.effect.call), entry.effect.target) in kept for entry in plan))
        every = asked.calls
        sessions += len({key_of(call) for call in every})
        calls += len(every)
        unlisted.extend(asked.unlisted)
        ambiguous.extend(asked.ambiguous)
    entries = gathered.plan()
    return UndoReport(
        complete=not problems and (catalog is None or catalog.complete),
        inventory=catalog is not None,
        now=now,
        sessions=sessions,
        calls=calls,
        plan=entries,
        next=next_of(entries),
        unlisted=unlisted,
        ambiguous=ambiguous,
        pages=pages_of(entries),
        switches=switches_of(catalog, entries) if catalog else (),
        unknown=not_known(catalog, entries) if catalog else (),
        problems=problems,
    )
