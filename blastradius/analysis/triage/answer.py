"""The whole answer to `triage`: who did what where, and the answers underneath put together."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from blastradius.analysis.claims.report import ClaimsReport
from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.pages import each_once
from blastradius.analysis.reach.report import Page
from blastradius.analysis.retries.report import RetriesReport
from blastradius.analysis.triage.report import TriageAgent, TriageReport, TriageSession, Unlisted
from blastradius.analysis.triage.systems import Used, systems_of
from blastradius.analysis.undo.report import UndoReport
from blastradius.model.catalog import Catalog
from blastradius.model.node import UNKNOWN
from blastradius.traces.events import Call, Key, key_of
from blastradius.traces.join import Joined
from blastradius.traces.portions import Portion
from blastradius.traces.spool import Spool
from blastradius.traces.views import picked

_Made: TypeAlias = tuple[Call, str | None]
"""A call, and the agent of the inventory that made it, as far as that is known."""


def triage(
    catalog: Catalog | None, portions: Iterable[Portion], *, undo: UndoReport, retries: RetriesReport,
    claims: ClaimsReport,
) -> TriageReport:  # fmt: skip
    """One page about these calls; the answers to `undo`, `retries` and `claims` are taken as they are."""
    known = catalog or Catalog.of(())
    named = {word: agent.id for agent in known.agents for word in (*agent.services, *agent.names, agent.id)}
    for portion in portions:
        named |= {each.call.agent: each.agent for each in portion.asked.effects if each.call.agent and each.agent}
    sessions: Spool[TriageSession] = Spool()
    made_by: dict[tuple[bool, str], _Acts] = {}
    used = Used()
    for portion in portions:
        made = _made(named, portion.asked)
        sessions.extend(_sessions(made))
        for call, agent in made:
            acts = made_by.setdefault((agent is not None, _shown(call, agent)), _Acts())
            acts.calls += 1
            acts.tools.add(call.tool)
        used.add(portion.asked.effects)
    agents = tuple(_agents(known, made_by))
    return TriageReport(
        complete=undo.complete,
        now=undo.now,
        sessions=sessions,
        agents=agents,
        systems=systems_of(known, used, [known.agent[each.id] for each in agents if each.id], undo.now),
        unlisted=_by_tool(undo.unlisted),
        undo=undo,
        retries=retries,
        claims=claims,
        pages=each_once((*undo.pages, *_switchers(agents))),
        unknown=undo.unknown,
        problems=undo.problems,
    )


class _Acts(Struct):
    """What an agent did."""

    calls: int = 0
    tools: set[str] = field(default_factory=set)


def _made(named: Mapping[str, str], joined: Joined) -> list[_Made]:
    """Every call once, in order. Calls without an effect are by whoever had effects under that name, or is named so."""
    made: list[_Made] = [*{id(effect.call): (effect.call, effect.agent) for effect in joined.effects}.values()]
    others = (*joined.unlisted, *joined.inside, *(each.call for each in joined.ambiguous))
    made += [(call, named.get(call.agent or "") or named.get(call.service or "")) for call in others]
    return sorted(made, key=lambda each: (key_of(each[0]), each[0].order))


def _sessions(calls: Iterable[_Made]) -> Iterable[TriageSession]:
    found: defaultdict[Key, list[_Made]] = defaultdict(list)
    for call, agent in calls:
        found[key_of(call)].append((call, agent))
    for (_, _, name), made in found.items():
        times = [call.started for call, _ in made if call.started]
        ends = [call.ended for call, _ in made if call.ended]
        yield TriageSession(
            id=name,
            origin=made[0][0].origin,
            began=min(times, default=None),
            ended=max([*times, *ends], default=None),
            calls=len(made),
            agents=tuple(dict.fromkeys(_shown(call, agent) for call, agent in made)),
        )


def _shown(call: Call, agent: str | None) -> str:
    return agent or call.agent or call.service or UNKNOWN


def _agents(catalog: Catalog, made_by: Mapping[tuple[bool, str], _Acts]) -> Iterable[TriageAgent]:
    """Those that made most calls first; an agent that nobody wrote down comes before those."""
    for (known, name), made in sorted(made_by.items(), key=lambda each: (each[0][0], -each[1].calls, each[0][1])):
        entity = catalog.agent.get(name) if known else None
        owner = entity.owner if entity else None
        on_call = catalog.on_call_of(entity.on_call if entity else None, owner)
        yield TriageAgent(
            id=name if entity else None,
            shown=name,
            status=entity.status if entity else None,
            calls=made.calls,
            tools=tuple(sorted(made.tools)),
            owner=owner,
            on_call=on_call,
            contact=contact_of(catalog, owner, on_call),
            kill_switch=entity.kill_switch if entity else None,
        )


def _by_tool(calls: Sequence[Call]) -> tuple[Unlisted, ...]:
    places: dict[str, array[int]] = {}
    for place, call in enumerate(calls):
        places.setdefault(call.tool, array("q")).append(place)
    return tuple(Unlisted(tool=tool, calls=picked(calls, made)) for tool, made in sorted(places.items()))


def _switchers(agents: Iterable[TriageAgent]) -> Iterable[Page]:
    """Who owns the agents: somebody has to stop them."""
    for agent in agents:
        if agent.owner or agent.on_call:
            yield Page(
                team=agent.owner or UNKNOWN,
                on_call=agent.on_call,
                contact=agent.contact,
                deadline=None,
                why=(f"agent {agent.id}",),
            )
