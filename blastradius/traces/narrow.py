"""Which part of recorded runs is asked about."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from blastradius.traces.events import Call, Event
from blastradius.traces.join import Effect, Joined
from blastradius.traces.session import Session


class Choice(Struct, frozen=True, kw_only=True):
    """What narrows the answer; empty or `None` narrows nothing. `since` and `until` are moments of calls."""

    sessions: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def chosen_sessions(sessions: Iterable[Session], choice: Choice) -> tuple[Session, ...]:
    """The sessions that are asked about. A session can be named by its id, or by the number of its item."""
    wanted = set(choice.sessions)
    return tuple(each for each in sessions if not wanted or each.id in wanted or str(each.item) in wanted)


def chosen_effects(joined: Joined, choice: Choice) -> Joined:
    """What of the joined calls is asked about: calls outside of the times, and effects of others, are left out.

    A call whose time is not known stays: leaving it out would look like "it did not happen".
    """

    def in_time(call: Call) -> bool:
        at = call.started
        return at is None or not ((choice.since and at < choice.since) or (choice.until and at > choice.until))

    def asked(effect: Effect) -> bool:
        agent = not choice.agents or effect.agent in choice.agents or effect.call.agent in choice.agents
        return agent and (not choice.systems or effect.system in choice.systems) and in_time(effect.call)

    def by_agent(call: Call) -> bool:
        return in_time(call) and (not choice.agents or call.agent in choice.agents)

    return msgspec.structs.replace(
        joined,
        effects=tuple(filter(asked, joined.effects)),
        unlisted=tuple(filter(by_agent, joined.unlisted)),
        ambiguous=tuple(each for each in joined.ambiguous if in_time(each.call)),
        inside=tuple(filter(by_agent, joined.inside)),
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
