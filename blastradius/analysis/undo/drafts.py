"""Effects put in order, each with all that its own session says of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from blastradius.analysis.undo.cases import check_words, judged
from blastradius.analysis.undo.elsewhere import Offers
from blastradius.analysis.undo.links import depends_on
from blastradius.analysis.undo.pairs import Written, beside, pairs_of
from blastradius.analysis.undo.reads import Reads
from blastradius.model.catalog import Catalog
from blastradius.traces.events import Key, key_of
from blastradius.traces.join import Effect, Outcome

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Draft(Struct, frozen=True, kw_only=True):
    """An effect with all that its session says of it; the numbers are those of the effects of that session."""

    written: Written
    session: Key
    number: int
    checks: tuple[str, ...]
    undone_by: int | None
    undoes: int | None
    builds_on: tuple[int, ...]


def drafts_of(catalog: Catalog, effects: Iterable[Effect], offers: Offers | None = None) -> list[Draft]:
    """What changed something, the newest first. `effects` are all of them, reads and failures included."""
    sessions: defaultdict[Key, list[Effect]] = defaultdict(list)
    for effect in effects:
        sessions[key_of(effect.call)].append(effect)
    drafts = [draft for key, found in sessions.items() for draft in _drafts(catalog, key, found, offers)]
    return [drafts[each] for each in _newest_first(drafts)]


def changes(effect: Effect) -> bool:
    """Whether it changed something, or may have."""
    return effect.changes and effect.outcome is not Outcome.FAILED


def _drafts(catalog: Catalog, session: Key, found: list[Effect], offers: Offers | None) -> list[Draft]:
    ordered = sorted(found, key=lambda effect: effect.call.order)
    kept = [effect for effect in ordered if changes(effect)]
    reads = Reads(ordered)
    written = [_written(catalog, reads, effect) for effect in kept]
    pairs = pairs_of([each for each, _ in written])
    undoes = {undo: target for target, undo in pairs.undone_by.items()}
    builds_on = depends_on(kept)
    return [
        Draft(
            written=each,
            session=session,
            number=number,
            checks=(*checks, *pairs.maybe.get(number, ()), *(offers.notes(session, each) if offers else ())),
            undone_by=pairs.undone_by.get(number),
            undoes=undoes.get(number),
            builds_on=builds_on.get(number, ()),
        )
        for number, (each, checks) in enumerate(written)
    ]


def _written(catalog: Catalog, reads: Reads, effect: Effect) -> tuple[Written, tuple[str, ...]]:
    cell = catalog.reversibility_of(effect.operation) if effect.operation else None
    own = judged(cell, effect.call)
    before = reads.before(effect, cell)
    written = Written(effect=effect, reversibility=own.reversibility, before=before, beside=beside(catalog, effect))
    return written, check_words(own.undecided)


def _newest_first(drafts: Sequence[Draft]) -> list[int]:
    """Places of the drafts, the newest first; within a session the later call comes first, whatever the clocks say."""
    clock: dict[Key, datetime] = {}
    keys = []
    for place, draft in enumerate(drafts):
        call = draft.written.effect.call
        at = max(call.started or _EARLIEST, clock.get(draft.session, _EARLIEST))
        clock[draft.session] = at
        keys.append(((at, draft.session, draft.number), place))
    return [place for _, place in sorted(keys, reverse=True)]
