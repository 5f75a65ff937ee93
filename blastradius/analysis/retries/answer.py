"""The whole answer to `retries`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from http.client import INTERNAL_SERVER_ERROR, REQUEST_TIMEOUT

from blastradius.analysis.retries.across import Across
from blastradius.analysis.retries.duplicates import Taken, duplicates_of
from blastradius.analysis.retries.repeats import Repeat, Repeats, canonical, is_provable, scope_of
from blastradius.analysis.retries.report import Duplicate, RetriesReport, Unknown, Unsafe
from blastradius.analysis.undo.plan import plan_of
from blastradius.analysis.undo.reconcile import reconcile_of
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.traces.events import Attempt, Call, Ending, Said, Speaker, key_of
from blastradius.traces.join import Ambiguous, Effect, Outcome, outcome_of
from blastradius.traces.portions import Portion
from blastradius.traces.session import Session
from blastradius.traces.spool import Spool
from blastradius.traces.views import chosen, ordered

_OPEN = (Ending.LOST, Ending.NO_RESULT)


def retries(
    catalog: Catalog | None, portions: Iterable[Portion], *, now: datetime, problems: tuple[Finding, ...] = ()
) -> RetriesReport:
    """What happened twice, what may have, and what was repeated without knowing.

    An answer is given where one of its calls is asked about. `problems` are those of reading; with any the answer is
    partial.
    """
    known = catalog or Catalog.of(())
    duplicates: Spool[Duplicate] = Spool()
    unknown: Spool[Unknown] = Spool()
    unsafe: Spool[Unsafe] = Spool()
    ambiguous: Spool[Ambiguous] = Spool()
    repeats = Repeats(known)
    across = Across(repeats)
    sessions = calls = 0
    for portion in portions:
        wanted = {id(call) for call in portion.asked.calls}
        taken = _taken(known, portion, now)
        twice, again, listed = _repeated(repeats, portion, taken)
        duplicates.extend(each for each in twice if any(id(effect.call) in wanted for effect in each.calls))
        unsafe.extend(each for each in again if id(each.effect.call) in wanted or id(each.after.call) in wanted)
        unknown.extend(_unknown(repeats, known, (each for each in listed if id(each.call) in wanted), now))
        across.add(listed, taken, wanted)
        ambiguous.extend(portion.asked.ambiguous)
        sessions += len({key_of(call) for call in portion.asked.calls})
        calls += len(wanted)
    duplicates.extend(across.duplicates())
    in_order = ordered(duplicates, lambda each: (not each.worsens, not each.certain))
    return RetriesReport(
        complete=not problems and (catalog is None or catalog.complete),
        inventory=catalog is not None,
        now=now,
        sessions=sessions,
        calls=calls,
        duplicates=in_order,
        certain=chosen(in_order, lambda each: each.certain),
        unknown=unknown,
        unsafe=unsafe,
        ambiguous=ambiguous,
        problems=problems,
    )


def _taken(catalog: Catalog, portion: Portion, now: datetime) -> Taken:
    plan = plan_of(catalog, portion.whole.effects, now)
    return {(id(each.effect.call), each.effect.target): each.undone_by for each in plan if each.undone_by is not None}


def _repeated(
    repeats: Repeats, portion: Portion, taken: Taken
) -> tuple[list[Duplicate], list[Unsafe], tuple[Effect, ...]]:
    """What happened twice and what was repeated without knowing in a session; and all that was done."""
    whole = portion.whole
    listed = (*whole.effects, *map(_undescribed, whole.unlisted))
    by_session: dict[object, list[Effect]] = defaultdict(list)
    for effect in sorted(listed, key=lambda each: each.call.order):
        by_session[key_of(effect.call)].append(effect)
    spoken = {key: places for session in portion.sessions if session.events for key, places in [_spoken(session)]}
    duplicates: list[Duplicate] = []
    unsafe: list[Unsafe] = []
    for key, effects in by_session.items():
        duplicates += duplicates_of(repeats, effects, spoken.get(key, ()), taken)
        unsafe += (*_unsafe(repeats, effects), *_resent(repeats, effects))
    return duplicates, unsafe, listed


def _undescribed(call: Call) -> Effect:
    return Effect(
        call=call,
        agent=None,
        system=None,
        operation_id=None,
        operation=None,
        credential=None,
        outcome=outcome_of(call, None),
    )


def _spoken(session: Session) -> tuple[object, tuple[int, ...]]:
    """Where people spoke in a session."""
    places = tuple(event.order for event in session.events if isinstance(event, Said) and event.speaker is Speaker.USER)
    call = next((event for event in session.events if isinstance(event, Call)), None)
    return (key_of(call) if call else session.id), places


def _unknown(repeats: Repeats, catalog: Catalog, effects: Iterator[Effect], now: datetime) -> Iterator[Unknown]:
    """Calls that may have acted and that nobody may simply repeat."""
    for effect in effects:
        if effect.outcome is not Outcome.UNKNOWN or not effect.changes or repeats.is_natural(effect):
            continue
        if _is_open(effect):
            found = reconcile_of(catalog, effect, now)
            yield Unknown(effect=effect, why=found.why, read_back=found.read_back, query=found.query)


def _is_open(effect: Effect) -> bool:
    """Whether that the outcome is not known tells of this call, and not only of what nobody wrote down."""
    return effect.call.ending in _OPEN or is_provable(effect)


def _resent(repeats: Repeats, effects: Sequence[Effect]) -> Iterator[Unsafe]:
    """Requests that a client sent again, below one call, after one that may have acted."""
    for effect in effects:
        if not effect.changes or repeats.is_natural(effect):
            continue
        sent: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
        for attempt in effect.call.attempts:
            sent[attempt.method, attempt.where].append(attempt)
        for (method, where), attempts in sent.items():
            lost = next((each for each in attempts[:-1] if _may_have_acted(each)), None)
            found = repeats.judged(effect, effect) if lost else None
            if lost and found and found.repeat is not Repeat.REPLAYS:
                end = (
                    f"answered {lost.status}"
                    if lost.status
                    else f"ended without an answer ({lost.error or 'no status'})"
                )
                words = f"its client sent {f'{method} {where}'.strip()} {len(attempts)} times, after one that {end}"
                yield Unsafe(effect=effect, after=effect, why=f"{words}; {found.why}")


def _may_have_acted(attempt: Attempt) -> bool:
    """Whether the other side may have done it, though the client asked again."""
    return attempt.status is None or attempt.status == REQUEST_TIMEOUT or attempt.status >= INTERNAL_SERVER_ERROR


def _unsafe(repeats: Repeats, effects: Sequence[Effect]) -> Iterator[Unsafe]:
    """Repetitions, in one session, of a call of which nobody knew whether it had acted."""
    open_: dict[tuple[str, bytes], Effect] = {}
    for effect in effects:
        if not effect.changes or repeats.is_natural(effect):
            continue
        name = effect.target or effect.call.tool
        scope = scope_of(effect)
        keys = [(name, b"=" + canonical(effect)), *([(name, scope)] if scope is not None else [])]
        before = next((open_[key] for key in keys if key in open_), None)
        if effect.outcome is Outcome.OK:
            for key in keys:
                open_.pop(key, None)
        if before is not None:
            found = repeats.judged(before, effect)
            if found.repeat is not Repeat.REPLAYS:
                yield Unsafe(effect=effect, after=before, why=found.why)
        if effect.outcome is Outcome.UNKNOWN and _is_open(effect):
            open_.update(dict.fromkeys(keys, effect))
