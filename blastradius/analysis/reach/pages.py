"""Whom to page, each once, by the soonest deadline."""

from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.reach.report import Class, Page, ReachedOperation, ReachedSystem, StopAgent, StopCredential
from blastradius.analysis.windows import State
from blastradius.model.node import UNKNOWN


def pages_of(
    credentials: Iterable[StopCredential], agents: Iterable[StopAgent], systems: Iterable[ReachedSystem]
) -> tuple[Page, ...]:
    """The teams behind what is to be stopped and what was reached without a condition."""
    wanted = [
        *(_page(each.owner, each, None, each.id) for each in credentials),
        *(_page(each.owner, each, None, each.id) for each in agents),
        *(_page(each.owner, each, _first(each), each.id) for each in systems if each.kind is not Class.CONDITIONAL),
    ]
    return each_once(page for page in wanted if page is not None)


def each_once(pages: Iterable[Page]) -> tuple[Page, ...]:
    """One page for each way in which people are reached, with all that it is for, the soonest deadline first."""
    found: dict[tuple[str | None, ...], Page] = {}
    for page in pages:
        key = _way(page)
        found[key] = _together(found[key], page) if key in found else page
    return tuple(sorted(found.values(), key=_urgency))


def _page(
    owner: str | None, what: StopCredential | StopAgent | ReachedSystem, deadline: datetime | None, why: str
) -> Page | None:
    if owner is None and what.on_call is None:
        return None
    return Page(team=owner or UNKNOWN, on_call=what.on_call, contact=what.contact, deadline=deadline, why=(why,))


def _way(page: Page) -> tuple[str | None, ...]:
    """Tells apart the ways in which people are reached."""
    cell = page.on_call
    return (page.team, cell.rotation, cell.channel, cell.phone) if cell else (page.team,)


def _together(one: Page, other: Page) -> Page:
    """One page for all that it is for, with the earliest deadline."""
    deadlines = [each for each in (one.deadline, other.deadline) if each]
    return Page(
        team=one.team,
        on_call=one.on_call,
        contact=one.contact,
        deadline=min(deadlines, default=None),
        why=tuple(dict.fromkeys((*one.why, *other.why))),
    )


def _urgency(page: Page) -> tuple[bool, float, str, tuple[str, ...]]:
    return (page.deadline is None, page.deadline.timestamp() if page.deadline else 0.0, page.team, page.why)


def _first(system: ReachedSystem) -> datetime | None:
    """The soonest deadline that lies ahead."""
    return min(filter(None, map(_deadline, system.operations)), default=None)


def _deadline(operation: ReachedOperation) -> datetime | None:
    window = operation.window
    return window.deadline if window and window.state is State.CLOSING else None
