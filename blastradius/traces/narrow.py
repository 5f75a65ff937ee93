"""Which part of recorded runs is asked about."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from blastradius.model.entities import Agent
from blastradius.traces.events import Call, Event
from blastradius.traces.join import Effect, Joined, loose, names_of
from blastradius.traces.session import Session


class Choice(Struct, frozen=True, kw_only=True):
    """What narrows the answer; empty or `None` narrows nothing. `since` and `until` are moments of calls.

    `names` are those by which runs know the `agents`, `others` those of all other agents.
    """

    sessions: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    systems: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def in_time(self, at: datetime | None) -> bool:
        """Whether a moment is asked about. One that is not known is: leaving it out would look like "not then"."""
        return at is None or not ((self.since and at < self.since) or (self.until and at > self.until))

    def asks(self, effect: Effect) -> bool:
        """Whether an effect is asked about: by its agent, its system and its time."""
        agent = not self.agents or effect.agent in self.agents or effect.call.agent in self.agents
        return agent and (not self.systems or effect.system in self.systems) and self.in_time(effect.call.started)

    def asks_call(self, call: Call) -> bool:
        """Whether a call of which no effect is known is asked about; one of which it is not known whose it is, is."""
        if not self.agents or call.agent in self.agents:
            return self.in_time(call.started)
        words = {loose(each) for each in (call.agent, call.service) if each}
        mine = bool(words & self.names) or not (call.agent or words & self.others)
        return mine and self.in_time(call.started)

    def known_as(self, agents: Iterable[Agent]) -> "Choice":
        """The same, with the names of these agents."""
        names: tuple[set[str], set[str]] = (set(), set())
        for each in agents:
            names[each.id in self.agents].update(map(loose, names_of(each)))
        return msgspec.structs.replace(self, names=frozenset(names[True]), others=frozenset(names[False] - names[True]))


def wants(choice: Choice, session: Session) -> bool:
    """Whether a session is asked about. It can be named by its id, or by the number of its item."""
    return not choice.sessions or session.id in choice.sessions or str(session.item) in choice.sessions


def chosen_effects(joined: Joined, choice: Choice) -> Joined:
    """What of the joined calls is asked about: calls outside of the times, and effects of others, are left out."""
    return msgspec.structs.replace(
        joined,
        effects=tuple(filter(choice.asks, joined.effects)),
        unlisted=tuple(filter(choice.asks_call, joined.unlisted)),
        ambiguous=tuple(each for each in joined.ambiguous if choice.in_time(each.call.started)),
        inside=tuple(filter(choice.asks_call, joined.inside)),
    )


def timed(sessions: Iterable[Session], at: datetime) -> tuple[Session, ...]:
    """The sessions with a time for every call that has none: somebody who knows has said it."""

    def mended(event: Event) -> Event:
        unknown = isinstance(event, Call) and (event.started is None or event.lower_bound)
        return msgspec.structs.replace(event, started=at, lower_bound=False) if unknown else event

    change: Callable[[Session], Session] = lambda each: msgspec.structs.replace(  # noqa: E731 - one line, twice
        each, events=tuple(map(mended, each.events))
    )
    return tuple(map(change, sessions))
