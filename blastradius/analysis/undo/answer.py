"""The whole answer to `undo`."""

from collections.abc import Sequence
from datetime import datetime

from blastradius.analysis.undo.drafts import key_of
from blastradius.analysis.undo.pages import not_known, pages_of
from blastradius.analysis.undo.plan import plan_of
from blastradius.analysis.undo.report import UndoReport
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.traces.join import Effect, Joined


def undo(
    catalog: Catalog | None,
    whole: Sequence[Effect],
    asked: Joined,
    *,
    now: datetime,
    problems: tuple[Finding, ...] = (),
) -> UndoReport:
    """What was done, and how it is taken back.

    `whole` are all effects of the sessions, `asked` those that the question is about: what took back what, and what
    built on what, does not depend on how the question is narrowed, and entries keep their numbers. `problems` are those
    of reading; with any the answer is partial.
    """
    wanted = {id(effect.call): effect.call for effect in asked.effects}
    kept = {(id(effect.call), effect.target) for effect in asked.effects}
    plan = plan_of(catalog or Catalog.of(()), whole, now)
    plan = tuple(entry for entry in plan if (id(entry.effect.call), entry.effect.target) in kept)
    calls = (*wanted.values(), *asked.unlisted, *asked.inside, *(each.call for each in asked.ambiguous))
    return UndoReport(
        complete=not problems and (catalog is None or catalog.complete),
        inventory=catalog is not None,
        now=now,
        sessions=len({key_of(call) for call in calls}),
        calls=len(calls),
        plan=plan,
        unlisted=asked.unlisted,
        ambiguous=asked.ambiguous,
        pages=pages_of(plan),
        unknown=not_known(catalog, plan) if catalog else (),
        problems=problems,
    )
