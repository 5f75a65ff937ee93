"""The plan: effects of recorded runs, the newest first, each with what to do about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.undo.cases import window_of
from blastradius.analysis.undo.drafts import Draft, drafts_of
from blastradius.analysis.undo.elsewhere import Offers
from blastradius.analysis.undo.links import Flows
from blastradius.analysis.undo.pairs import Written
from blastradius.analysis.undo.reconcile import about_of, minor_amounts, reconcile_of
from blastradius.analysis.undo.recorded import alike, fields, filled, named, shown, value_at
from blastradius.analysis.undo.report import Entry, First
from blastradius.analysis.windows import State, Window
from blastradius.model.brought_about import with_all
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Reversibility
from blastradius.model.durations import later, rfc3339
from blastradius.model.predicate import MISSING
from blastradius.traces.events import Call, Key
from blastradius.traces.join import Effect, Outcome

_LONGEST_SESSION = timedelta(days=1)
_PERHAPS_OPEN = "Check first: only the start of the session was recorded; the window may still be open."


def plan_of(
    catalog: Catalog, effects: Iterable[Effect], now: datetime, offers: Offers | None = None
) -> tuple[Entry, ...]:
    """What was done and may have to be undone. `effects` are those of some sessions, reads and failures included.

    `offers` are the calls of all sessions that may have taken one back in another.
    """
    writer = _Writer(catalog, drafts_of(catalog, effects, offers), now)
    return tuple(writer.entry(draft) for draft in writer.drafts)


class _Writer:
    """Turns drafts into entries that know each other by their place in the plan."""

    def __init__(self, catalog: Catalog, drafts: list[Draft], now: datetime) -> None:
        self.catalog = catalog
        self.drafts = drafts
        self.now = now
        self.flows = Flows(catalog)
        self._order = {(draft.session, draft.number): place for place, draft in enumerate(drafts, start=1)}

    def place(self, session: Key, number: int | None) -> int | None:
        """The place of an effect of a session; `None` for none."""
        return None if number is None else self._order[session, number]

    def entry(self, draft: Draft) -> Entry:
        """One line of the plan."""
        effect, cell = draft.written.effect, draft.written.reversibility
        call = effect.call
        window = window_of(cell, call.started, self.now)
        settled = draft.undone_by is not None or draft.undoes is not None
        doubts = () if settled else tuple(_perhaps_open(window, cell, call, self.now))
        perhaps = bool(doubts)
        steps, instead = _steps(draft.written, window, perhaps=perhaps) if not settled else ((), ())
        system = self.catalog.system.get(effect.system or "")
        team = cell.undo_by if cell and cell.undo_by else system.owner if system else None
        own = system.on_call if system and not (cell and cell.undo_by) else None
        on_call = self.catalog.on_call_of(own, team)
        doubt = (effect.outcome is Outcome.UNKNOWN or effect.case) and not settled
        undo = self.place(draft.session, draft.undone_by)
        return Entry(
            order=self._order[draft.session, draft.number],
            effect=effect,
            about=about_of(effect.operation, call) or _arguments(call),
            first=_first(window, settled=settled, doubt=doubt, perhaps=perhaps),
            state=window.state,
            reversal=window.reversal,
            deadline=window.deadline,
            lower_bound=call.lower_bound,
            window=window.duration or (cell.window if cell else None),
            event=window.event,
            sooner=window.sooner,
            at_once=window.at_once,
            not_before=later(call.started, cell.available_after)
            if call.started and cell and cell.available_after
            else None,
            one_shot=bool(cell and cell.one_shot),
            steps=steps,
            instead=instead,
            former=_former(draft.written) if steps else (),
            checks=() if settled else (*doubts, *draft.checks),
            residue=filled(cell.residue, call, draft.written.before, minor_amounts(effect.operation, call))
            if cell and cell.residue
            else None,
            inherited=(cell.source / "class").loan if cell else None,
            also=_also(self.catalog, effect),
            reconcile=reconcile_of(self.catalog, effect, self.now) if doubt else None,
            by=team,
            on_call=on_call,
            contact=contact_of(self.catalog, team, on_call),
            requires=cell.undo_requires if cell else (),
            depends_on=tuple(sorted(self._order[draft.session, each] for each in draft.builds_on)),
            undone_by=self.drafts[undo - 1].written.effect if undo else None,
            undoes=self.place(draft.session, draft.undoes),
            flows=() if settled else self.flows.after(effect.system or "", call.started, self.now),
        )


def _perhaps_open(window: Window, cell: Reversibility | None, call: Call, now: datetime) -> Iterator[str]:
    """Why a window that counts as closed may be open: the call may have been later, or its case another."""
    if window.state is not State.CLOSED or window.deadline is None or cell is None:
        return
    if call.lower_bound and now - window.deadline < _LONGEST_SESSION:
        yield _PERHAPS_OPEN
    own = window_of(msgspec.structs.replace(cell, unless=()), call.started, now)
    if own.state not in {State.CLOSED, State.NEVER}:
        until = f" until {rfc3339(own.deadline)}" if own.deadline else ""
        yield f"Check first: the window has closed in a case that the record does not decide, and is open{until} else."


def _first(window: Window, *, settled: bool, doubt: bool, perhaps: bool) -> First:
    if settled:
        return First.NONE
    if doubt:
        return First.RECONCILE
    return First.NONE if window.state in {State.NEVER, State.CLOSED} and not perhaps else First.UNDO


def _steps(written: Written, window: Window, *, perhaps: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The steps that undo it, and those that somebody wrote for what cannot be undone."""
    cell, effect = written.reversibility, written.effect
    if cell is None or (window.state is State.CLOSED and not perhaps):
        return (), ()
    told = minor_amounts(effect.operation, effect.call)
    steps = tuple(filled(step, effect.call, written.before, told) for step in cell.undo)
    if not steps and cell.undo_operation:
        sent = ", ".join(f"{name} {_value(effect.call, path)}" for name, path in cell.undo_with)
        steps = (f"Call {effect.system}/{cell.undo_operation}{f' with {sent}' if sent else ''}",)
    return ((), steps) if window.state is State.NEVER else (steps, ())


def _former(written: Written) -> tuple[tuple[str, str], ...]:
    """What an earlier read says that the arguments of the call were before."""
    before = fields(written.before)
    sent = named(written.effect.call.arguments)
    return tuple(
        (name, shown(name, before[name])) for name in sent if name in before and not alike(sent[name], before[name])
    )


def _value(call: Call, path: str) -> str:
    value = value_at(call, path)
    return f"<{path.partition('.')[2] or path}: not recorded>" if value is MISSING else shown(path, value)


def _arguments(call: Call) -> str:
    """The first arguments, where nobody wrote what the call is about."""
    single = [(name, value) for name, value in named(call.arguments).items() if not isinstance(value, dict | list)]
    return ", ".join(f"{name} {shown(name, value)}" for name, value in single[:2])


def _also(catalog: Catalog, effect: Effect) -> tuple[str, ...]:
    """What the operation brings about by itself."""
    found = []
    for name in with_all(catalog, (effect.system or "", effect.operation_id or ""))[1:]:
        operation = catalog.operation.get(name)
        cell = catalog.reversibility_of(operation) if operation else None
        found.append(f"{'/'.join(name)} ({cell.worst.value if cell else 'not known'})")
    return tuple(found)
