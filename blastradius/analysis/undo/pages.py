"""Whom to page about a plan, and what nobody wrote down that it would take."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.reach.pages import each_once
from blastradius.analysis.reach.report import Page
from blastradius.analysis.undo.report import Entry, Switch
from blastradius.analysis.windows import State
from blastradius.model.catalog import Catalog
from blastradius.model.node import UNKNOWN


def pages_of(plan: Iterable[Entry]) -> tuple[Page, ...]:
    """The teams behind what has to be undone, looked into or told, each once, the soonest deadline first."""
    return each_once(page for entry in plan if (page := _page(entry)) is not None)


def _page(entry: Entry) -> Page | None:
    if not (entry.open or entry.lost) or (entry.by is None and entry.on_call is None):
        return None
    what = entry.effect.target or f"tool {entry.effect.call.tool}"
    return Page(
        team=entry.by or UNKNOWN,
        on_call=entry.on_call,
        contact=entry.contact,
        deadline=entry.deadline if entry.open and entry.state is State.CLOSING else None,
        why=(f"{what} cannot be undone" if entry.lost else what,),
    )


def switches_of(catalog: Catalog, plan: Iterable[Entry]) -> tuple[Switch, ...]:
    """How the agents are stopped that did what stands open or cannot be undone, each once."""
    named = {entry.effect.agent for entry in plan if entry.effect.agent and (entry.open or entry.lost)}
    agents = [catalog.agent[name] for name in sorted(named) if name in catalog.agent]
    return tuple(
        Switch(agent=each.id, how=each.kill_switch.how if each.kill_switch else (), owner=each.owner) for each in agents
    )


def not_known(catalog: Catalog, plan: Iterable[Entry]) -> tuple[str, ...]:
    """What a responder would need for the plan and nobody wrote down, each once."""
    return tuple(dict.fromkeys(text for entry in plan for text in _missing(catalog, entry)))


def _missing(catalog: Catalog, entry: Entry) -> Iterator[str]:
    effect = entry.effect
    name = effect.target or f"tool {effect.call.tool}"
    if effect.target is None:
        yield f"what {name} of {effect.agent} does: it is bound to no operation"
    elif (effect.system or "") not in catalog.system:
        yield f"there is no entry for system {effect.system}"
    elif effect.operation is None:
        yield f"there is no entry for operation {name}: what it does is not known"
    elif catalog.reversibility_of(effect.operation) is None:
        yield f"reversibility of {name}"
    if not (entry.open or entry.lost):
        return
    if entry.by is None and entry.on_call is None:
        yield f"who is paged for {effect.system}"
    if effect.call.started is None:
        yield f"when `{effect.call.tool}` was called: no time was recorded, so that its window has no end; give `--at`"
    if entry.reconcile and not (entry.reconcile.read_back or entry.reconcile.query):
        yield f"how to find out whether {name} happened: neither a read-back nor an audit query is written"
